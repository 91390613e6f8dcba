import pytest

from bot.render import answers, modal
from crm.engine.reply import Element, FormView, Option
from crm.engine.texts import Reader, T
from sandbox.rules import check_view

ANA = Reader("en", "America/New_York")
ELEMENTS = (
    Element("company", T("Company"), "text", "Acme"),
    Element("name", T("Name"), "multiline", hint=T("A hint"), error=T("Too long")),
    Element("close_on", T("Close date"), "date", "2026-03-06"),
    Element("owner", T("Owner"), "person", "<@U0ANA00001>", is_required=False),
    Element("stage", T("Stage"), "select", "won", (Option("Won", "won"), Option("Lost", "lost"))),
    Element("at", T("When"), "datetime", "2026-03-06T10:00:00+00:00"),
    Element("count", T("Count"), "number", "3"),
)


def form(*elements: Element, title: str = "Open a new deal") -> FormView:
    return FormView("deal add", title, elements, notice=T("Look again"))


def test_slack_takes_a_form_of_every_kind_of_field() -> None:
    view = check_view(modal(form(*ELEMENTS), ANA, "{}"), "modal")
    assert [b["block_id"] for b in view["blocks"] if b["type"] == "input"] == [
        element.name for element in ELEMENTS
    ]


@pytest.mark.parametrize(
    ("kind", "typed"), [("date", "next fri"), ("person", "@ben"), ("select", "wno")]
)
def test_what_was_typed_stays_though_the_picker_could_not_show_it(kind: str, typed: str) -> None:
    element = Element("field", T("Field"), kind, typed, (Option("Won", "won"),))
    block = modal(form(element), ANA, "")["blocks"][1]
    assert block["element"]["initial_value"] == typed


def test_a_long_title_is_cut_and_shown_in_full_below() -> None:
    view = modal(form(title="A title of more than twenty-four letters"), ANA, "")
    check_view(view, "modal")
    assert view["title"]["text"].endswith("…")
    assert "more than twenty-four letters" in view["blocks"][0]["text"]["text"]


def test_a_form_without_fields_is_still_a_view() -> None:
    assert check_view(modal(FormView("undo", "Undo", ()), ANA, ""), "modal")["blocks"]


def test_metadata_that_is_too_long_is_refused() -> None:
    with pytest.raises(ValueError, match="metadata"):
        modal(form(), ANA, "x" * 3_001)


def test_answers_are_texts_that_the_fields_read() -> None:
    values = {
        "name": {"name": {"type": "plain_text_input", "value": "CRM"}},
        "close_on": {"close_on": {"type": "datepicker", "selected_date": "2026-03-06"}},
        "owner": {"owner": {"type": "users_select", "selected_user": "U1"}},
        "stage": {"stage": {"type": "static_select", "selected_option": {"value": "won"}}},
        "amount": {"amount": {"type": "plain_text_input", "value": None}},
    }
    assert answers(values) == {
        "name": "CRM",
        "close_on": "2026-03-06",
        "owner": "<@U1>",
        "stage": "won",
    }
