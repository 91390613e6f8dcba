"""What was asked before: the last question of a person in a place, and what words were taken for.

Neither is journaled: they say how people talk, not what is stored of customers.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.engine.call import Call
from crm.language.query.filter import Question, from_json
from crm.models import Dialogue, Learned

KEPT = timedelta(hours=12)
MOST_LEARNED = 500


@dataclass(frozen=True, slots=True)
class Last:
    """The last question, and the references of the rows that were shown."""

    question: Question
    rows: tuple[str, ...]


def last(call: Call) -> Last | None:
    """What the caller asked last here: in this thread, else in the channel; None after a while."""
    threads = {call.place.thread_ts or "", ""}
    statement = (
        select(Dialogue)
        .where(
            Dialogue.user_id == call.caller.user_id,
            Dialogue.channel == (call.place.channel or ""),
            Dialogue.thread_ts.in_(threads),
            Dialogue.asked_at > call.now - KEPT,
        )
        .order_by(Dialogue.thread_ts.desc())
    )
    row = call.session.scalars(statement).first()
    return Last(from_json(row.question), tuple(row.rows)) if row is not None else None


def is_kept(call: Call) -> bool:
    """Whether a call leaves something to remember: a list that was more than the kind's plain one.

    A slash command's plain list writes nothing.
    """
    question = call.context.get("question")
    is_plain = call.source == "slash" and not (question or {}).get("filters")
    return bool(call.context.get("learn") or (question and not is_plain))


def keep(session: Session, call: Call) -> None:
    """Remember what a call leaves for what is said next; raises nothing for who is no user."""
    if call.caller.user_id is None or call.caller.is_outsider:
        return
    words, _, instead = str(call.context.get("learn") or "").partition("=")
    if words and instead:
        learn(session, words[:80], instead[:200], (call.caller.user_id, call.now))
    if call.context.get("question") is not None:
        _keep_question(session, call, call.caller.user_id)


def _keep_question(session: Session, call: Call, user_id: int) -> None:
    channel, thread = call.place.channel or "", call.place.thread_ts or ""
    statement = select(Dialogue).where(
        Dialogue.user_id == user_id,
        Dialogue.channel == channel,
        Dialogue.thread_ts == thread,
    )
    row = session.scalars(statement).one_or_none()
    if row is None:
        row = Dialogue(user_id=user_id, channel=channel, thread_ts=thread)
        session.add(row)
    row.question, row.rows = call.context["question"], call.context.get("rows", [])
    row.asked_at = call.now
    session.flush()


def learned(session: Session) -> Mapping[str, str]:
    """What unclear words mean in this workspace."""
    statement = select(Learned.words, Learned.instead).limit(MOST_LEARNED)
    return {row.words: row.instead for row in session.execute(statement)}


def learn(session: Session, words: str, instead: str, by: tuple[int, datetime]) -> None:
    """Remember what unclear words were said to mean; the newest choice holds."""
    row = session.scalars(select(Learned).where(Learned.words == words)).one_or_none()
    if row is None:
        row = Learned(words=words)
        session.add(row)
    row.instead, (row.user_id, row.learned_at) = instead, by
    session.flush()


def spelled_out(text: str, known: Mapping[str, Any]) -> str:
    """A sentence with its unclear words put as the workspace means them."""
    for words in sorted(known, key=len, reverse=True):
        # The words stand as they are: a backslash in them is no group.
        text = str(known[words]).join(pattern(words).split(text))
    return text


def pattern(words: str) -> re.Pattern[str]:
    """Where words stand by themselves in a sentence."""
    edge = r"\b" if words.isascii() else ""
    return re.compile(f"{edge}{re.escape(words)}{edge}", re.IGNORECASE)
