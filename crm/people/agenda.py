"""The list of follow-ups: overdue, today's, and later ones, by their owner's own day."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Annotated
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func, select

from crm.engine import permission, refs
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.reply import Listing, Notice, Reply, Row
from crm.engine.texts import Local, T, Text, Value
from crm.language import fields
from crm.language.answers import listed
from crm.language.query.filter import Leaf, Node, Sort
from crm.models import FollowUp, User
from crm.people import steps


class ListFollowUps(listed.Listed):
    """Whose follow-ups; mine, unless said otherwise. With filters it is a list like any other."""

    where: Annotated[tuple[Node, ...] | None, listed.Filters("followup")] = None
    owner: Annotated[User, fields.Person(default_me=True, takes_me=True)]
    sort: Annotated[str | None, listed.SortBy("followup", newest=(Sort("due_at", "desc"),))] = None
    group: Annotated[str | None, listed.GroupBy("followup")] = None


@command("followup list")
def listing(call: Call, form: ListFollowUps) -> Reply:
    """List open follow-ups: overdue, today, later."""
    if form.where or form.sort or form.group or form.limit:
        return listed.reply(call, form, "followup", _own(form), T("Follow-ups"))
    views = tuple(
        view
        for title, span in _spans(call.now, form.owner.zone)
        if (view := _view(call, form.owner, title, span)) is not None
    )
    if views:
        return Reply(views)
    return Reply((Notice(T("No open follow-ups. Well done!"), "success"),))


def _own(form: ListFollowUps) -> tuple[Leaf, ...]:
    """Open ones of the person, unless the filters say something about either."""
    own = [] if listed.about(form, "owner", "team") else [Leaf("owner", "=", form.owner.handle)]
    if not listed.about(form, "status", "done_at", "created_at"):
        own.append(Leaf("status", "=", "open"))
    return tuple(own)


def _spans(now: datetime, zone: str) -> list[tuple[Text, ColumnElement[bool]]]:
    """The conditions of overdue, the rest of today, and later, in the owner's zone."""
    place = ZoneInfo(zone)
    tomorrow = now.astimezone(place).date() + timedelta(days=1)
    midnight = datetime.combine(tomorrow, time(), place).astimezone(UTC)
    return [
        (T("Overdue"), FollowUp.due_at < now),
        (T("Today"), (FollowUp.due_at >= now) & (FollowUp.due_at < midnight)),
        (T("Later"), FollowUp.due_at >= midnight),
    ]


def _view(call: Call, owner: User, title: Text, span: ColumnElement[bool]) -> Listing | None:
    condition = (FollowUp.owner_id == owner.id, FollowUp.status == "open", span)
    count = permission.visible(
        select(func.count(FollowUp.id)).where(*condition), call.caller, FollowUp
    )
    total = call.session.scalar(count) or 0
    statement = select(FollowUp).where(*condition).order_by(FollowUp.due_at).limit(steps.PAGE)
    rows = call.session.scalars(permission.visible(statement, call.caller, FollowUp))
    found = tuple(_row(owner, following) for following in rows)
    return Listing(title, found, total) if total else None


def _row(owner: User, following: FollowUp) -> Row:
    details: list[Value] = [Local(following.due_at, owner.zone)]
    if following.snoozed:
        details.append(
            T("put off {n} time", "put off {n} times", n=following.snoozed),
        )
    return Row(refs.ref(following), following.subject, tuple(details))
