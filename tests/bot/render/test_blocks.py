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
from crm.engine.texts import Day, Percent, Reader, T, Term
from sandbox.rules import check_message

ANA = Reader("en", "America/New_York")
NOON = datetime(2026, 3, 2, 17, tzinfo=UTC)
HOSTILE = [
    "<!channel>",
    "<!here|x>",
    "<@U0ANA00001>",
    "<!subteam^S1>",
    "<https://evil.example|bank>",
    "*bold*",
    "_it_",
    "~gone~",
    "`code`",
    "```block```",
    "line\n> quoted",
    "&lt;!channel&gt;",
    "\u202egnp.exe",
    "> quote",
    "&gt; quote",
]


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


@pytest.mark.parametrize("name", HOSTILE)
def test_peoples_words_never_become_markup(name: str) -> None:
    reply = Reply((card(name), Paragraph(T("For {name}.", name=name)), Heading(name)))
    check_message({"text": fallback(reply, ANA), "blocks": blocks(reply, ANA)})
    marked = [b["text"]["text"] for b in blocks(reply, ANA) if "text" in b][:2]
    inside = marked[0].removeprefix("*D-1*  *").removesuffix("*")
    for part in (inside, marked[1]):
        assert not set("<>*_~`\u202e") & set(part)
        assert "\n&gt;" not in part


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
