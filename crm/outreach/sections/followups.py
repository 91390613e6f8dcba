"""The follow-ups that were missed: open, and their moment is past."""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select

from crm.engine import permission, refs
from crm.engine.call import Call
from crm.engine.reply import Listing, Row
from crm.engine.texts import Local, T, Value
from crm.models import Company, Deal, FollowUp, User

SHOWN = 10


def missed(call: Call) -> Listing:
    """The missed follow-ups that the caller sees, the oldest first: at most ten, all counted."""
    statement = (
        select(
            FollowUp,
            User,
            Deal.number.label("deal"),
            Company.name.label("company"),
            func.count().over().label("total"),
        )
        .join(User, User.id == FollowUp.owner_id)
        .outerjoin(Deal, Deal.id == FollowUp.deal_id)
        .outerjoin(Company, Company.id == FollowUp.company_id)
        .where(FollowUp.status == "open", FollowUp.due_at < call.now)
        .order_by(FollowUp.due_at, FollowUp.id)
        .limit(SHOWN)
    )
    found: list[Any] = list(
        call.session.execute(permission.visible(statement, call.caller, FollowUp))
    )
    total = int(found[0].total) if found else 0
    rows = tuple(_row(one) for one in found)
    return Listing(T("Follow-ups missed"), rows, total, empty=T("No follow-up was missed."))


def _row(found: Any) -> Row:
    following: FollowUp = found.FollowUp
    owner: User = found.User
    about = f"{refs.LETTERS['deal']}-{found.deal}" if found.deal else None
    details: tuple[Value, ...] = (
        owner.name,
        T("was due {at}", at=Local(following.due_at, owner.zone)),
        found.company,
        about,
    )
    shown = tuple(one for one in details if one is not None)
    return Row(refs.ref(following), following.subject, shown)
