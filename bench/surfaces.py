"""`surfaces`: every command by slash, mention, `!verb`, button and modal, in both languages.

Each has to have the same effect on the records and to get the same answer, and nothing that is
sent may be refused by Slack for its form.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from bench import slack_world
from bench.figure import Figure, exactly
from bench.from_tests import load
from bench.slack_world import BEGAN, DM, ROOM, World
from bot.render import blocks
from crm.engine import buttons, catalog, journal
from crm.engine import settings as workspace_settings
from crm.engine.call import Call, Place
from crm.engine.command import REGISTRY, Command, spoken
from crm.engine.reply import Actions, Button, Reply
from crm.engine.run import reading_of
from crm.engine.texts import T
from crm.language import grammar
from crm.language.vocabulary import vocabulary
from crm.models import Base, Channel, Mailbox, Site, User
from crm.people import user

LOCALES = {"en": "en-GB", "zh": "zh-CN"}
FEW = ("deal stage", "followup add", "whoami")  # in the short version
COMPANY = (
    "company add Acme Robotics",
    "company add Globex",
    "company add 极光科技",
    "contact add Jane Foster jane@acme.example company=Acme",
    'ticket add Acme "The arm stops at night"',
    'deal add Acme "CRM rollout" amount=12000 close_on=2026-12-04 owner=ana',
    "followup add D-1 due_at=2026-11-30T10:00 call Jane",
    "form add Support page",
    "mailbox add Office",
    "site add Shop",
)
HERE = re.compile(r"#sales|direct message|私信")
SECRET = re.compile(
    r"(?:(?<=rapport_)|(?<=collect/))[\wˍ~-]{20,}|\b(?:[0-9a-f]{24}|[0-9a-f]{64})\b"
)
FORM = re.compile(r"\n(?:Fill in the form|填写表单)$")
# Of the channel they are said in, or beginning in the DM itself: another answer there, rightly.
AT_HOME = {"channel", "channel show", "tour"}
FILE = re.compile(r"(?<=-)[\w-]{12}(?=\.(?:csv|xlsx|json))")
RANDOM: dict[type[Any], tuple[str, ...]] = {
    Channel: ("slack_id",),
    Mailbox: ("digest",),
    Site: ("digest",),
}
Picture = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Ending:
    """What a surface brought about: the records, and what was answered."""

    effect: Picture
    answer: tuple[str, ...]


@dataclass
class Result:
    """What was tried, what differed from the slash command's, what Slack refused."""

    tried: int = 0
    by_surface: dict[str, int] = field(default_factory=dict)
    effects: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    refused: list[str] = field(default_factory=list)


def measure(*, short: bool) -> list[Figure]:
    """How many surfaces had another effect or answer than the slash command; refused payloads."""
    catalog.load()
    result = compare(sample() if short else list(spoken()))
    lines = [*result.effects, *result.answers, *result.refused]
    sys.stderr.write("".join(f"{line}\n" for line in lines))
    return [
        Figure("surfaces: tried", result.tried, "acts", "> 0", result.tried > 0),
        exactly("surfaces: another effect", len(result.effects), "acts", 0),
        exactly("surfaces: another answer", len(result.answers), "acts", 0),
        exactly("surfaces: payloads refused", len(result.refused), "payloads", 0),
    ]


def sample() -> list[Command]:
    """A few commands: two that change records, and one that reads."""
    return [REGISTRY[name] for name in FEW]


def compare(commands: list[Command]) -> Result:
    """Try commands by every surface that they have."""
    result = Result()
    with slack_world.running() as world:
        _begin(world)
        for language, locale in LOCALES.items():
            world.back("company")
            world.ada.change(locale=locale)
            world.settle()
            world.ada.command(
                "/crm", f"channel language={language} zone=Europe/London", channel=ROOM
            )
            world.settle()
            world.keep(language)
            for command in commands:
                _compare(world, command, language, result)
    return result


def _begin(world: World) -> None:
    world.ada.say(DM, "help")
    for said in COMPANY:
        world.ada.command("/crm", said, channel=ROOM)
        world.settle()
    world.keep("company")


def _compare(world: World, command: Command, language: str, result: Result) -> None:
    known = vocabulary(language).commands.get(command.name)
    if known is None or not known.examples:
        return
    said = known.examples[0]
    ready = _prepared(world, command, language)
    wanted = None
    world.news()
    for surface, act in _surfaces(world, said):
        if surface == "!verb" and command.name in AT_HOME:
            continue
        world.back(ready)
        ending = _ending(world, act)
        where = f"{language} {surface}: {said}"
        result.refused += [f"{where}: {line}" for line in world.refused()]
        if ending is None:
            continue
        result.tried += 1
        result.by_surface[surface] = result.by_surface.get(surface, 0) + 1
        wanted = wanted or ending
        if ending.effect != wanted.effect:
            result.effects.append(f"{where}: {_difference(wanted.effect, ending.effect)}")
        if ending.answer != wanted.answer:
            result.answers.append(f"{where}: {wanted.answer} != {ending.answer}")


def _prepared(world: World, command: Command, language: str) -> str:
    """The name of the kept database that has what the command's example speaks of."""
    # What the tests of the commands say first, so that an example has what it speaks of.
    before = load("crm/test_every_command.py").BEFORE.get(command.name, ())
    if not before:
        return language
    name = f"{language} {before}"
    if name not in world.kept:
        world.back(language)
        world.clock.at = BEGAN + timedelta(minutes=10)
        for said in before:
            world.ada.command("/crm", said, channel=ROOM)
            world.settle()
            world.clock.at += timedelta(minutes=2)
        world.keep(name)
    return name


def _surfaces(world: World, said: str) -> Iterator[tuple[str, Callable[[], bool]]]:
    ada = world.ada

    def slash() -> bool:
        answer = ada.command("/crm", said, channel=ROOM)
        if ada.modal() is not None:  # its form stands for the answer, where a trigger opens one
            ada.close()
            return False
        return bool(answer.status)

    def mention() -> bool:
        return bool(ada.say(ROOM, f"@Rapport {said}"))

    def bang() -> bool:
        return bool(ada.say(DM, f"!{said}"))

    yield "slash", slash
    yield "mention", mention
    yield "!verb", bang
    yield "button", lambda: _pressed(world, said, opens=False)
    yield "modal", lambda: _pressed(world, said, opens=True)


def _pressed(world: World, said: str, *, opens: bool) -> bool:
    """Press a button that stands for the words; its form is submitted as it opens."""
    made = _button(world, said, opens=opens)
    if made is None:
        return False
    answer = world.slack.request("GET", "state")["channels"]
    room = next(c["id"] for c in answer if c.get("name") == ROOM[1:])
    posted = world.parts.installations.client(world.workspace_id)
    assert posted is not None
    card = posted.chat_postMessage(channel=room, text="Buttons", blocks=made)
    place = {"channel": room, "ts": card["ts"], "action_id": made[0]["elements"][0]["action_id"]}
    world.news()
    world.slack.request("POST", "people/ada/press", place)
    if opens:
        if world.ada.modal() is None:
            return False
        world.ada.submit()
        if world.ada.modal() is not None:  # refused beside its field, where it stays
            world.ada.close()
            return False
    return True


def _button(world: World, said: str, *, opens: bool) -> list[dict[str, Any]] | None:
    spoken_words = grammar.read(said)
    with world.parts.store.write(world.workspace_id) as session:
        row = user.by_handle(session, "ada")
        settings = workspace_settings.read(session)
        caller = user.caller_of(session, row, settings)
        call = Call(
            *(world.workspace_id, caller, Place(None), world.clock(), "button", uuid4().hex),
            settings,
        ).bound(session, None)
        form = spoken_words.command.form
        if opens and not form.specs():
            return None
        understood = grammar.understand(form, spoken_words.rest, reading_of(call))
        if understood.errors:
            return None
        pressed = Button(T("Done"), spoken_words.command.name, dict(understood.texts), opens=opens)
        armed = buttons.arm(session, Reply((Actions((pressed,)),)), call)
        return blocks(armed, call.reader)


def _ending(world: World, act: Callable[[], bool]) -> Ending | None:
    if not act():
        return None
    world.settle()
    said = sorted({_placeless(m.text) for m in world.news()})
    picture = _picture(world)
    named = {str(row["name"]) for row in picture["channel"]}
    world.clear_away({name for name in named if not name.startswith("dm:")})
    return Ending(picture, tuple(said))


def _placeless(text: str) -> str:
    """A text without what rightly differs: its place, what is random, the way to the form."""
    for found in (HERE, FILE, SECRET, FORM):
        text = found.sub("", text)
    return text


def _picture(world: World) -> Picture:
    """All rows of the domain tables, without what tells where they were made."""
    kept = [m.class_ for m in Base.registry.mappers if getattr(m.class_, "__journaled__", False)]
    with world.parts.store.read(world.workspace_id) as session:
        return {
            model.__tablename__: sorted(
                (_plain(model, journal.snapshot(row)) for row in session.scalars(select(model))),
                key=lambda row: row["id"],
            )
            for model in kept
            if model is not User
        }


def _plain(model: type[Any], row: dict[str, Any]) -> dict[str, Any]:
    left = {"channel", "thread_ts", "source", "key", *RANDOM.get(model, ())}
    return {k: v for k, v in row.items() if k not in left}


def _difference(wanted: Picture, found: Picture) -> str:
    return "; ".join(
        f"{table}: {[r for r in wanted[table] if r not in found[table]]} != "
        f"{[r for r in found[table] if r not in wanted[table]]}"
        for table in wanted
        if wanted[table] != found[table]
    )
