"""`hostile-input`: random words for every parser, markup in every view, forged signatures."""

from __future__ import annotations

import json
import random
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from bench import database, signed, web_process
from bench.figure import Figure, at_most, exactly
from bot.render import blocks, fallback
from crm.engine import refs
from crm.engine.call import Call, Caller, Place
from crm.engine.command import spoken
from crm.engine.errors import RapportError
from crm.engine.reply import (
    Actions,
    Button,
    Card,
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
    Small,
)
from crm.engine.run import Asked, run
from crm.engine.store import Store
from crm.engine.texts import Reader, T
from crm.language import grammar
from crm.language.normal import clean, name_key
from crm.language.words import Words
from crm.rules import cases
from crm.rules.schedule import parse_rule
from nlp import language, money, when

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
PIECES = (
    "deal",
    "add",
    "list",
    "stage",
    "Acme",
    "D-1",
    "D-99999999999",
    "followup",
    "tomorrow",
    "9am",
    "next fri",
    "12k",
    "3万",
    "1e309",
    "NaN",
    "-5",
    "9" * 40,
    '"',
    "“",
    "=",
    "owner=",
    "amount=",
    "close",
    "<@U0ANA00001>",
    "<!channel>",
    "<https://evil.example|bank>",
    "\x00",
    "\ud800",
    "\u202e",
    "👩‍👩‍👧",
    "下周三",
    "极光",
    "'; DROP TABLE deal;--",
    "%s{0}{name}",
    "\n",
    "\t",
    "*",
    "`",
    "&lt;",
    "a" * 300,
    "٣",
    "½",
    "every monday 9:00",
    "31 February",
    "25:61",
    "ß",
    "İ",
    "undo",
    "help",
)
MARKUP = tuple(
    before + core + after
    for before in ("", "x", "\n>", "*", "`")
    for core, after in (
        ("<!channel>", ""),
        ("<!here>", " y"),
        ("<@U0ANA00001>", ""),
        ("<!subteam^S1>", ""),
        ("<https://evil.example|bank>", ""),
        ("<#C0SALES001>", ""),
        ("<mailto:a@b.c>", "*"),
        ("&lt;!channel&gt;", "`"),
    )
)
ACTIVE = re.compile(r"<(?:[!@#]|https?:|mailto:|tel:)")


def measure(*, short: bool) -> list[Figure]:
    """What was not caught, what stays active, what was accepted."""
    count = 150 if short else 2_000
    uncaught, slowest = _parsers(count)
    differ, crashed = _stores(count if not short else 60)
    return [
        exactly(f"hostile-input: uncaught in {count:,} inputs a parser", uncaught, "errors", 0),
        at_most("hostile-input: slowest on 4,000 characters", slowest * 1000, "ms", 50),
        exactly("hostile-input: uncaught by the door", crashed, "errors", 0),
        exactly("hostile-input: verdicts that differ between databases", differ, "inputs", 0),
        exactly(
            f"hostile-input: active of {len(MARKUP)} payloads in every view",
            _active(),
            "payloads",
            0,
        ),
        exactly("hostile-input: forged signatures accepted of 200", _forged(), "requests", 0),
    ]


def _inputs(count: int, seed: int) -> Iterator[str]:
    chance = random.Random(seed)
    for _ in range(count):
        words = [chance.choice(PIECES) for _ in range(chance.randrange(0, 9))]
        yield chance.choice((" ", "", "  ")).join(words)


PARSERS: dict[str, Callable[[str], Any]] = {
    "words": lambda text: list(Words.read(text).runs()),
    "clean": clean,
    "name": name_key,
    "ref": refs.read,
    "command": grammar.read,
    "when": lambda text: when.parse(text, NOW, "America/New_York"),
    "when in text": lambda text: when.find(text, NOW, "Asia/Shanghai"),
    "range": lambda text: when.parse_range(text, NOW, "Europe/Berlin"),
    "recurring": when.parse_rule,
    "money": lambda text: money.parse(text, "USD"),
    "money in text": lambda text: money.find(text, "CNY"),
    "rule": parse_rule,
    "case": lambda text: cases.answer("money", text),
    "language": language.detect,
}


def _parsers(count: int) -> tuple[int, float]:
    uncaught, slowest = 0, 0.0
    for number, parse in enumerate(PARSERS.values()):
        for text in _inputs(count, number):
            try:
                parse(text)
            except (RapportError, ValueError):
                continue
            except Exception:  # noqa: BLE001 - counting them is what this is for
                uncaught += 1
        for piece in PIECES:
            pumped = (piece * 4_000)[:4_000]
            slowest = max(slowest, min(_seconds(parse, pumped) for _ in range(3)))
    return uncaught, slowest


def _seconds(parse: Callable[[str], Any], text: str) -> float:
    before = time.process_time()
    with suppress(RapportError, ValueError):
        parse(text)
    return time.process_time() - before


def _stores(count: int) -> tuple[int, int]:
    """The same commands on both databases: verdicts that differ, and errors that escaped."""
    with database.sqlite() as one, database.postgresql() as other:
        found = [_verdicts(fresh.store(), count) for fresh in (one, other)]
    differ = sum(a != b for a, b in zip(*found, strict=True))
    return differ, sum(verdict.startswith("!") for share in found for verdict in share)


def _verdicts(store: Store, count: int) -> list[str]:
    ids = database.people(store)
    ana = Caller(ids["user"], "Ana", "U0ANA00001", frozenset({"rep", "agent", "admin"}))
    names = [command.name for command in spoken()]
    chance = random.Random(5)
    said = []
    for number, text in enumerate(_inputs(count, 99)):
        moment = NOW + timedelta(minutes=2 * number)
        call = Call(1, ana, Place("C0SALES001"), moment, "slash", str(number))
        said.append(_verdict(store, call, f"{chance.choice(names)} {text}"))
    store.close()
    return said


def _verdict(store: Store, call: Call, text: str) -> str:
    try:
        spoken_ = grammar.read(clean(text))
        answer = run(store, call, Asked(spoken_.command, spoken_.rest))
    except RapportError as error:
        return type(error).__name__
    except Exception as error:  # noqa: BLE001 - counting them is what this is for
        return f"!{type(error).__name__}"
    return f"ok {answer.is_posted}"


def _active() -> int:
    reader = Reader("en", "UTC")
    found = 0
    for text in MARKUP:
        reply = _everywhere(text)
        for audience in ("internal", "everyone"):
            shown = json.dumps(blocks(reply, reader, audience), ensure_ascii=False)
            found += bool(ACTIVE.search(shown))
            found += bool(ACTIVE.search(fallback(reply, reader, audience)))
    return found


def _everywhere(text: str) -> Reply:
    """A reply with the same text at every place that a view has."""
    fact = Fact(text, text)
    press = Button(text, "undo", token="t1")
    menu = Menu(text, "deal stage", "stage", (Option(text, "v"),), token="t2")
    everyone: Any = {"audience": "everyone"}
    return Reply(
        (
            Heading(text, **everyone),
            Paragraph(text, **everyone),
            Paragraph(T("Deal {name} opened", name=text), **everyone),
            Notice(text, **everyone),
            Small(text, **everyone),
            Facts((fact,), **everyone),
            Card("D-1", text, (fact,), text, (press, menu), **everyone),
            Listing(text, (Row("D-1", text, (text,)),), 1, **everyone),
            Chips((fact,), **everyone),
            Actions((Button(text, "undo", token="t3"),), **everyone),
        )
    )


def _forged() -> int:
    with database.sqlite() as fresh, web_process.running(fresh.url) as web:
        body = signed.command("forged", "list")
        with httpx.Client(timeout=10, trust_env=False) as client:
            answers = [
                client.post(f"{web.url}/slack/events", content=body, headers=headers).status_code
                for headers in _forgeries(body)
            ]
    return sum(status == 200 for status in answers)


def _forgeries(body: bytes) -> Iterator[dict[str, str]]:
    chance = random.Random(7)
    good = signed.headers(body)
    yield signed.headers(body, secret="another-secret")
    yield signed.headers(body, at=time.time() - 301)
    yield signed.headers(body, at=time.time() + 301)
    yield signed.headers(body + b"&text=other")
    for name in ("X-Slack-Signature", "X-Slack-Request-Timestamp"):
        yield {key: value for key, value in good.items() if key != name}
        yield good | {name: ""}
    for _ in range(192):
        signature = list(good["X-Slack-Signature"])
        place = chance.randrange(3, len(signature))
        signature[place] = chance.choice([c for c in "0123456789abcdef" if c != signature[place]])
        yield good | {"X-Slack-Signature": "".join(signature)}
