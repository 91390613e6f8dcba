import re
from collections import Counter
from datetime import UTC, date, datetime

import pytest

from bot.render import blocks, fallback, json, text
from crm.engine.money import Money
from crm.engine.reply import (
    Actions,
    Button,
    Card,
    Chart,
    Chips,
    Fact,
    Facts,
    Heading,
    Listing,
    Menu,
    Notice,
    Option,
    Paragraph,
    Reply,
    Row,
    Series,
    Small,
    View,
)
from crm.engine.texts import Day, Joined, Percent, Reader, T, Term
from sandbox.rules import check_message

ANA = Reader("en", "America/New_York")
NOON = datetime(2026, 3, 2, 17, tzinfo=UTC)
HOSTILE = [
    *("<!channel>", "<!here>", "<!everyone>", "<!here|x>", "<!subteam^S1|@all>", "<!date^1^x|y>"),
    *("<@U0ANA00001>", "<@U0ANA00001|ana>", "<#C0SALES001>", "<#C0SALES001|sales>"),
    *("<https://evil.example|bank>", "<https://evil.example>", "<mailto:a@b.example|c>"),
    *("*bold*", "a *bold* word", "**", "* x *", "_it_", "a _it_ b", "~gone~", "-*x*-", "(_x_)"),
    *("`code`", "```block```", "``", "a`b`c"),
    *("> quote", "line\n> quote", "line\n>>> quote", "&gt; quote", "\n&gt; quote", "> > x"),
    *(
        "&lt;!channel&gt;",
        "&amp;lt;!channel&amp;gt;",
        "&",
        "<",
        ">",
        "<<!channel>>",
        "<\n!channel>",
    ),
    *("\u202egnp.exe", "\u2066<!channel>\u2069", "שלום <!here>", "x*\n*y", "*x\ny*"),
]
ACTIVE = set("<>*~`\u202e\u2066\u202a")


def card(title: str = "CRM rollout") -> Card:
    facts = (
        Fact(T("Amount"), Money(1_200_000, "USD")),
        Fact(T("Close date"), Day(date(2026, 3, 6))),
        Fact(T("Stage"), Term("Qualified")),
        Fact(T("Chance"), Percent(0.25)),
        Fact(T("Opened"), NOON),
    )
    menu = Menu(T("Move stage"), "deal stage", "stage", (Option("Won", "won"),), token="t2")
    buttons = (Button(T("Undo"), "undo", token="t1", confirm=T("Really?")), menu)
    return Card("D-1", title, facts, actions=buttons)


EVERY: tuple[View, ...] = (
    Heading(T("Monday")),
    Paragraph("Words"),
    Notice(T("Careful"), "warning"),
    Small("small print"),
    Facts((Fact("a", 1),)),
    card(),
    Listing(T("Deals"), (Row("D-1", "CRM", ("12k", None)), Row(None, "other")), 9),
    Listing(T("Deals"), (), 0, T("None yet.")),
    Chips((Fact("stage", "Won"),)),
    Actions((Button("x", "deal show", token="t3", style="danger"),)),
    Chart(T("Pipeline"), "bar", ("a",), (Series("s", (1.0,)),), T("Rising"), file="F123"),
    Chart(T("Pipeline"), "bar", ("a",), (Series("s", (1.0,)),), T("Rising")),
)


def shown(*views: View) -> str:
    reply = Reply(views)
    body = {"text": fallback(reply, ANA), "blocks": blocks(reply, ANA)}
    check_message(body)
    return str(body)


def test_slack_takes_every_view() -> None:
    assert "CRM rollout" in shown(*EVERY)


def test_times_and_amounts_are_said_in_the_readers_zone() -> None:
    said = text(Reply((card(),)), ANA)
    assert said.splitlines()[:3] == [
        "D-1 CRM rollout",
        "Amount: $12,000",
        "Close date: Fri, 6 Mar 2026",
    ]
    assert "Opened: Mon, 2 Mar 2026 12:00 EST" in said


def everything(name: str) -> tuple[View, ...]:
    """Every view with people's words in every place that takes them."""
    facts = (Fact(name, name), Fact(T("Of {name}", name=name), Joined((name, name))))
    menu = Menu(name, "deal stage", "stage", (Option(name, "won"),), token="t2")
    buttons = (Button(name, "undo", token="t1", confirm=T("Undo {name}?", name=name)), menu)
    return (
        Heading(name),
        Paragraph(name),
        Paragraph(T("For {name}.", name=name)),
        Notice(T("{name}", name=name)),
        Small(name),
        Facts(facts),
        Card("D-1", name, facts, note=name, actions=buttons),
        Listing(name, (Row("D-1", name, (name, Term(name))),), 1),
        Listing(name, (), 0, name),
        Chips(facts),
        Chart(name, "bar", (name,), (Series(name, (1.0,)),), name, file="F123"),
        Chart(name, "bar", (name,), (Series(name, (1.0,)),), name),
    )


def texts(node: object, kind: str) -> list[str]:
    """All texts of a kind (mrkdwn, plain_text) in some blocks."""
    if isinstance(node, list):
        return [text for item in node for text in texts(item, kind)]
    if not isinstance(node, dict):
        return []
    own = [str(node["text"])] if node.get("type") == kind else []
    return own + [text for value in node.values() for text in texts(value, kind)]


@pytest.mark.parametrize("name", HOSTILE)
def test_peoples_words_never_become_markup(name: str) -> None:
    """What stands around them is ours, as it shows with a harmless name."""
    shown, harmless = (blocks(Reply(everything(one)), ANA) for one in (name, "NAME"))
    check_message({"text": fallback(Reply(everything(name)), ANA), "blocks": shown})
    for marked, own in zip(texts(shown, "mrkdwn"), texts(harmless, "mrkdwn"), strict=True):
        ours = Counter(own)
        assert not any(Counter(marked)[sign] > ours[sign] for sign in ACTIVE)
        assert not re.search(r"(^|\n)\s*(&gt;|>)|(?<!\w)_\w|\w_(?!\w)", marked)
    for bare in texts(shown, "plain_text"):
        assert not re.search(r"<[!@#a-z]", bare)
    assert not re.search(r"<|>|(^|\n)\s*&gt;", fallback(Reply(everything(name)), ANA))


def test_a_name_with_an_underscore_inside_is_left_alone() -> None:
    assert "jane_doe@acme.example" in shown(Paragraph("jane_doe@acme.example"))


def test_outsiders_get_only_what_is_marked_for_everyone() -> None:
    reply = Reply((card("secret"), Notice(T("Hello"), audience="everyone")))
    for said in (
        str(blocks(reply, ANA, "everyone")),
        fallback(reply, ANA, "everyone"),
        text(reply, ANA, "everyone"),
        str(json(reply, ANA, "everyone")),
    ):
        assert "Hello" in said
        assert "secret" not in said


def test_nothing_for_everyone_gives_no_blocks() -> None:
    assert blocks(Reply((card(),)), ANA, "everyone") == []


@pytest.mark.parametrize("length", [2_999, 3_001, 40_000])
def test_a_long_text_fits_into_a_message(length: int) -> None:
    said = shown(Paragraph("& " * (length // 2)), Heading("x" * length), card("y" * length))
    assert "and more than fits here" in said or length < 13_000


def test_a_long_list_fits_into_a_message() -> None:
    rows = tuple(Row(f"D-{n}", "name " * 20, (n,)) for n in range(400))
    assert "more than fits" in shown(*(Listing(T("Deals"), rows[i : i + 5], 5) for i in range(80)))


def test_buttons_without_a_token_are_left_out() -> None:
    assert blocks(Reply((Actions((Button("x", "deal show"),)),)), ANA) == []


def test_json_holds_values_that_can_be_counted_with() -> None:
    facts = json(Reply((card(),)), ANA)["views"][0]["facts"]
    assert facts[0]["value"] == {"amount": "12000.00", "currency": "USD"}
    assert facts[1]["value"] == "2026-03-06"
    assert facts[2]["value"] == "Qualified"
    assert facts[4]["value"] == "2026-03-02T17:00:00+00:00"
