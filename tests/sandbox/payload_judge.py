"""What the sandbox says to the payloads of `payload_forms`, and right ones spoilt at random."""

import asyncio
import copy
import random
from collections.abc import Iterator
from typing import Any

import sandbox
from sandbox.rules import check_options
from sandbox.values import SlackError
from sandbox.workspace.model import File

BOT, ANA = "xoxb-payloads", "U0ANA00001"
Row = dict[str, Any]


def slack() -> sandbox.Sandbox:
    """A sandbox that tells nobody anything, with one uploaded picture."""
    options = sandbox.Options(rate="off", events=())
    made = sandbox.create("http://127.0.0.1:9/", "secret", BOT, "xapp-x", options=options)
    picture = File("F0IMAGE001", "a.png", "a.png", "image/png", 1, ANA, 0, b"x", done=True)
    made.core.workspace.files[picture.id] = picture
    return made


def words(slack: sandbox.Sandbox, rows: list[Row]) -> dict[str, str]:
    """Slack's word for each row by its name; "" where it is accepted."""

    async def every() -> dict[str, str]:
        return {row["name"]: _word(slack, row) for row in rows}

    return asyncio.run(every())


def _word(slack: sandbox.Sandbox, row: Row) -> str:
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
    return "" if answer["ok"] else str(answer["error"])


def spoilt(rows: list[Row], times: int) -> Iterator[Row]:
    """Right rows, each changed in one place at random, so many times; the same at every call."""
    chance = random.Random(4)
    for row in rows:
        for n in range(times):
            other = copy.deepcopy(row)
            _spoil(other.get("view") or other.get("published") or other.get("message"), chance)
            yield {**other, "name": f"{row['name']} {n}"}


def _spoil(node: Any, chance: random.Random) -> None:
    """Change one thing somewhere inside: longer, of another type, doubled, or gone."""
    while isinstance(node, dict | list) and node:
        key: Any = chance.choice(list(node) if isinstance(node, dict) else range(len(node)))
        if not isinstance(node[key], dict | list) or not node[key] or chance.random() < 0.15:
            node[key] = chance.choice(_spoils(node[key]))
            return
        node = node[key]


def _spoils(value: Any) -> list[Any]:
    if isinstance(value, str):
        return [value[:9] * 2_000, "", None, 7, "?"]
    if isinstance(value, list):
        return [value * 60, [], {}, None]
    return [None, "x", 10_000_000, {}]
