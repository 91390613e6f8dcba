"""Nonsense of every shape gets an error word, never a crash."""

from contextlib import suppress

import httpx
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from sandbox.api.call import METHODS
from sandbox.rules import check_message, check_options, check_view
from sandbox.values import SlackError

KEYS = some.sampled_from(
    [
        "type",
        "text",
        "blocks",
        "elements",
        "element",
        "accessory",
        "fields",
        "options",
        "option_groups",
        "value",
        "block_id",
        "action_id",
        "initial_option",
        "initial_options",
        "label",
        "hint",
        "confirm",
        "title",
        "rows",
        "column_settings",
        "style",
        "placeholder",
        "url",
        "image_url",
        "slack_file",
        "alt_text",
        "submit",
        "close",
        "metadata",
        "min_length",
        "max_length",
        "child_blocks",
        "hero_image",
        "actions",
    ]
)
WORDS = some.sampled_from(
    [
        "section",
        "actions",
        "context",
        "header",
        "image",
        "input",
        "table",
        "markdown",
        "rich_text",
        "button",
        "static_select",
        "checkboxes",
        "overflow",
        "plain_text",
        "mrkdwn",
        "modal",
        "home",
        "raw_text",
        "plain_text_input",
        "datepicker",
        "card",
        "container",
        "carousel",
        "rich_text_section",
        "rich_text_list",
        "number_input",
    ]
)
LEAVES = some.none() | some.booleans() | some.integers() | some.text(max_size=5) | WORDS
HTTP = httpx.Client(headers={"Authorization": "Bearer xoxb-test"}, trust_env=False)
JSON = some.recursive(
    LEAVES,
    lambda inner: (
        some.lists(inner, max_size=3) | some.dictionaries(KEYS, inner, min_size=1, max_size=5)
    ),
    max_leaves=20,
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(JSON, JSON)
def test_any_json_is_accepted_or_refused_with_a_word(one, other):
    for check in (
        lambda: check_message({"text": one, "blocks": [one, other]}),
        lambda: check_message({"blocks": other, "attachments": [{"blocks": one}]}),
        lambda: check_view(one, "modal"),
        lambda: check_view({"type": "modal", "blocks": [one, other]}, "modal"),
        lambda: check_options({"options": one}),
    ):
        with suppress(SlackError):
            assert check() is None or isinstance(one, dict)


@settings(
    max_examples=100,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    some.sampled_from(sorted(set(METHODS) - {"auth.revoke"})),  # it ends all others
    some.dictionaries(
        some.sampled_from(
            [
                "channel",
                "ts",
                "text",
                "user",
                "users",
                "name",
                "limit",
                "cursor",
                "view",
                "files",
                "blocks",
            ]
        ),
        JSON | some.just("C0SALES001") | some.just("U0ANA00001"),
    ),
)
def test_any_arguments_get_an_answer_with_status_200(box, method, arguments):
    answer = HTTP.post(f"{box.api_url}{method}", json=arguments)
    assert answer.status_code == 200
    assert answer.json()["ok"] is True or isinstance(answer.json()["error"], str)


def test_half_a_surrogate_pair_is_replaced(slack, web, ana):
    body = b'{"channel":"C0SALES001","text":"x\\ud83d y\\ud83d\\ude00"}'
    headers = {"Content-Type": "application/json"}
    assert HTTP.post(f"{slack.api_url}chat.postMessage", content=body, headers=headers).json()["ok"]
    assert ana.last("#sales").text == "x\ufffd y\U0001f600"


def test_a_body_that_is_no_json_is_said_to_be_none(slack):
    headers = {"Content-Type": "application/json"}
    for body, word in (
        (b"{", "invalid_json"),
        (b"[]", "json_not_object"),
        (b"\xff", "invalid_json"),
    ):
        answer = HTTP.post(f"{slack.api_url}chat.postMessage", content=body, headers=headers)
        assert (answer.status_code, answer.json()["error"]) == (200, word)
