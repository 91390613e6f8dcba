import pytest

from crm.engine import catalog
from crm.engine.command import REGISTRY, spoken
from crm.engine.texts import LANGUAGES, catalogue
from crm.language.vocabulary import vocabulary
from crm.locale import keys

catalog.load()
EXAMPLES = [
    (language, name, example)
    for language in LANGUAGES
    for name, words in vocabulary(language).commands.items()
    for example in words.examples
    if name not in {"admin", "predict"}  # once in a workspace's life; only with a fitted model
]
RECORDS = {"deal", "company", "contact"}
LEAD = ['lead add "Kim Lee" kim@initech.com']
PRODUCT = ['product add "Sensor kit" 250 USD']
PURCHASE = [*PRODUCT, "purchase add CO-1 P-1"]
ACTIVITY = ["log note CO-1 they like the offer"]
EVA = "contact add Eva Stein title CFO"
BEFORE = {
    "room close": ("room D-1",),
    "word forget": [
        'word teach recently instead="in the last 30 days"',
        'word teach 最近 instead="最近30天"',
    ],
    "tour end": ["tour"],
    "company restore": ["company archive CO-1"],
    "contact restore": ["contact archive C-1"],
    **{f"lead {verb}": LEAD for verb in ("show", "edit", "convert", "disqualify", "archive")},
    "lead restore": [*LEAD, "lead archive L-1"],
    **{f"product {verb}": PRODUCT for verb in ("show", "edit", "archive")},
    "product restore": [*PRODUCT, "product archive P-1"],
    "purchase add": PRODUCT,
    "purchase show": PURCHASE,
    "purchase edit": PURCHASE,
    "purchase archive": PURCHASE,
    "purchase restore": [*PURCHASE, "purchase archive O-1"],
    "activity show": ACTIVITY,
    "activity archive": ACTIVITY,
    "activity edit": ACTIVITY,
    "address remove": ['address set CO-1 street="1 Main Street"'],
    "attachment remove": ["attach CO-1 https://example.com/offer.pdf"],
    "preference remove": ["preference set Jane Foster quiet 22:00-08:00"],
    "field archive": ["field add company Region"],
    "activity restore": [*ACTIVITY, "activity archive A-1"],
    "tag remove": ["tag Acme vip"],
    "watch stop": ["watch CO-1"],
    "ticket reopen": ["ticket resolve T-1"],
    "token revoke": ["token reports", "token 报表"],
    "redo": ["undo"],
    "digest show": ["digest every monday 9:00"],
    "digest stop": ["digest every monday 9:00"],
    "duplicate merge": [EVA],
    "duplicate different": [EVA],
    "duplicate unmerge": [EVA, "merge C-1 C-2"],
    "alert remove": [
        'alert add "Big ones" deals amount>10k',
        'alert add "大单" deals amount>10k',
    ],
    "view show": ['view save "Big deals" deal amount>10k', 'view save "大单" deal amount>10k'],
}


def test_every_text_and_word_exists_in_chinese():
    assert keys.missing("zh") == {}


def test_translations_hold_the_same_placeholders():
    assert keys.crooked("zh") == []


def test_no_translation_is_left_over():
    known = set(keys.spoken())
    assert {key for key in catalogue("zh") if key not in known} == set()


def test_every_command_and_field_has_words_and_an_example_in_english():
    assert keys.unnamed("en") == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_words_are_only_kept_for_commands_that_exist(language):
    kept = vocabulary(language).commands
    assert set(kept) - set(REGISTRY) == set()
    # What only buttons do has the title of its form, and nothing to be said.
    unsaid = [kept[name] for name in set(kept) - {command.name for command in spoken()}]
    assert not any(words.aliases or words.bare or words.examples for words in unsaid)


def test_no_two_commands_share_a_name():
    seen = {}
    for language in LANGUAGES:
        for name, words in vocabulary(language).commands.items():
            for said in (*words.aliases, *words.bare):
                kind = "bare" if said in words.bare else "name"
                assert seen.setdefault((kind, said.casefold()), name) == name


@pytest.mark.parametrize(("language", "name", "example"), EXAMPLES)
def test_every_example_runs(busy_world, language, name, example):
    reader = "mei" if language == "zh" and name.split()[0] in RECORDS else "ada"
    for said in BEFORE.get(name, []):
        busy_world.as_("ada").says(said)
    answer = busy_world.later(minutes=2).as_(reader).says(example)
    assert answer.reply.views
    assert not answer.is_repeat
