"""The Home tab: published for those who opened it, soon after what they see there changes.

A press on it never leads away: a change is told above the day, an answer opens as a modal.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import structlog
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from bot import render
from bot.render.markup import bare
from bot.slack import failures
from bot.slack.turns import Key
from bot.slack.wiring import Ack, Incoming, Json, Wiring
from crm.engine import settings
from crm.engine.call import Call, Place
from crm.engine.command import REGISTRY
from crm.engine.errors import Busy, RapportError
from crm.engine.reply import Audience, Reply
from crm.engine.run import Asked, run
from crm.models import ButtonToken, Change, Changeset, HomeTab, User
from crm.people import user

log = structlog.get_logger("home")

# So many changes are looked through one by one.
MOST_CHANGES = 2_000
# Buttons that carry what they say are not stored.
CARRIED = "~"
PEOPLE = ("owner_id", "assignee_id", "user_id")


def opened(incoming: Incoming) -> Ack:
    """Somebody opened the tab: from now on it is kept up to date for them."""
    event = incoming.body["event"]
    if event.get("tab") not in {None, "home"}:
        return None
    wiring, workspace_id = incoming.wiring, incoming.installed.workspace_id
    with wiring.store.write(workspace_id) as session:
        person = user.by_slack_id(session, str(event["user"]))
        if person is None:
            return None
        row = _tab(session, person.id)
        if row is None:
            row = HomeTab(user_id=person.id, opened_at=wiring.clock())
            session.add(row)
        row.opened_at = wiring.clock()
        person_id = person.id
    wiring.homes.empty.pop(workspace_id, None)
    _soon(wiring, (workspace_id, person_id))
    return None


def changed(wiring: Wiring, workspace_id: int, changeset_id: int | None) -> None:
    """Publish again for those whose day a changeset touched, soon and elsewhere."""
    if changeset_id is not None and wiring.homes.note(workspace_id, changeset_id):
        wiring.pool.submit("homes", lambda: _look(wiring, workspace_id))


def _look(wiring: Wiring, workspace_id: int) -> None:
    first = wiring.homes.gathered(workspace_id)
    with wiring.store.read(workspace_id) as session:
        known = set(session.scalars(select(HomeTab.user_id)))
        found = known and known & _touched(session, first - 1)
    if not known:
        wiring.homes.nobody(workspace_id)
    for person_id in found:
        _soon(wiring, (workspace_id, person_id))


def catch_up(wiring: Wiring, workspace_id: int) -> dict[str, int]:
    """Publish what other processes, the terminal or the API changed since; for the tick."""
    with wiring.store.read(workspace_id) as session:
        newest = session.scalar(select(func.max(Changeset.id))) or 0
        behind = dict(
            session.execute(
                select(HomeTab.user_id, HomeTab.seen_id).where(HomeTab.seen_id < newest)
            ).all()
        )
        touched = _touched(session, min(behind.values())) if behind else set()
    for person_id in touched & set(behind):
        _soon(wiring, (workspace_id, person_id))
    _seen(wiring, workspace_id, set(behind) - touched, newest)
    return {"homes": len(touched & set(behind))}


def _seen(wiring: Wiring, workspace_id: int, people: Iterable[int], newest: int) -> None:
    """Note that nothing up to a changeset concerns these people."""
    if not (wanted := set(people)):
        return
    with wiring.store.write(workspace_id) as session:
        for row in session.scalars(select(HomeTab).where(HomeTab.user_id.in_(wanted))):
            row.seen_id = max(row.seen_id, newest)


def _touched(session: Session, after: int) -> set[int]:
    """The people named by changes behind a changeset; all who may be where there are too many."""
    rows = session.execute(
        select(Changeset.author_id, Change.before, Change.after)
        .join(Change, Change.changeset_id == Changeset.id)
        .where(Changeset.id > after)
        .limit(MOST_CHANGES)
    ).all()
    if len(rows) == MOST_CHANGES:
        return set(session.scalars(select(HomeTab.user_id)))
    found = {author for author, _, _ in rows}
    for _, before, after_ in rows:
        for values in (before, after_):
            found |= {(values or {}).get(name) for name in PEOPLE}
    return {one for one in found if one is not None}


def _soon(wiring: Wiring, key: Key) -> None:
    """Publish now, or when the person's turn comes; at most once in five seconds."""
    wait = wiring.homes.turn(key)
    if wait is None:
        return
    if not wait:
        wiring.pool.submit("home", lambda: publish(wiring, key))
        return
    wiring.pool.later(wait, "home", lambda: publish(wiring, key))


def publish(wiring: Wiring, key: Key) -> None:
    """Make a person's Home and hand it to Slack; made anew where another was quicker."""
    client = wiring.installations.client(key[0])
    told = wiring.homes.begin(key)
    if client is None:
        return
    for is_last in (False, True):
        if _published(wiring, client, key, told, checks=not is_last):
            return


def _published(
    wiring: Wiring, client: WebClient, key: Key, told: Reply | None, *, checks: bool
) -> bool:
    """Whether it is settled; False asks for another try without the hash."""
    workspace_id, person_id = key
    with wiring.store.read(workspace_id) as session:
        person = session.scalars(select(User).where(User.id == person_id)).one()
        own = settings.read(session)
        caller = user.caller_of(session, person, own)
        row = _tab(session, person_id)
        newest = session.scalar(select(func.max(Changeset.id))) or 0
    if row is None or not person.is_active:
        return True
    call = Call(workspace_id, caller, Place(), wiring.clock(), "event", settings=own)
    audience: Audience = "everyone" if caller.is_outsider else "internal"
    view = render.home(_day(wiring, call), caller.reader, told, audience)
    given: dict[str, Any] = {"hash": row.hash} if checks and row.hash else {}
    try:
        answer = client.views_publish(user_id=person.slack_id, view=view, **given)
    except (SlackApiError, OSError) as error:
        word = error.response.get("error") if isinstance(error, SlackApiError) else None
        log.info("not_published", error=word or type(error).__name__)
        return word != "hash_conflict"
    _keep(wiring, key, str(answer["view"]["hash"]), newest, view)
    return True


def _day(wiring: Wiring, call: Call) -> Reply:
    try:
        return run(wiring.store, call, Asked(REGISTRY["home"], fields={})).reply
    except Busy:
        raise
    except RapportError as error:
        return failures.refused(error)


def _keep(wiring: Wiring, key: Key, hash_: str, newest: int, view: Json) -> None:
    """Note what stands there now; the buttons of the one before the last are dropped."""
    elements = (one for block in view["blocks"] for one in block.get("elements", ()))
    ids = (str(one.get("action_id") or "") for one in elements)
    made = [one for one in ids if one and one[0] != CARRIED]
    with wiring.store.write(key[0]) as session:
        row = _tab(session, key[1])
        if row is None:
            return
        kept = row.tokens or {}
        old = kept.get("before") or []
        if old:
            session.execute(
                delete(ButtonToken).where(
                    ButtonToken.workspace_id == key[0], ButtonToken.token.in_(old)
                )
            )
        row.tokens = {"now": made, "before": kept.get("now") or []}
        row.hash, row.published_at = hash_, wiring.clock()
        row.seen_id = max(row.seen_id, newest)


def _tab(session: Session, person_id: int) -> HomeTab | None:
    return session.scalars(select(HomeTab).where(HomeTab.user_id == person_id)).one_or_none()


def tell(incoming: Incoming, call: Call, told: Reply) -> None:
    """Show a person above their day what they just did there."""
    if call.caller.user_id is None:
        return
    key = (call.workspace_id, call.caller.user_id)
    homes = incoming.wiring.homes
    with homes.lock:
        homes.told[key] = told
    _soon(incoming.wiring, key)


def title_of(reply: Reply, call: Call) -> str:
    """What a modal with an answer is called: its record, else its first words."""
    first = reply.views[0] if reply.views else None
    named = getattr(first, "ref", None) or getattr(first, "title", None) or "Rapport"
    return bare(named, call.reader)
