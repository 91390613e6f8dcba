"""The table of what Slack refuses about messages and views."""

import pytest
from slack_sdk.models.blocks import Block

from sandbox.rules import check_message, check_options, check_view
from sandbox.values import SlackError


def plain(text):
    return {"type": "plain_text", "text": text}


def mrkdwn(text):
    return {"type": "mrkdwn", "text": text}


def section(**more):
    return {"type": "section", "text": mrkdwn("words"), **more}


def button(**more):
    return {"type": "button", "text": plain("Go"), "action_id": "go", **more}


def actions(*elements, **more):
    return {"type": "actions", "elements": list(elements), **more}


def options(count, text="o"):
    return [{"text": plain(f"{text}{n}"), "value": str(n)} for n in range(count)]


def select(**more):
    return {"type": "static_select", "action_id": "s", "options": options(2), **more}


def field(element, **more):
    return {"type": "input", "label": plain("Name"), "element": element, **more}


def typed(**more):
    return {"type": "plain_text_input", "action_id": "t", **more}


def table(rows, columns=2):
    cell = {"type": "raw_text", "text": "x"}
    return {"type": "table", "rows": [[cell] * columns for _ in range(rows)]}


CONFIRM = {
    "title": plain("t"),
    "text": mrkdwn("w"),
    "confirm": plain("yes"),
    "deny": plain("no"),
}
IMAGE = {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a"}
RICH = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [{"type": "text", "text": "x", "style": {"bold": True}}],
        }
    ],
}

ACCEPTED = [
    section(),
    section(text=mrkdwn("x" * 3000)),
    {"type": "section", "fields": [mrkdwn("x" * 2000)] * 6},
    {"type": "section", "fields": [mrkdwn("x")] * 10},
    section(accessory=button(style="primary", value="v" * 2000)),
    section(accessory=IMAGE),
    {"type": "header", "text": plain("x" * 150)},
    {"type": "divider"},
    {"type": "context", "elements": [mrkdwn("x"), IMAGE] * 5},
    actions(*[button(action_id=str(n)) for n in range(25)]),
    actions(button(confirm=CONFIRM), select(), {"type": "datepicker", "action_id": "d"}),
    actions(select(initial_option=options(2)[1], placeholder=plain("p" * 150))),
    actions({"type": "overflow", "action_id": "o", "options": options(5)}),
    actions({"type": "checkboxes", "action_id": "c", "options": options(10)}),
    IMAGE,
    {"type": "image", "slack_file": {"id": "F0ABC"}, "alt_text": "chart", "title": plain("t")},
    RICH,
    {"type": "markdown", "text": "**x**"},
    table(100, 20),
    field(typed(max_length=3000)),
]

REFUSED = [
    ("unknown type", {"type": "sektion"}, "blocks[0].type"),
    ("no type", {"text": plain("x")}, "blocks[0]"),
    ("unknown key", section(colour="red"), "blocks[0].colour"),
    ("section without words", {"type": "section"}, "blocks[0]"),
    ("empty text", section(text=mrkdwn("")), "blocks[0].text.text"),
    ("long text", section(text=mrkdwn("x" * 3001)), "blocks[0].text.text"),
    ("eleven fields", {"type": "section", "fields": [mrkdwn("x")] * 11}, "blocks[0].fields"),
    ("long field", {"type": "section", "fields": [mrkdwn("x" * 2001)]}, "blocks[0].fields[0].text"),
    ("no fields", {"type": "section", "fields": []}, "blocks[0]"),
    ("text of no kind", section(text={"type": "html", "text": "x"}), "blocks[0].text.type"),
    ("bare string", section(text="words"), "blocks[0].text"),
    ("input as accessory", section(accessory=typed()), "blocks[0].accessory.type"),
    ("long header", {"type": "header", "text": plain("x" * 151)}, "blocks[0].text.text"),
    ("mrkdwn header", {"type": "header", "text": mrkdwn("x")}, "blocks[0].text.type"),
    ("eleven in context", {"type": "context", "elements": [mrkdwn("x")] * 11}, "elements"),
    ("empty context", {"type": "context", "elements": []}, "blocks[0].elements"),
    ("empty actions", actions(), "blocks[0].elements"),
    ("26 buttons", actions(*[button(action_id=str(n)) for n in range(26)]), "blocks[0].elements"),
    ("same action_id twice", actions(button(), button()), "elements[1].action_id"),
    ("long label", actions(button(text=plain("x" * 76))), "elements[0].text.text"),
    ("mrkdwn label", actions(button(text=mrkdwn("x"))), "elements[0].text.type"),
    ("long value", actions(button(value="x" * 2001)), "elements[0].value"),
    ("empty value", actions(button(value="")), "elements[0].value"),
    ("wrong style", actions(button(style="green")), "elements[0].style"),
    ("wrong address", actions(button(url="javascript:alert(1)")), "elements[0].url"),
    ("long block_id", actions(button(), block_id="x" * 256), "blocks[0].block_id"),
    ("long action_id", actions(button(action_id="x" * 256)), "elements[0].action_id"),
    ("long confirm", actions(button(confirm={**CONFIRM, "deny": plain("x" * 31)})), "confirm.deny"),
    ("half a confirm", actions(button(confirm={"title": plain("t")})), "elements[0].confirm"),
    ("101 options", actions(select(options=options(101))), "elements[0].options"),
    ("no options", actions(select(options=[])), "elements[0]"),
    ("long option", actions(select(options=options(1, "x" * 75))), "options[0].text.text"),
    ("same value twice", actions(select(options=options(1) * 2)), "elements[0].options"),
    ("strange choice", actions(select(initial_option=options(9)[8])), "initial_option"),
    ("options and groups", actions(select(option_groups=[])), "elements[0]"),
    ("long placeholder", actions(select(placeholder=plain("x" * 151))), "placeholder"),
    (
        "six in overflow",
        actions({"type": "overflow", "options": options(6)}),
        "elements[0].options",
    ),
    (
        "eleven boxes",
        actions({"type": "checkboxes", "options": options(11)}),
        "elements[0].options",
    ),
    ("impossible date", actions({"type": "datepicker", "initial_date": "2026-13-01"}), "initial"),
    ("impossible time", actions({"type": "timepicker", "initial_time": "24:00"}), "initial_time"),
    ("no alt text", {"type": "image", "image_url": "https://example.com/a.png"}, "blocks[0]"),
    ("no picture", {"type": "image", "alt_text": "x"}, "blocks[0]"),
    ("number without decimals", field({"type": "number_input"}), "blocks[0].element"),
    ("min above max", field(typed(min_length=9, max_length=3)), "element.min_length"),
    ("3001 letters", field(typed(max_length=3001)), "element.max_length"),
    ("button as input", field(button()), "blocks[0].element.type"),
    ("101 rows", table(101), "blocks[0].rows"),
    ("21 columns", table(1, 21), "blocks[0].rows[0]"),
    ("long table", table(1) | {"rows": [[{"type": "raw_text", "text": "x" * 9999}] * 2]}, "[0]"),
    (
        "rich text of no kind",
        {"type": "rich_text", "elements": [{"type": "p"}]},
        "elements[0].type",
    ),
    ("long markdown", {"type": "markdown", "text": "x" * 12001}, "blocks[0].text"),
]


@pytest.mark.parametrize("block", ACCEPTED, ids=lambda b: b["type"])
def test_a_right_block_is_accepted_by_the_table_and_by_slack_sdk(block):
    Block.parse(block).to_dict()
    assert check_message({"text": "fallback", "blocks": [block]}) is None


@pytest.mark.parametrize(("why", "block", "place"), REFUSED, ids=[r[0] for r in REFUSED])
def test_a_wrong_block_is_refused_with_its_place(why, block, place):
    with pytest.raises(SlackError) as refused:
        check_message({"text": "fallback", "blocks": [block]})
    assert refused.value.word == "invalid_blocks"
    assert place in " ".join(refused.value.messages)


@pytest.mark.parametrize(
    ("message", "word"),
    [
        ({"text": ""}, "no_text"),
        ({"text": " \n"}, "no_text"),
        ({"blocks": []}, "no_text"),
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"text": "x", "blocks": "nonsense"}, "invalid_blocks_format"),
        ({"text": "x", "blocks": ["nonsense"]}, "invalid_blocks_format"),
        ({"text": "x", "blocks": [section()] * 51}, "invalid_blocks"),
        ({"text": "x", "blocks": [section(block_id="b")] * 2}, "invalid_blocks"),
        ({"text": "x", "blocks": [table(1), table(1)]}, "invalid_blocks"),
        ({"text": "x", "blocks": [section(text=mrkdwn("x" * 2700))] * 5}, "msg_blocks_too_long"),
        ({"text": "x", "attachments": [{"blocks": [{"type": "x"}]}]}, "invalid_attachments"),
        ({"text": "x", "metadata": {"event_type": "t"}}, "invalid_metadata_format"),
        ({"text": "x", "metadata": {"event_type": "t", "event_payload": []}}, "invalid_metadata"),
    ],
)
def test_a_wrong_message_is_refused_with_slacks_word(message, word):
    with pytest.raises(SlackError) as refused:
        check_message(message)
    assert refused.value.word.startswith(word)


def view(*blocks, **more):
    body = {"type": "modal", "title": plain("Title"), "submit": plain("Save")}
    return {**body, "blocks": list(blocks) or [section()], **more}


@pytest.mark.parametrize(
    ("body", "place"),
    [
        (view(title=plain("x" * 25)), "view.title"),
        (view(title=mrkdwn("x")), "view.title"),
        (view(submit=plain("x" * 25)), "view.submit"),
        (view(field(typed()), submit=None), "view.submit"),
        (view(*[section() for _ in range(101)]), "view.blocks"),
        (view(blocks=[]), "view"),
        (view(private_metadata="x" * 3001), "view.private_metadata"),
        (view(callback_id="x" * 256), "view.callback_id"),
        (view(external_id="x" * 256), "view.external_id"),
        (view(type="popup"), "view.type"),
        (view(type="home"), "view.type"),
        (view(colour="red"), "view.colour"),
        (view(table(2)), "view.blocks[0].type"),
        (view(section(block_id="b"), section(block_id="b")), "view.blocks[1].block_id"),
        (view(field(typed(focus_on_load=True)), field(typed(focus_on_load=True))), "view.blocks"),
        ("nonsense", "view"),
    ],
)
def test_a_wrong_modal_is_refused_with_its_place(body, place):
    with pytest.raises(SlackError) as refused:
        check_view(body, "modal")
    assert refused.value.word == "invalid_arguments"
    assert place in " ".join(refused.value.messages)


def test_a_view_above_250_kilobytes_is_too_large():
    long = [section(text=mrkdwn("中" * 3000)) for _ in range(30)]
    with pytest.raises(SlackError, match="view_too_large"):
        check_view(view(*long), "modal")


def test_a_home_tab_has_no_submit_button():
    home = {"type": "home", "blocks": [section()]}
    assert check_view(home, "home") == home
    with pytest.raises(SlackError):
        check_view({**home, "submit": plain("Save")}, "home")


def test_chinese_counts_by_characters():
    assert check_message({"text": "x", "blocks": [section(text=mrkdwn("中" * 3000))]}) is None


def test_offered_options_have_the_same_limits():
    assert check_options({"options": options(100)}) is None
    for wrong in ({"options": options(101)}, {}, [], {"options": options(1) * 2}):
        with pytest.raises(SlackError, match="invalid_options"):
            check_options(wrong)
