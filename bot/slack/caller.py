"""Slack ids → who calls and from where: person, roles, language, zone, place."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from bot.slack import channels, failures, people
from bot.slack.wiring import Incoming
from crm.engine import settings
from crm.engine.call import Call, Caller, Place, Source
from crm.engine.fixed import Fixed
from crm.engine.settings import Settings
from crm.models import Channel, Role, User
from crm.people import user


class Stranger(failures.Waits):
    """Somebody whom only Slack can tell us about: the delivery waits until it has."""

    def __init__(self, slack_id: str) -> None:
        super().__init__("a person not met yet")
        self.slack_id = slack_id


@dataclass(frozen=True, slots=True)
class Who:
    """The person of a payload; `team` is the one that Slack says is theirs, where it does."""

    slack_id: str
    team: str | None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Where:
    """The place of a payload; what the payload does not say is None."""

    channel: str | None
    thread_ts: str | None = None
    is_member: bool | None = None
    is_external: bool | None = None


# Made once, for every call asks it: the person with each role, and the channel.
PERSON: Fixed[User] = Fixed(
    select(User, Role.name.label("role"))
    .outerjoin(Role, (Role.workspace_id == User.workspace_id) & (Role.user_id == User.id))
    .where(User.slack_id == bindparam("person")),
    User,
)
CHANNEL: Fixed[Channel] = Fixed(
    select(Channel).where(Channel.slack_id == bindparam("channel")), Channel
)


def call_of(incoming: Incoming, who: Who, where: Where, source: Source) -> Call:
    """The call of a delivery; raises `Stranger` where the person has to be looked up first."""
    wiring, installed = incoming.wiring, incoming.installed
    with wiring.store.read(installed.workspace_id) as session:
        own = settings.read(session)
        caller, row = _known(session, incoming, who, where, own)
        place = _place(session, who, where, row)
    if row is None and where.channel is not None and where.channel[0] not in "UW":
        channels.look_up(wiring, installed, where.channel)
    return Call(
        workspace_id=installed.workspace_id,
        caller=caller,
        place=place,
        now=wiring.clock(),
        source=source,
        key=incoming.key,
        settings=own,
    )


def _known(
    session: Session, incoming: Incoming, who: Who, where: Where, own: Settings
) -> tuple[Caller, Channel | None]:
    """Who calls, and what is known of the channel."""
    team = incoming.installed.team
    is_foreign = who.team is not None and who.team != team
    found = PERSON.rows(session, person=who.slack_id)
    if found:
        given = frozenset(row.role for row in found if row.role is not None)
        caller = user.caller_with(found[0], given, own)
        channel = next(iter(CHANNEL.objects(session, channel=where.channel)), None)
        return (replace(caller, roles=frozenset()) if is_foreign else caller), channel
    if not is_foreign:
        raise Stranger(who.slack_id)
    people.meet(incoming.wiring, incoming.installed, who.slack_id)
    name = who.name or who.slack_id
    caller = Caller(None, name, who.slack_id, language=own.language, zone=own.zone)
    return caller, channels.find(session, where.channel or "")


def _place(session: Session, who: Who, where: Where, row: Channel | None) -> Place:
    """The place of a call; what is not known to be ours alone is treated as seen by strangers."""
    if where.channel is None:
        return Place()
    if where.channel[0] in "UW":
        return Place(where.channel, is_dm=True)
    if where.channel[0] == "D":
        return _dm(session, who, where, row)
    if row is None:
        is_external = where.is_external is not False
        return Place(
            where.channel,
            where.thread_ts,
            is_member=bool(where.is_member),
            is_external=is_external,
        )
    return Place(
        where.channel,
        where.thread_ts,
        is_member=bool(where.is_member or row.is_member),
        is_external=bool(where.is_external or row.is_external),
        language=row.language,
        zone=row.zone,
        company_id=row.company_id,
    )


def _dm(session: Session, who: Who, where: Where, row: Channel | None) -> Place:
    """A DM with us, or one between two people, where we can only answer privately.

    Of one that was never seen, the person's own DM with us is meant until Slack has said more.
    """
    if where.is_member or (row is not None and row.is_member):
        return Place(where.channel, where.thread_ts, is_dm=True)
    ours = select(Channel.id).where(Channel.name == f"{channels.DM}{who.slack_id}")
    if row is not None or session.scalar(ours) is not None:
        return Place(where.channel, where.thread_ts, is_dm=True, is_member=False)
    return Place(who.slack_id, is_dm=True)
