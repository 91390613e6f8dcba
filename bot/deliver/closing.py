"""Closing a delivery by what was heard: sent, later, unconfirmed, failed, dead, cancelled."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from bot.deliver import outbox
from bot.deliver.answers import Heard
from bot.deliver.outbox import Claimed, Times
from crm.engine import attention, journal, post, refs, threads
from crm.engine.permission import ADMIN
from crm.engine.reply import Notice, Record, Reply, Small
from crm.engine.store import Store
from crm.engine.stored_reply import to_json
from crm.engine.texts import T, Text
from crm.models import Changeset, Channel, Delivery, Digest, User, Workspace
from crm.people import user


def barred(claimed: Claimed, now: datetime, times: Times) -> Heard | None:
    """Why a delivery must not be sent (now), checked again at the last moment; None: go ahead."""
    row = claimed.row
    if row.expires_at is not None and row.expires_at < now and not claimed.is_unsure:
        return Heard("refused", {}, "missed")
    if claimed.is_external and row.audience != "everyone":
        return Heard("channel", {}, "external_channel")
    if row.payload is None:
        return Heard("refused", {}, "no_payload")
    if (now - row.due_at).total_seconds() > times.give_up and row.attempt > 5:
        return Heard("refused", {}, "gave_up")
    return _barred_edit(claimed, times) if row.edits_id is not None else None


def _barred_edit(claimed: Claimed, times: Times) -> Heard | None:
    """An edit waits for its original, and falls away where that one never came."""
    original = claimed.original
    if original is not None and original.ts:
        return None
    if original is None or original.state in {"failed", "dead", "cancelled", "unconfirmed"}:
        return Heard("refused", {}, "nothing_to_edit")
    return Heard("later", {}, "original_not_sent_yet", times.pace)


def close(
    store: Store, claimed: Claimed, heard: Heard, channel: str, now: datetime, times: Times
) -> None:
    """Write down what came of a claimed delivery; nothing happens if the lease was lost."""
    with store.write(claimed.workspace_id) as session:
        row = outbox.mine(session, claimed)
        if row is None:
            return
        row.leased_until, row.error = None, heard.error
        if heard.fate == "sent":
            _sent(session, row, heard, channel, now)
        elif heard.fate in {"later", "unknown", "token"}:
            _again(session, claimed, row, heard, now, times)
        else:
            _end(session, row, heard, now)
    if heard.fate == "token":
        pause(store, claimed.workspace_id, heard.error or "token")


def _sent(session: Session, row: Delivery, heard: Heard, channel: str, now: datetime) -> None:
    row.state, row.sent_at, row.error = "sent", now, None
    row.ts = str(heard.answer.get("ts") or "")
    planned = row.planned_at or row.due_at
    row.is_late = now - planned > outbox.LATE
    row.channel = channel
    if row.edits_id or row.thread_ts or not row.record_kind or row.record_id is None:
        return
    record = Record(row.record_kind, row.record_id)
    audience = "everyone" if row.audience == "everyone" else "internal"
    threads.bind(session, channel, row.ts, record, audience)  # type: ignore[arg-type]  # one of the two
    _gather(session, row)


def _gather(session: Session, head: Delivery) -> None:
    """Alerts on a record that wait for the channel go into the thread that has just begun."""
    session.execute(
        update(Delivery)
        .where(Delivery.kind == "alert", Delivery.state == "due", Delivery.thread_ts.is_(None))
        .where(Delivery.record_kind == head.record_kind, Delivery.record_id == head.record_id)
        .where(Delivery.channel == head.channel)
        .values(thread_ts=head.ts)
    )


def _again(
    session: Session, claimed: Claimed, row: Delivery, heard: Heard, now: datetime, times: Times
) -> None:
    row.state = "due"
    if heard.fate == "unknown":
        row.next_at = now + times.settled
        return
    wait = timedelta(seconds=heard.wait)
    row.next_at = now + wait
    if not claimed.is_unsure:
        row.first_try_at = None
    if heard.fate == "later" and heard.error != "original_not_sent_yet":
        outbox.hold_channel(session, row.channel, now + wait)


# Slack's words for a channel that cannot be posted to, as people say it.
WHY: dict[str, Text] = {
    "is_archived": T("it was archived"),
    "not_in_channel": T("I am not in it"),
    "channel_not_found": T("I do not find it any more"),
    "restricted_action": T("an admin of Slack does not let me"),
}
ENDS = {"unreadable": "unconfirmed", "channel": "failed", "refused": "dead"}


def _end(session: Session, row: Delivery, heard: Heard, now: datetime) -> None:
    is_gone = row.edits_id is not None and heard.fate == "channel"
    if is_gone or heard.error == "nothing_to_edit":
        # What stands nowhere any more need not be made true, and nobody misses it.
        row.state = "cancelled"
        return
    row.state = ENDS[heard.fate]
    if heard.fate == "channel":
        _tell_owner(session, row, _suspended(session, row, now), now)


def _tell_owner(session: Session, row: Delivery, stopped: Digest | None, now: datetime) -> None:
    """Tell the person behind a delivery once that its place cannot be reached any more."""
    owner = _owner(session, row)
    if owner is None or owner.slack_id == row.channel or row.rule.startswith("undelivered:"):
        return
    rule = f"undelivered:{row.channel}"
    known = select(Delivery.id).where(Delivery.rule == rule, Delivery.occurrence == row.rule)
    if session.scalar(known) is not None:
        return
    told = Reply(
        (
            Notice(
                T(
                    "I could not post to {channel}: {error}.",
                    channel=_name(session, row),
                    error=WHY.get(row.error or "", row.error),
                ),
                "warning",
            ),
            Small(_way_on(stopped)),
        )
    )
    reader = post.reader_of_person(owner)
    alert = Delivery(
        kind="alert",
        rule=rule,
        occurrence=row.rule,
        channel=owner.slack_id,
        user_id=owner.id,
        language=reader.language,
        zone=reader.zone,
        payload=to_json(told),
        due_at=now,
        next_at=now,
        created_at=now,
    )
    session.add(attention.obey(session, alert))


def _way_on(stopped: Digest | None) -> Text:
    if stopped is None:
        return T("Nothing is lost: invite me again, or name another channel.")
    return T(
        "{ref} is stopped; begin it in another channel with {example}.",
        ref=refs.ref(stopped),
        example="/digest every monday 9:00",
    )


def _name(session: Session, row: Delivery) -> str:
    """The channel as people call it; its id where it is not known."""
    found = session.scalar(select(Channel.name).where(Channel.slack_id == row.channel))
    return f"#{found}" if found else row.channel


def _owner(session: Session, row: Delivery) -> User | None:
    if row.user_id is not None:
        return session.get(User, (row.workspace_id, row.user_id))
    author = select(Changeset.author_id).where(Changeset.id == row.changeset_id)
    author_id = session.scalar(author)
    if author_id is None:
        return session.scalar(user.holding(ADMIN).limit(1))
    return session.get(User, (row.workspace_id, author_id))


def _suspended(session: Session, row: Delivery, now: datetime) -> Digest | None:
    """The digest whose channel is gone: it is stopped, so that it does not fail every morning."""
    kind, _, number = row.rule.partition(":")
    if kind != "digest" or not number.isdigit():
        return None
    digest = session.get(Digest, (row.workspace_id, int(number)))
    if digest is None or not digest.is_active:
        return None
    journal.open_changeset(
        session, Changeset(command="digest suspend", recorded_at=now, effective_at=now)
    )
    digest.is_active = False
    return digest


def pause(store: Store, workspace_id: int, reason: str) -> None:
    """Stop sending for a workspace until it is installed again; its deliveries stay due."""
    with store.write(None) as session:
        workspace = session.get(Workspace, workspace_id)
        if workspace is not None and workspace.paused_reason is None:
            workspace.paused_reason = reason
