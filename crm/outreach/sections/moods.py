"""The moods of open tickets: how many of each, and the negative ones by name."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from crm.engine import permission, refs
from crm.engine.call import Call
from crm.engine.reply import Fact, Facts, Listing, Row, View
from crm.engine.texts import Joined, T, Term, Text, Value
from crm.models import Company, Ticket, User

SHOWN = 10
MOODS = ("negative", "neutral", "positive")


def section(call: Call) -> tuple[View, ...]:
    """The open tickets that the caller sees by mood, and the negative ones: two statements."""
    counts = _counts(call)
    total = sum(counts.values())
    fact = Fact(T("Moods of open tickets"), _said(counts) if total else T("no open tickets"))
    negative = counts.get("negative", 0)
    if not negative:
        return (Facts((fact,)),)
    rows = tuple(_row(one) for one in _negative(call))
    return (Facts((fact,)), Listing(T("Tickets in a bad mood"), rows, negative))


def _counts(call: Call) -> dict[str | None, int]:
    statement = (
        select(Ticket.mood, func.count(Ticket.id))
        .where(Ticket.status == "open")
        .group_by(Ticket.mood)
    )
    rows: Any = call.session.execute(permission.visible(statement, call.caller, Ticket))
    return {mood: n for mood, n in rows}  # noqa: C416 - a result has keys of its own


def _said(counts: dict[str | None, int]) -> Joined:
    parts: list[Text] = [
        T("{count} {mood}", count=counts.get(mood, 0), mood=Term(mood)) for mood in MOODS
    ]
    unscored = sum(n for mood, n in counts.items() if mood not in MOODS)
    if unscored:
        parts.append(T("{count} without a mood", count=unscored))
    return Joined(tuple(parts))


def _negative(call: Call) -> list[Any]:
    statement = (
        select(Ticket, Company.name.label("company"), User.name.label("assignee"))
        .outerjoin(Company, Company.id == Ticket.company_id)
        .outerjoin(User, User.id == Ticket.assignee_id)
        .where(Ticket.status == "open", Ticket.mood == "negative")
        .order_by(Ticket.mood_score.is_(None), Ticket.mood_score, Ticket.id)
        .limit(SHOWN)
    )
    return list(call.session.execute(permission.visible(statement, call.caller, Ticket)))


def _row(found: Any) -> Row:
    ticket: Ticket = found.Ticket
    details: list[Value] = [found.company, found.assignee or T("nobody yet")]
    if ticket.escalated:
        details.append(T("escalated"))
    shown = tuple(one for one in details if one is not None)
    return Row(refs.ref(ticket), ticket.subject, shown)
