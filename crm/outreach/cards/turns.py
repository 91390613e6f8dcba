"""Posted cards are edited in turn: at most one edit a record in five seconds, the last state wins.

Everything is in the store, so any number of processes may look: a card has one edit under way at
most, and the next one shows whatever is true by then.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from crm.engine import post, settings
from crm.engine import stored_reply as replies
from crm.engine.call import CLOCK, Call, Place
from crm.engine.post import Owed
from crm.engine.reply import Card, Notice, Reply
from crm.engine.store import Store
from crm.engine.texts import Reader, T
from crm.models import Channel, Delivery, LookMark, PostedCard, Room
from crm.outreach.cards import freshen, touched

PACE = timedelta(seconds=5)
# So many cards of one record are kept true, the newest; so many records are looked at at once.
MOST_CARDS = 5
MOST_AT_ONCE = 20
OPEN = ("held", "due", "sending")
LOST = ("failed", "dead", "cancelled", "unconfirmed")


def behind(session: Session, now: datetime) -> bool:
    """Whether anything is to be looked at or edited at `now` (aware UTC)."""
    return touched.mark(session) != touched.head(session) or bool(_due(session, now))


def look(store: Store, workspace_id: int, now: datetime) -> int:
    """Find what changed since the last look and queue the edits whose turn it is; how many."""
    with store.read(workspace_id) as session:
        mark, head = touched.mark(session), touched.head(session)
        found = touched.cards(session, mark, head) if mark is not None and mark < head else set()
        waits = session.scalar(_waiting())
    if mark != head:
        _note(store, workspace_id, (mark, head), found, now)
    if not (found or waits):
        return 0
    with store.read(workspace_id) as session:
        due = _due(session, now)
    return sum(_edit(store, workspace_id, one, now) for one in due)


def end(session: Session, channel: str, ts: str, why: str) -> None:
    """Keep a message true no longer: it was deleted, say."""
    sent = session.scalar(
        select(Delivery.id).where(
            Delivery.channel == channel, Delivery.ts == ts, Delivery.kind == "card"
        )
    )
    if sent is not None:
        _stored(session, sent).ended = why


def _note(
    store: Store, workspace_id: int, span: tuple[int | None, int], found: set[int], now: datetime
) -> None:
    """Keep up to where was looked, and the cards found stale; not where another was quicker."""
    before, upto = span
    with store.write(workspace_id) as session:
        statement = select(LookMark).where(LookMark.part == touched.PART).with_for_update()
        row = session.scalars(statement).one_or_none()
        if row is None:
            session.add(LookMark(part=touched.PART, position=upto))
            return
        if row.position != before:
            return
        row.position = upto
        for delivery_id in sorted(found):
            stale = _stored(session, delivery_id)
            if stale.ended is None:
                stale.stale_at = stale.stale_at or now
        if found:
            _rooms(session, found, now)


def _rooms(session: Session, found: set[int], now: datetime) -> None:
    """The rooms of the records whose cards are stale may have to change too."""
    here = Room.kind == Delivery.record_kind, Room.record_id == Delivery.record_id
    statement = select(Room).join(Delivery, and_(*here)).where(Delivery.id.in_(found))
    for room in session.scalars(statement).unique():
        room.stale_at = room.stale_at or now
        room.attempt = 0


def _stored(session: Session, delivery_id: int) -> PostedCard:
    statement = select(PostedCard).where(PostedCard.delivery_id == delivery_id)
    row = session.scalars(statement.with_for_update()).one_or_none()
    if row is None:
        row = PostedCard(delivery_id=delivery_id)
        session.add(row)
        session.flush()
    return row


def _waiting() -> Select[int]:
    stale = PostedCard.stale_at.is_not(None), PostedCard.ended.is_(None)
    return select(PostedCard.id).where(*stale).limit(1)


def _due(session: Session, now: datetime) -> list[int]:
    """The deliveries whose card is to be edited now: of each record one.

    What many people see comes first: channels before DMs, the head of a thread, the newest.
    """
    is_shared = Delivery.channel.like("C%") | Delivery.channel.like("G%")
    statement = (
        select(Delivery)
        .join(PostedCard, PostedCard.delivery_id == Delivery.id)
        .where(PostedCard.stale_at.is_not(None), PostedCard.ended.is_(None))
        .order_by(~is_shared, Delivery.thread_ts.is_not(None), Delivery.id.desc())
    )
    first: dict[tuple[str | None, int | None], int] = {}
    for row in session.scalars(statement):
        first.setdefault((row.record_kind, row.record_id), row.id)
        if len(first) >= MOST_AT_ONCE * 5:
            break
    free = [one for key, one in first.items() if not _is_paced(session, key, now)]
    return free[:MOST_AT_ONCE]


def _is_paced(session: Session, record: tuple[str | None, int | None], now: datetime) -> bool:
    """Whether an edit of one of the record's messages is under way, or is not yet 5 s old."""
    original = aliased(Delivery)
    edits = (
        select(func.count())
        .select_from(Delivery)
        .join(original, original.id == Delivery.edits_id)
        .where(original.record_kind == record[0], original.record_id == record[1])
        .where(Delivery.state.in_(OPEN) | (Delivery.sent_at > now - PACE))
    )
    return bool(session.scalar(edits))


def _edit(store: Store, workspace_id: int, delivery_id: int, now: datetime) -> int:
    """Queue the edit of one card; whether there was anything to edit."""
    with store.write(workspace_id) as session:
        stale = _stored(session, delivery_id)
        sent = session.get(Delivery, (workspace_id, delivery_id))
        if sent is None or stale.stale_at is None or stale.ended is not None:
            return 0
        if _is_paced(session, (sent.record_kind, sent.record_id), now):
            return 0
        stale.ended = _over(session, stale, sent)
        if stale.ended is not None:
            return 0
        own = settings.read(session)
        call = Call(workspace_id, CLOCK, Place(), now, "clock", settings=own)
        return _post(call.bound(session, None), stale, sent)


def _over(session: Session, stale: PostedCard, sent: Delivery) -> str | None:
    """Why a card is kept true no longer; None where it is."""
    place = session.execute(
        select(Channel.is_archived, Channel.is_external).where(Channel.slack_id == sent.channel)
    ).one_or_none()
    if place is not None and place.is_archived:
        return "archived"
    if place is not None and place.is_external and sent.audience != "everyone":
        return "shared"
    newest = _edits(session, sent)
    if newest and newest[0].state in LOST and newest[0].id == stale.edit_id:
        return newest[0].error[:40] if newest[0].error else "lost"
    if newest and newest[0].id != stale.edit_id and not _has_card(newest[0]):
        return "corrected"
    return None if _rank(session, sent) < MOST_CARDS else "older"


def _edits(session: Session, sent: Delivery) -> Sequence[Delivery]:
    """The newest edit of a message, whoever had it made."""
    statement = select(Delivery).where(Delivery.edits_id == sent.id)
    return session.scalars(statement.order_by(Delivery.id.desc()).limit(1)).all()


def _has_card(row: Delivery) -> bool:
    shown = replies.from_json(row.payload).views if row.payload else ()
    return any(isinstance(view, Card) for view in shown)


def _rank(session: Session, sent: Delivery) -> int:
    """How many newer cards of the record there are."""
    newer = select(func.count(Delivery.id)).where(
        Delivery.record_kind == sent.record_kind,
        Delivery.record_id == sent.record_id,
        Delivery.kind == "card",
        Delivery.edits_id.is_(None),
        Delivery.id > sent.id,
    )
    return session.scalar(newer) or 0


def _post(call: Call, stale: PostedCard, sent: Delivery) -> int:
    """Put the edit into the outbox; nothing where the card shows all that already."""
    shown = freshen.card(call, sent)
    stale.stale_at = None
    if shown is None:
        stale.ended = "gone"
        if _was_corrected(call.session, sent):
            return 0
        shown = Reply((Notice(T("This is shown here no longer."), audience="everyone"),))
    else:
        before = _edits(call.session, sent)
        last = (before[0].payload if before else None) or sent.payload
        if last is not None and freshen.same(replies.from_json(last), shown):
            return 0
    row = post.post(call, _owed(call, stale, sent), shown)
    stale.edit_id = row.id
    return 1


def _was_corrected(session: Session, sent: Delivery) -> bool:
    """Whether the message says already that what it told of was taken back."""
    newest = _edits(session, sent)
    return bool(newest) and not _has_card(newest[0])


def _owed(call: Call, stale: PostedCard, sent: Delivery) -> Owed:
    return Owed(
        channel=sent.channel,
        thread_ts=sent.thread_ts,
        rule=f"card:{sent.id}",
        occurrence=str(stale.edit_id or 0),
        kind="edit",
        reader=Reader(sent.language or "en", sent.zone or "UTC"),
        due_at=call.now,
        audience="everyone" if sent.audience == "everyone" else "internal",
        edits_id=sent.id,
    )
