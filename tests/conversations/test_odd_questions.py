"""Questions that nobody should ask: a clear answer each, and never another's data."""

import pytest

from crm.models import Company, Deal
from tests.conversations.conftest import at_work

pytestmark = pytest.mark.xdist_group("odd")

# Companies called like the words and signs of questions.
NAMES = ("AND", "=", "Open", "Deals", "Next Week", "我的", "OR 1=1", "100% (a+)+$", '"quoted"')
HIDDEN, SUM = "Undercover works", "98,765"


@pytest.fixture(scope="module")
def odd(demo_company, tmp_path_factory):
    """The demo company, with customers of odd names and a deal that only Mei may see."""
    with at_work(demo_company, tmp_path_factory.mktemp("odd")) as world:
        for name in NAMES:
            quoted = name if '"' not in name else name.replace('"', "'")
            world.tell(world.ada, f'/company add "{quoted}"')
        world.tell(world.mei, f'/deal add AND "{HIDDEN}" amount=98765 close next week')
        yield world


def told(world, text, channel="dm"):
    """What Ana is told, as she reads it; an answer is a few lines and names no mistake of ours."""
    name, _, words = text.partition(" ")
    if name.startswith("/"):
        done = world.ana.command(name, words, channel=channel)
        assert done.status == 200
        world.settle()
        shown = done.message or world.ana.last(channel)
    else:
        world.ana.say("dm", text)
        world.settle()
        shown = world.ana.last("dm")
    said = f"{shown.text} {shown.blocks}"
    assert shown.text.strip()
    assert "Traceback" not in said
    assert "went wrong" not in said
    assert len(shown.text) < 4_000
    return said


@pytest.mark.parametrize(
    "text",
    [
        "deals over 90k",
        "total pipeline by owner",
        "who has the biggest pipeline",
        "mei's deals",
        "deals of AND",
        "biggest deal",
        'why not "Undercover works"?',
        "/deal list owner=mei",
        "/deal list amount>98764 amount<98766",
        '/deal list name~"Undercover"',
        '/company list open_deals>0 name="AND"',
        "/deal list sort=-amount",
        '/deal list company="AND" or owner=mei',
        "/crm find Undercover",
    ],
)
def test_no_question_shows_what_one_may_not_see(odd, text):
    shown = told(odd, text).replace(text, "").replace(f'{HIDDEN}\\"?', "")
    assert SUM not in shown
    assert f"*{HIDDEN}" not in shown


def test_what_is_hidden_is_missed_like_what_is_not_there(odd):
    said = []
    for name in (HIDDEN, "Nowhere works"):
        told(odd, "open deals")
        told(odd, f"why not {name}?")
        said.append(odd.ana.last("dm").text.replace(name, "X"))
    assert said[0] == said[1]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("/deal list " + "amount>1 " * 4_000, None),
        ("deals " * 6_000, None),
        ("对" * 39_000, None),
        ("(" * 100 + "deals" + ")" * 100, None),
        ("not " * 100 + "my deals", None),
        ('/deal list name="' + "(" * 5_000 + '"', "0 deals"),
        ("/company list name~(a|aa)+$", "0 companies"),
        ("/company list name~(a+)+$", "100% (a+)+$"),
        ("/company list name~%", "100% (a+)+$"),
        ("/company list name~_", "0 companies"),
        ("/company list name=\"' OR '1'='1\"", None),
        ('/company list name="OR 1=1"', "OR 1=1"),
        ("'; DROP TABLE deal; --", None),
        ("deals where 1=1 or owner is not null", None),
        ("/deal list limit=1000000", None),
        ("/contact list page=99999999", None),
        ("/contact list created_at>1900-01-01 limit=99999999", None),
        ("/deal list amount>99999999999999999999", None),
        ("/deal list secret_token=1", "no field"),
        ("/deal list password~a", "no field"),
        ("/deal list company.workspace_id=2", "no field"),
        ("/deal list workspace_id=2", "no field"),
    ],
    ids=range(22),
)
def test_bait_gets_a_plain_answer_and_changes_nothing(odd, text, expected):
    before = len(odd.rows(Deal)), len(odd.rows(Company))
    said = told(odd, text)
    assert expected is None or expected in said
    assert (len(odd.rows(Deal)), len(odd.rows(Company))) == before


@pytest.mark.parametrize(
    ("text", "field"),
    [
        ('/company list name="AND"', "AND"),
        ('/company list name="="', "="),
        ('/company list name="Next Week"', "Next Week"),
        ('/company list name="Open"', "Open"),
        ("/company list name=我的", "我的"),
        ('/deal list company="Deals"', "No deals here yet"),
        ("companies called Open", "Open"),
    ],
)
def test_a_record_called_like_a_word_or_a_sign_is_found_by_its_name(odd, text, field):
    assert field in told(odd, text)


@pytest.mark.parametrize(
    "text",
    [
        "open deals",
        "my deals",
        "deals closing next week",
        "deals over 10k and under 20k",
        "我的商机",
    ],
)
def test_records_called_like_words_do_not_eat_a_plain_question(odd, text):
    said = told(odd, text)
    assert not odd.ana.last("dm").text.startswith("⚠")
    assert not any(f"Company: {name}" in said for name in NAMES)
