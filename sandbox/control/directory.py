"""Changing people and channels, as an administrator of the workspace would."""

from collections.abc import Callable
from dataclasses import fields
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sandbox.core import Core
from sandbox.values import ControlError, Json
from sandbox.workspace import shapes
from sandbox.workspace.model import Channel, Person

_PERSON = {f.name for f in fields(Person)} - {"id", "is_bot", "updated"}


def person(core: Core, ref: str) -> Person:
    """A person by id, handle or name; raises ControlError."""
    found = core.workspace.find_person(ref)
    if found is None:
        there = ", ".join(p.name for p in core.workspace.people.values())
        raise ControlError(f"There is nobody called {ref!r}; there are: {there}.", 404)
    return found


def channel(core: Core, ref: str) -> Channel:
    """A channel by id or name; raises ControlError."""
    found = core.workspace.find_channel(ref)
    if found is None:
        raise ControlError(f"There is no channel {ref!r}.", 404)
    return found


def add_person(core: Core, wish: Json) -> Json:
    """A new person: {name, real_name?, tz?, locale?, team?, email?, is_guest? …}; `team_join`."""
    name = str(wish["name"])
    if core.workspace.find_person(name):
        raise ControlError(f"{name} is taken.", 409)
    own = Person(
        str(wish.get("id") or core.workspace.ids.new("U")),
        name,
        str(wish.get("real_name") or name),
        "UTC",
        "en-US",
        core.workspace.team.id,
    )
    _set(core, own, {k: v for k, v in wish.items() if k != "id"})
    core.workspace.put_person(own)
    core.events.person("team_join", own)
    return {"user": shapes.user(core.workspace, own, email=True, locale=True)}


def change_person(core: Core, ref: str, wish: Json) -> Json:
    """Change a person: {deleted?, tz?, locale?, real_name?, is_admin? …}; `user_change`."""
    found = person(core, ref)
    _set(core, found, wish)
    core.workspace.put_person(found)
    core.events.person("user_change", found)
    return {"user": shapes.user(core.workspace, found, email=True, locale=True)}


def add_channel(core: Core, wish: Json) -> Json:
    """A new channel: {name, members?, is_private?, is_ext_shared?, has_bot?, id?}."""
    name = str(wish["name"]).removeprefix("#")
    if core.workspace.find_channel(name):
        raise ControlError(f"{name} is taken.", 409)
    bot = core.workspace.bot.id
    members = [person(core, str(m)).id for m in wish.get("members", [])]
    members += [bot] if wish.get("has_bot", True) and bot not in members else []
    kind = "private" if wish.get("is_private") else "channel"
    found = Channel(
        str(wish.get("id") or core.workspace.ids.new("C")),
        name,
        kind,
        members[0] if members else bot,
        int(core.clock.now()),
        members,
        bool(wish.get("is_ext_shared")),
    )
    core.workspace.put_channel(found)
    return {"channel": shapes.conversation(core.workspace, found)}


def change_channel(core: Core, ref: str, change: str, wish: Json) -> Json:
    """One of CHANGES to a channel, with the events that Slack sends."""
    if change not in CHANGES:
        raise ControlError(f"Unknown change {change!r}; there are: {', '.join(CHANGES)}.", 404)
    found = channel(core, ref)
    CHANGES[change](core, found, wish)
    core.workspace.touch("channel", found.id)
    return {"channel": shapes.conversation(core.workspace, found)}


def _archive(core: Core, found: Channel, wish: Json) -> None:
    who = person(core, str(wish.get("user", found.creator))).id
    found.is_archived = True
    core.events.channel("channel_archive", found, {"user": who})


def _unarchive(core: Core, found: Channel, wish: Json) -> None:
    who = person(core, str(wish.get("user", found.creator))).id
    found.is_archived = False
    core.events.channel("channel_unarchive", found, {"user": who})


def _rename(core: Core, found: Channel, wish: Json) -> None:
    found.name = str(wish["name"])
    about = {"id": found.id, "name": found.name, "created": found.created}
    core.events.channel("channel_rename", found, {"channel": about})


def _share(core: Core, found: Channel, wish: Json) -> None:
    found.is_ext_shared = True
    strangers = (t.id for t in core.workspace.seed.teams if t.id != core.workspace.team.id)
    team = str(wish.get("team") or next(strangers, "T0STRANGER"))
    core.events.channel("channel_shared", found, {"connected_team_id": team})


def _unshare(core: Core, found: Channel, wish: Json) -> None:
    found.is_ext_shared = False
    own = core.workspace.team.id
    found.members = [m for m in found.members if core.workspace.people[m].team == own]
    team = str(wish.get("team") or core.workspace.team.id)
    about = {"previously_connected_team_id": team, "is_ext_shared": False}
    core.events.channel("channel_unshared", found, about)


def _invite(core: Core, found: Channel, wish: Json) -> None:
    for ref in wish["people"]:
        who = person(core, str(ref))
        if who.id not in found.members:
            found.members.append(who.id)
            core.events.member(found, who.id, found.creator, joined=True)


def _remove(core: Core, found: Channel, wish: Json) -> None:
    for ref in wish["people"]:
        who = person(core, str(ref)).id
        if who == core.workspace.bot.id:
            core.events.bot_removed(found, found.creator)
        elif who in found.members:
            core.events.member(found, who, None, joined=False)
        if who in found.members:
            found.members.remove(who)


CHANGES: dict[str, Callable[[Core, Channel, Json], None]] = {
    "archive": _archive,
    "unarchive": _unarchive,
    "rename": _rename,
    "share": _share,
    "unshare": _unshare,
    "invite": _invite,
    "remove": _remove,
}


def _set(core: Core, found: Person, wish: Json) -> None:
    if unknown := set(wish) - _PERSON:
        raise ControlError(f"A person has no {', '.join(sorted(unknown))}.")
    if "team" in wish:
        team = core.workspace.team_named(str(wish["team"]))
        wish = {**wish, "team": team.id if team else str(wish["team"])}
    try:
        ZoneInfo(str(wish.get("tz", "UTC")))
    except (ZoneInfoNotFoundError, ValueError):
        raise ControlError(f"There is no zone {wish['tz']!r}.") from None
    for key, value in wish.items():
        setattr(found, key, value)
    found.updated = int(core.clock.now())
