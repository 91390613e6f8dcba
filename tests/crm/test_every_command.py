"""What every command does by default, whoever adds it: nothing here names what a command is for."""

import pytest
from sqlalchemy import select

from crm.engine import catalog, journal
from crm.engine.command import REGISTRY, spoken
from crm.engine.errors import NotAllowed, RapportError
from crm.engine.permission import OUTSIDER
from crm.engine.texts import LANGUAGES
from crm.language import grammar
from crm.language.vocabulary import vocabulary
from crm.models import Base, Changeset, Role

catalog.load()
SAID = {
    (command.name, language): vocabulary(language).commands[command.name].examples
    for command in spoken()
    for language in LANGUAGES
    if command.name in vocabulary(language).commands
}
CHANGES = [command.name for command in spoken() if command.is_change]
# What Ada says first, so that a command's first example has what it speaks of.
LEAD = ('lead add "Kim Lee" kim@initech.com',)
PRODUCT = ('product add "Sensor kit" 250 USD',)
PURCHASE = (*PRODUCT, "purchase add CO-1 P-1")
ACTIVITY = ("log note CO-1 they like the offer",)
BEFORE = {
    "room close": ("room D-1",),
    "alert remove": ('alert add "Big ones" deals amount>10k',),
    "word forget": ('word teach recently instead="in the last 30 days"',),
    "ticket reopen": ("ticket resolve T-1",),
    "token revoke": ("token reports",),
    "redo": ("undo",),
    "tour end": ("tour",),
    "company restore": ("company archive CO-1",),
    "contact restore": ("contact archive C-1",),
    **dict.fromkeys(
        ("lead show", "lead edit", "lead convert", "lead disqualify", "lead archive"), LEAD
    ),
    "lead restore": (*LEAD, "lead archive L-1"),
    **dict.fromkeys(("product show", "product edit", "product archive", "purchase add"), PRODUCT),
    "product restore": (*PRODUCT, "product archive P-1"),
    **dict.fromkeys(("purchase show", "purchase edit", "purchase archive"), PURCHASE),
    "purchase restore": (*PURCHASE, "purchase archive O-1"),
    **dict.fromkeys(("activity show", "activity edit", "activity archive"), ACTIVITY),
    "address remove": ('address set CO-1 street="1 Main Street"',),
    "attachment remove": ("attach CO-1 https://example.com/offer.pdf",),
    "preference remove": ("preference set Jane Foster quiet 22:00-08:00",),
    "field archive": ("field add company Region",),
    "activity restore": (*ACTIVITY, "activity archive A-1"),
    "tag remove": ("tag Acme vip",),
    "watch stop": ("watch CO-1",),
    "digest show": ("digest every monday 9:00",),
    "digest stop": ("digest every monday 9:00",),
    "duplicate merge": ("contact add Eva Stein title CFO",),
    "duplicate different": ("contact add Eva Stein title CFO",),
    "duplicate unmerge": ("contact add Eva Stein title CFO", "merge C-1 C-2"),
}
TURNS_BACK = {"undo", "redo"}
# What no reply to a stranger may hold: names, subjects and references of the company's records.
SECRETS = (
    "Acme",
    "Globex",
    "Jane",
    "CRM rollout",
    "The arm",
    "D-1",
    "T-1",
    "F-1",
    "CO-1",
    "12,000",
)


def ready(world, name):
    """Somebody who may run the command, with what its first example speaks of."""
    for said in BEFORE.get(name, ()):
        world.as_("ada").says(said)
    if name == "admin":
        world.change(lambda s: [s.delete(r) for r in s.scalars(select(Role)) if r.name == "admin"])
        return world.later(minutes=2).as_("ana").with_(is_slack_admin=True)
    return world.later(minutes=2).as_("ada")


def picture(world):
    """All rows of the domain tables."""
    kept = [m.class_ for m in Base.registry.mappers if getattr(m.class_, "__journaled__", False)]
    with world.store.read(1) as session:
        return {
            model.__tablename__: sorted(
                (journal.snapshot(row) for row in session.scalars(select(model))),
                key=lambda row: row["id"],
            )
            for model in kept
        }


@pytest.mark.parametrize("command", [c.name for c in spoken()])
def test_it_says_what_it_is_for(command):
    assert REGISTRY[command].help.endswith(".")
    assert SAID[command, "en"]


@pytest.mark.parametrize(("command", "language"), SAID)
def test_its_examples_mean_it(command, language):
    kind = command.split()[0]
    for example in SAID[command, language]:
        assert grammar.read(example).command.name in {command, f"{kind} show"}


@pytest.mark.parametrize("command", [c.name for c in spoken()])
def test_an_outsider_is_refused_without_data(busy_world, command):
    jane = ready(busy_world, command) and busy_world.as_("jane")
    with pytest.raises(NotAllowed) as refused:
        jane.says(SAID[command, "en"][0])
    told = f"{refused.value.text} {refused.value.next_step} {refused.value.ways}"
    assert [secret for secret in SECRETS if secret in told] == []
    assert OUTSIDER not in REGISTRY[command].may


@pytest.mark.parametrize("command", [c.name for c in spoken()])
def test_no_words_at_all_are_answered_with_a_sentence(busy_world, command):
    speaker = ready(busy_world, command)
    try:
        answer = speaker.says(command)
        assert busy_world.lines(answer)
    except RapportError as error:
        assert error.text.key  # noqa: PT017 - either way there is something to read


@pytest.mark.parametrize("command", CHANGES)
def test_the_same_key_changes_once(busy_world, command):
    speaker, said = ready(busy_world, command), SAID[command, "en"][0]
    first = speaker.says(said, key="once")
    after, changesets = picture(busy_world), len(busy_world.all(select(Changeset.id)))
    again = speaker.says(said, key="once")
    assert (first.is_repeat, again.is_repeat) == (False, True)
    assert picture(busy_world) == after
    assert len(busy_world.all(select(Changeset.id))) == changesets


@pytest.mark.parametrize("command", [name for name in CHANGES if name not in TURNS_BACK])
def test_undone_it_leaves_the_domain_tables_as_they_were(busy_world, command):
    speaker = ready(busy_world, command)
    before = picture(busy_world)
    made = speaker.says(SAID[command, "en"][0])
    if made.changeset_id is not None:
        busy_world.later(minutes=2)
        speaker.says("undo")
    assert picture(busy_world) == before
