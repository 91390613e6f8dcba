"""People as Slack knows them, kept in the store."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from slack_sdk import WebClient
from sqlalchemy import select

from bot.slack.installations import Installed
from bot.slack.wiring import Wiring
from crm.engine import journal, settings
from crm.engine.call import CLOCK, Call, Place
from crm.language.normal import clean
from crm.models import Changeset, User
from crm.outreach import handover
from crm.people import user
from crm.people.user import Profile

PAGE = 200
MOST = 2_000


def refresh(wiring: Wiring, installed: Installed, slack_id: str) -> None:
    """Ask Slack about a person and keep what it says; raises slack_sdk's errors."""
    client = wiring.installations.client(installed.workspace_id)
    if client is not None:
        answer = client.users_info(user=slack_id, include_locale=True)
        keep(wiring, installed, [answer["user"]])


def meet(wiring: Wiring, installed: Installed, slack_id: str) -> None:
    """Ask Slack about somebody of another team soon, once in this process."""
    key = (installed.workspace_id, slack_id)
    if key not in wiring.looked_up:
        wiring.looked_up.add(key)
        wiring.pool.submit("person", lambda: refresh(wiring, installed, slack_id))


def sync_all(wiring: Wiring, installed: Installed) -> None:
    """Keep the first 2,000 people, so that their very first word is understood at once."""
    client = wiring.installations.client(installed.workspace_id)
    if client is None:
        return
    cursor, seen = "", 0
    while seen < MOST:
        answer = client.users_list(limit=PAGE, cursor=cursor or None, include_locale=True)
        people = [one for one in answer["members"] if not one.get("is_bot")]
        keep(wiring, installed, people)
        seen += len(answer["members"])
        cursor = str((answer.get("response_metadata") or {}).get("next_cursor") or "")
        if not cursor:
            return


def keep(wiring: Wiring, installed: Installed, given: list[dict[str, Any]]) -> None:
    """Bring people up to date with Slack's user objects."""
    now = wiring.clock()
    with wiring.store.write(installed.workspace_id) as session:
        changeset = Changeset(command="user sync", recorded_at=now, effective_at=now)
        opened = journal.open_changeset(session, changeset)
        ids = [str(one["id"]) for one in given]
        known = {
            one.slack_id: one for one in session.scalars(select(User).where(User.slack_id.in_(ids)))
        }
        gone = [one for one in given if _leaves(one, known.get(str(one["id"])))]
        for one in given:
            user.sync(session, profile(one, installed.team, known.get(str(one["id"]))))
        if gone:
            own = settings.read(session)
            clock = Call(installed.workspace_id, CLOCK, Place(), now, "event", settings=own)
            for one in gone:
                handover.offer(clock.bound(session, opened.id), known[str(one["id"])])
    wiring.nudge()


def _leaves(given: dict[str, Any], known: User | None) -> bool:
    """Whether a member is deactivated now who was not before."""
    is_here = known is not None and known.is_active and not known.is_outsider
    return is_here and bool(given.get("deleted"))


def profile(given: dict[str, Any], team: str, known: User | None) -> Profile:
    """A Slack user object as a profile; what it leaves out stays as it is `known`.

    Guests, people of other teams and other bots are outsiders.
    """
    details = given.get("profile") or {}
    name = given.get("real_name") or details.get("real_name") or given.get("name")
    return Profile(
        slack_id=str(given["id"]),
        handle=_short(given.get("name") or (known.handle if known else given["id"])),
        name=_short(name or (known.name if known else given["id"])),
        email=details.get("email") or (known.email if known else None),
        zone=_zone(given.get("tz")) or (known.zone if known else "UTC"),
        locale=str(given.get("locale") or (known.locale if known else "en-US")),
        is_outsider=_is_outsider(given, team),
        is_active=not given.get("deleted"),
    )


def _is_outsider(given: dict[str, Any], team: str) -> bool:
    marks = ("is_restricted", "is_ultra_restricted", "is_stranger", "is_bot")
    return any(given.get(mark) for mark in marks) or str(given.get("team_id") or team) != team


def _short(text: object) -> str:
    return " ".join(clean(str(text)).split())[:200] or "?"


def _zone(name: object) -> str | None:
    try:
        return ZoneInfo(str(name)).key if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


def identity(client: WebClient) -> dict[str, Any]:
    """Who the client's token belongs to: `auth.test`; raises slack_sdk's errors."""
    answer = client.auth_test()
    return dict(answer.data) if isinstance(answer.data, dict) else {}
