"""Scheduled digests: which occurrences are owed, which of them is sent, which were missed."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.engine import journal, post, refs, settings, sql
from crm.engine.call import CLOCK, Call, Caller, Place
from crm.engine.permission import ADMIN
from crm.engine.post import Owed
from crm.engine.reply import Notice, Record, Reply
from crm.engine.store import Store, workspace_of
from crm.engine.texts import Reader, T
from crm.insight import receipt
from crm.insight.receipt import Receipt
from crm.models import Base, Changeset, Delivery, Digest, ScheduleMark, User
from crm.outreach import digest as digests
from crm.outreach import turn
from crm.outreach.report import MISSED
from crm.outreach.subscription import rule_name
from crm.people import user
from crm.rules.schedule import LATE_LIMITS, Occurrence, occurrences, parse_rule, zone_named

MARKS = Base.metadata.tables[ScheduleMark.__tablename__]
LATE_LIMIT = LATE_LIMITS["digest"] or timedelta.max
AN_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Pending:
    """A digest with its occurrences since the last look; only the newest may still be sent."""

    digest: Digest
    due: tuple[Occurrence, ...]
    is_sent: bool

    @property
    def newest(self) -> Occurrence:
        """The last one that is due."""
        return self.due[-1]

    @property
    def missed(self) -> tuple[Occurrence, ...]:
        """Those that will never be sent."""
        return self.due[:-1] if self.is_sent else self.due


@dataclass(frozen=True, slots=True)
class Made:
    """What is sent for a pending digest, composed before the lock is taken."""

    reply: Reply | None = None
    receipts: tuple[Receipt, ...] = ()


def owe(store: Store, workspace_id: int, now: datetime) -> tuple[int, int]:
    """Queue the digests that are due at `now`; returns how many were queued, how many missed.

    Of several that fell due since the last look only the newest is sent, and only when it is not
    more than 12 hours late; every other is kept as missed. A digest that fails never stops
    the others; its error is raised when they are through.
    """
    with store.read(workspace_id) as session:
        ids = list(session.scalars(select(Digest.id).where(Digest.is_active.is_(True))))
    counts = [0, 0]
    with ExitStack() as each:
        for digest_id in reversed(ids):
            each.callback(_one, store, workspace_id, (digest_id, now), counts)
    return counts[0], counts[1]


def mark(session: Session, rule: str, until: datetime) -> None:
    """Note up to which moment a rule was looked after."""
    row = _mark(session, rule)
    if row is None:
        values = {"workspace_id": workspace_of(session), "rule": rule, "until": until}
        sql.insert_once(session, MARKS, values)
    else:
        row.until = until


def _mark(session: Session, rule: str) -> ScheduleMark | None:
    return session.scalars(select(ScheduleMark).where(ScheduleMark.rule == rule)).one_or_none()


def _one(store: Store, workspace_id: int, which: tuple[int, datetime], counts: list[int]) -> None:
    """Account for one digest; again where somebody else took a part of it meanwhile."""
    while not _settled(store, workspace_id, which, counts):
        pass


def _settled(
    store: Store, workspace_id: int, which: tuple[int, datetime], counts: list[int]
) -> bool:
    digest_id, now = which
    with store.read(workspace_id) as session:
        pending = _pending(session, digest_id, now)
        if pending is None:
            return True
        caller = _subscriber(session, pending.digest)
        made = Made()
        if pending.is_sent and not caller.is_outsider:
            made = _made(session, caller, pending, now)
    with store.write(workspace_id) as session:
        turn.take(session)
        still = _pending(session, digest_id, now)
        if still is None or still.due != pending.due:
            return still is None
        call = _call(session, CLOCK, still.digest, now)
        _account(call, still, made)
        if caller.is_outsider:
            _suspend(call, still.digest)
    counts[0] += int(made.reply is not None)
    counts[1] += len(pending.due) - int(made.reply is not None)
    return True


def _pending(session: Session, digest_id: int, now: datetime) -> Pending | None:
    """What is owed of an active digest; None where nothing is."""
    row = session.get(Digest, (workspace_of(session), digest_id))
    if row is None or not row.is_active:
        return None
    seen = _mark(session, rule_name(row.id))
    due = tuple(
        occurrences(
            parse_rule(row.rule),
            zone_named(row.zone),
            row.created_at,
            after=seen.until if seen else None,
            until=now + AN_INSTANT,
        )
    )
    if not due:
        return None
    return Pending(row, due, is_sent=now - due[-1].due_at <= LATE_LIMIT)


def _subscriber(session: Session, digest: Digest) -> Caller:
    """The subscriber with the rights of today, and the language and zone of the subscription."""
    person = session.get(User, (digest.workspace_id, digest.user_id))
    assert person is not None
    caller = user.caller_of(session, person, settings.read(session))
    return replace(caller, language=digest.language, zone=digest.zone)


def _call(session: Session, caller: Caller, digest: Digest, now: datetime) -> Call:
    call = Call(digest.workspace_id, caller, Place(), now, "clock", settings=settings.read(session))
    return call.bound(session, None)


def _made(session: Session, caller: Caller, pending: Pending, now: datetime) -> Made:
    call = _call(session, caller, pending.digest, now)
    earlier = _untold(session, pending.digest)
    missed = (*earlier, *(one.local_date for one in pending.missed))
    planned = digests.Planned(pending.newest.due_at, missed)
    reply = digests.compose(call, planned)
    about = Record("digest", pending.digest.id)
    return Made(replace(reply, about=about), tuple(receipt.due(call)))


def _untold(session: Session, digest: Digest) -> tuple[date, ...]:
    """The days whose digests were missed since the last one that was not."""
    of_this = select(Delivery.occurrence).where(Delivery.rule == rule_name(digest.id))
    is_missed = (Delivery.state == "dead") & (Delivery.error == MISSED)
    last = session.scalar(of_this.where(~is_missed).order_by(Delivery.occurrence.desc()).limit(1))
    wanted = of_this.where(is_missed).order_by(Delivery.occurrence)
    if last is not None:
        wanted = wanted.where(Delivery.occurrence > last)
    return tuple(date.fromisoformat(day) for day in session.scalars(wanted))


def _account(call: Call, pending: Pending, made: Made) -> None:
    """One row for each occurrence: the newest as it is to be sent, the others as missed."""
    session, digest = call.session, pending.digest
    rule = rule_name(digest.id)
    known = set(session.scalars(select(Delivery.occurrence).where(Delivery.rule == rule)))
    for one in pending.due:
        name = one.local_date.isoformat()
        if name in known:
            continue
        if one is pending.newest and made.reply is not None:
            post.post(call, _owed(digest, one, call.now), made.reply)
        else:
            session.add(_missed(digest, one, call.now))
    mark(session, rule, pending.newest.due_at)
    receipt.keep(session, made.receipts, call.now)
    receipt.settle(session)


def _owed(digest: Digest, one: Occurrence, now: datetime) -> Owed:
    return Owed(
        channel=digest.channel,
        rule=rule_name(digest.id),
        occurrence=one.local_date.isoformat(),
        kind="digest",
        reader=Reader(digest.language, digest.zone),
        due_at=now,
        user_id=digest.user_id,
        planned_at=one.due_at,
        expires_at=one.due_at + LATE_LIMIT,
    )


def _missed(digest: Digest, one: Occurrence, now: datetime) -> Delivery:
    return Delivery(
        kind="digest",
        rule=rule_name(digest.id),
        occurrence=one.local_date.isoformat(),
        channel=digest.channel,
        language=digest.language,
        zone=digest.zone,
        user_id=digest.user_id,
        record_kind="digest",
        record_id=digest.id,
        state="dead",
        error=MISSED,
        due_at=now,
        next_at=now,
        planned_at=one.due_at,
        created_at=now,
    )


def _suspend(call: Call, digest: Digest) -> None:
    """Stop a digest whose subscriber is gone, and tell the admins once."""
    journal.open_changeset(
        call.session,
        Changeset(command="digest suspend", recorded_at=call.now, effective_at=call.now),
    )
    digest.is_active = False
    told = T("{ref} is stopped: the person it was made for is gone.", ref=refs.ref(digest))
    for admin in call.session.scalars(user.holding(ADMIN)):
        name = (f"suspended:{digest.id}", f"{admin.id}:{call.now.isoformat()}")
        post.to_person(call, admin, name, "alert", Reply((Notice(told, "warning"),)))
