"""`isolation`: every command in two workspaces at once; nothing of the other may be seen.

Each workspace holds the same records under names that are its own canaries.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bench import database
from bench.figure import Figure, exactly
from bot.render import blocks
from bot.render import json as as_data
from crm.engine import journal, settings
from crm.engine.call import Call, Place
from crm.engine.command import spoken
from crm.engine.errors import RapportError
from crm.engine.refusal import refusal
from crm.engine.reply import Reply
from crm.engine.run import Asked, run
from crm.engine.store import Store
from crm.engine.stored_reply import from_json
from crm.engine.texts import LANGUAGES, Reader
from crm.language import grammar
from crm.language.vocabulary import vocabulary
from crm.models import Changeset, Delivery, Role, User, Workspace
from crm.people import founding, user

CANARY = {1: "KANARIENVOGEL", 2: "ZAUNKOENIG"}
SETUP = (
    'company add "Acme {canary}"',
    'contact add "Jane {canary}" company="Acme {canary}"',
    'deal add "Acme {canary}" "Rollout {canary}" 12k close next fri',
    "followup add D-1 tomorrow 9am call {canary}",
    'ticket add "Acme {canary}" cannot log in {canary}',
)
NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)


def measure(*, short: bool) -> list[Figure]:
    """On both databases: how many of the other's strings were seen, in how many answers."""
    del short
    figures = []
    for kind, fresh_database in database.KINDS.items():
        with fresh_database() as fresh:
            store = fresh.store()
            seen, answers = _seen(store)
            store.close()
        figures.append(exactly(f"isolation: seen of the other, {kind}", seen, "strings", 0))
        figures.append(
            Figure(f"isolation: answers, {kind}", answers, "answers", "> 100", answers > 100)
        )
    return figures


def _seen(store: Store) -> tuple[int, int]:
    with store.write(None) as session:
        session.add(Workspace(id=2, name="Other", handle="other", created_at=NOW))
    with store.write(2) as session:
        founding.begin(session, NOW)
    for workspace in (1, 2):
        _people(store, workspace)
        for number, text in enumerate(SETUP):
            _say(store, workspace, text.format(canary=CANARY[workspace]), number)
    with ThreadPoolExecutor(2) as pool:
        answers = [a for share in pool.map(lambda w: _all(store, w), (1, 2)) for a in share]
    found = sum(len(re.findall(CANARY[3 - workspace], text)) for workspace, text in answers)
    return found, len(answers)


def _people(store: Store, workspace: int) -> None:
    with store.write(workspace) as session:
        changeset = Changeset(command="bench", recorded_at=NOW, effective_at=NOW)
        journal.open_changeset(session, changeset)
        person = User(slack_id=f"U0{CANARY[workspace]}", handle="boss", name=CANARY[workspace])
        session.add(person)
        session.flush()
        for role in ("rep", "agent", "manager", "admin"):
            session.add(Role(user_id=person.id, name=role))
        session.flush()


def _all(store: Store, workspace: int) -> list[tuple[int, str]]:
    """All that a workspace is answered: examples, bare commands, questions about the other."""
    answers = [_say(store, workspace, t, n) for n, t in enumerate(_texts(workspace), 100)]
    with store.read(workspace) as session:
        payloads = [row.payload for row in session.scalars(select(Delivery)) if row.payload]
    return [(workspace, text) for text in (*answers, *(_shown(from_json(p)) for p in payloads))]


def _texts(workspace: int) -> Iterator[str]:
    other = CANARY[3 - workspace][:-1]
    for language in LANGUAGES:
        for command in spoken():
            known = vocabulary(language).commands.get(command.name)
            yield from known.examples if known else ()
    for command in spoken():
        yield command.name
        yield f'{command.name} "Acme {other}"'
    for ref in ("D-1", "D-2", "CO-1", "C-1", "F-1", "T-1", "G-1"):
        yield from (f"{verb} {ref}" for verb in ("timeline", "deal show", "company show"))


def _say(store: Store, workspace: int, text: str, number: int) -> str:
    with store.read(workspace) as session:
        person = session.scalars(select(User).where(User.handle == "boss")).one()
        chosen = settings.read(session)
        caller = user.caller_of(session, person, chosen)
    moment = NOW + timedelta(minutes=2 * number)
    call = Call(workspace, caller, Place("C0SALES001"), moment, "slash", str(number), chosen)
    try:
        command = grammar.read(text.removeprefix("/crm ").removeprefix("/"))
        return _shown(run(store, call, Asked(command.command, command.rest)).reply)
    except RapportError as error:
        return _shown(refusal(error, error.ways))


def _shown(reply: Reply) -> str:
    reader = Reader("en", "UTC")
    shown = [blocks(reply, reader, "internal"), as_data(reply, reader, "internal")]
    return json.dumps(shown, ensure_ascii=False)
