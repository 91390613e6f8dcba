"""Whether, when and where something reaches a person: the one question of every sender.

What a person asked for a moment ago (answers, forms, files) always comes at once; this is about
what comes by itself: reminders, digests, alerts, moods.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.models import Channel, Delivery, NotificationSetting, User

TOPICS = ("reminders", "digests", "assigned", "watched", "arrivals", "moods", "alerts")
# An alert's topic by its rule; what has none concerns the work of Rapport itself and always comes.
ALERTS = {
    "assigned": "assigned",
    "watch": "watched",
    "arrival": "arrivals",
    "alert": "alerts",
    "mood": "moods",
    "escalation": "moods",
}
KINDS = {"reminder": "reminders", "digest": "digests"}
UNASKED = frozenset({"reminder", "digest", "alert"})
MUTED = "muted"
QUIET = re.compile(r"(\d{1,2})(?::(\d{2}))?\s*(?:-|–|to|至|到)\s*(\d{1,2})(?::(\d{2}))?")


@dataclass(frozen=True, slots=True)
class Reach:
    """What a person wants of something: at all, not before `at` (aware UTC), and in `channel`."""

    is_wanted: bool
    at: datetime
    channel: str


@dataclass(frozen=True, slots=True)
class Quiet:
    """Hours of a person's own day in which nothing comes by itself."""

    begins: time
    ends: time

    def end_after(self, at: datetime, zone: str) -> datetime:
        """The moment from which something due at `at` may come; `at` itself outside the hours."""
        local = at.astimezone(ZoneInfo(zone))
        now = local.time().replace(tzinfo=None)
        is_over_midnight = self.begins > self.ends
        inside = (
            now >= self.begins or now < self.ends
            if is_over_midnight
            else self.begins <= now < self.ends
        )
        if not inside:
            return at
        day = local.date() + timedelta(days=int(is_over_midnight and now >= self.begins))
        return datetime.combine(day, self.ends, ZoneInfo(zone)).astimezone(at.tzinfo)


def read_quiet(text: str) -> Quiet | None:
    """Quiet hours as they are written: `22:00-08:00`; None where it is no span of hours."""
    found = QUIET.fullmatch(text.strip())
    if found is None:
        return None
    hours, minutes = (int(found[1]), int(found[3])), (int(found[2] or 0), int(found[4] or 0))
    if max(hours) > 24 or max(minutes) > 59:
        return None
    begins, ends = (time(h % 24, m) for h, m in zip(hours, minutes, strict=True))
    return Quiet(begins, ends) if begins != ends else None


def topic_of(kind: str, rule: str) -> str | None:
    """What a delivery is about, as a person turns it off; None for what always comes."""
    return KINDS.get(kind) or ALERTS.get(rule.partition(":")[0])


def settings_of(session: Session, user_id: int) -> NotificationSetting | None:
    """What a person chose, where they chose anything."""
    statement = select(NotificationSetting).where(NotificationSetting.user_id == user_id)
    return session.scalars(statement).one_or_none()


def reach(session: Session, person: User, topic: str | None, at: datetime) -> Reach:
    """Whether something of a topic reaches a person, from which moment on, and where."""
    chosen = settings_of(session, person.id)
    if chosen is None:
        return Reach(is_wanted=True, at=at, channel=person.slack_id)
    quiet = read_quiet(chosen.quiet or "")
    return Reach(
        is_wanted=topic is None or topic not in muted(chosen),
        at=quiet.end_after(at, person.zone) if quiet else at,
        channel=_place(session, chosen) or person.slack_id,
    )


def muted(chosen: NotificationSetting | None) -> frozenset[str]:
    """The topics that a person turned off."""
    return frozenset((chosen.muted if chosen else "").split()) & set(TOPICS)


def obey(session: Session, row: Delivery) -> Delivery:
    """Make a delivery to a person what that person wants; others stay as they are.

    One that is not wanted is kept as cancelled, so that it is accounted for; one that falls into
    the quiet hours waits for their end, and so does its expiry.
    """
    if row.kind not in UNASKED or row.channel[:1] not in {"U", "W"}:
        return row
    statement = select(User).where(User.slack_id == row.channel)
    person = session.scalars(statement).one_or_none()
    if person is None:
        return row
    found = reach(session, person, topic_of(row.kind, row.rule), row.next_at)
    if not found.is_wanted:
        row.state, row.error = "cancelled", MUTED
    if row.expires_at is not None:
        row.expires_at += found.at - row.next_at
    row.next_at, row.channel = found.at, found.channel
    return row


def _place(session: Session, chosen: NotificationSetting) -> str | None:
    """The channel that a person chose, while it can be posted to and is ours alone."""
    if chosen.channel is None:
        return None
    usable = (
        Channel.slack_id == chosen.channel,
        Channel.is_member.is_(True),
        Channel.is_external.is_(False),
        Channel.is_archived.is_(False),
    )
    return session.scalar(select(Channel.slack_id).where(*usable))
