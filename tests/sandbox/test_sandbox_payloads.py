"""Payloads after Slack's documentation: what is right passes, what is wrong gets its word."""

import asyncio
import copy
import random
import sys
from pathlib import Path

import pytest

import sandbox
from sandbox.rules import check_options
from sandbox.values import SlackError
from sandbox.workspace.model import File

sys.path.insert(0, str(Path(__file__).parent))
import payload_forms as forms  # a file beside this one, which is not in a package

BOT, ANA = "xoxb-payloads", "U0ANA00001"
VALID, INVALID = forms.rows("valid"), forms.rows("invalid")


@pytest.fixture(scope="module")
def slack():
    """A sandbox that tells nobody anything, with one uploaded picture."""
    options = sandbox.Options(rate="off", events=())
    made = sandbox.create("http://127.0.0.1:9/", "secret", BOT, "xapp-x", options=options)
    picture = File("F0IMAGE001", "a.png", "a.png", "image/png", 1, ANA, 0, b"x", done=True)
    made.core.workspace.files[picture.id] = picture
    return made


def word(slack, row):
    """Slack's word for the call that a row stands for; "" where it is accepted."""
    if "options" in row:
        try:
            check_options(row["options"])
        except SlackError as error:
            return error.word
        return ""
    if "message" in row:
        given = {"channel": "C0SALES001", **row["message"]}
        answer = slack.api.run("chat.postMessage", given, BOT)
    elif "view" in row:
        given = {"trigger_id": slack.core.tickets.trigger(ANA), "view": row["view"]}
        answer = slack.api.run("views.open", given, BOT)
    else:
        given = {"user_id": ANA, "view": row["published"]}
        answer = slack.api.run("views.publish", given, BOT)
    return "" if answer["ok"] else answer["error"]


def words(slack, rows):
    async def every():
        return {row["name"]: word(slack, row) for row in rows}

    return asyncio.run(every())


def test_nothing_that_slack_documents_as_right_is_refused(slack):
    assert len(VALID) >= 200
    assert {name: said for name, said in words(slack, VALID).items() if said} == {}


def test_what_slack_documents_as_wrong_is_refused_with_its_word(slack):
    assert len(INVALID) >= 200
    said = words(slack, INVALID)
    assert {r["name"]: said[r["name"]] for r in INVALID if said[r["name"]] != r["word"]} == {}


def test_the_models_refuse_nothing_that_is_right():
    assert [row["name"] for row in VALID if forms.models_refuse(row)] == []


def test_what_the_models_let_through_is_marked_and_names_its_page():
    for row in INVALID:
        assert row["page"].startswith("reference/"), row["name"]
        assert row.get("let_through", False) is not forms.models_refuse(row), row["name"]
    assert sum(row.get("let_through", False) for row in INVALID) > 100


def test_whatever_the_models_refuse_is_refused(slack):
    """Right payloads, each spoilt in eight places at random."""
    chance, spoilt = random.Random(4), []
    for row in VALID:
        for n in range(8):
            other = copy.deepcopy(row)
            spoil(other.get("view") or other.get("published") or other.get("message"), chance)
            if forms.models_refuse(other):
                spoilt.append({**other, "name": f"{row['name']} {n}"})
    assert len(spoilt) > 150
    assert [name for name, said in words(slack, spoilt).items() if not said] == []


def spoil(node, chance):
    """Change one thing somewhere inside: longer, of another type, doubled, or gone."""
    while isinstance(node, dict | list) and node:
        key = chance.choice(list(node) if isinstance(node, dict) else range(len(node)))
        if not isinstance(node[key], dict | list) or not node[key] or chance.random() < 0.15:
            node[key] = chance.choice(spoils(node[key]))
            return
        node = node[key]


def spoils(value):
    if isinstance(value, str):
        return [value[:9] * 2_000, "", None, 7, "?"]
    if isinstance(value, list):
        return [value * 60, [], {}, None]
    return [None, "x", 10_000_000, {}]
