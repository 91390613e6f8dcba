"""What became of everything that was owed: sent, sent late, missed, or still on its way."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session

from crm.engine.store import Store
from crm.models import Delivery

MISSED = "missed"
SCHEDULED = ("reminder", "digest", "alert")
FATES = ("sent", "late", "missed", "waiting", "unconfirmed", "failed", "cancelled")


@dataclass(frozen=True, slots=True)
class Report:
    """How many deliveries ended how, by kind; fates are those of `FATES`.

    `late` ones were sent, too late; `failed` are those that no try can save.
    """

    kinds: Mapping[str, Mapping[str, int]] = field(default_factory=dict)

    def total(self, fate: str) -> int:
        """How many ended so, of all kinds."""
        return sum(counts.get(fate, 0) for counts in self.kinds.values())


def report(store: Store, workspace_id: int, since: datetime | None = None) -> Report:
    """The fates of what the schedule owed (reminders, digests, alerts), since a moment or ever."""
    with store.read(workspace_id) as session:
        return of(session, since, SCHEDULED)


def of(session: Session, since: datetime | None = None, kinds: tuple[str, ...] = ()) -> Report:
    """The fates of all deliveries, or those of some kinds, created since a moment or ever."""
    fate = case(
        ((Delivery.state == "sent") & Delivery.is_late.is_(True), "late"),
        (Delivery.state == "sent", "sent"),
        ((Delivery.state == "dead") & (Delivery.error == MISSED), "missed"),
        (Delivery.state.in_(("dead", "failed")), "failed"),
        (Delivery.state.in_(("held", "due", "sending")), "waiting"),
        else_=Delivery.state,
    ).label("fate")
    counted = select(Delivery.kind, fate)
    if since is not None:
        counted = counted.where(Delivery.created_at >= since)
    if kinds:
        counted = counted.where(Delivery.kind.in_(kinds))
    each = counted.subquery()
    statement = select(each.c.kind, each.c.fate, func.count()).group_by(each.c.kind, each.c.fate)
    found: dict[str, dict[str, int]] = {}
    for kind, ended, count in session.execute(statement):
        found.setdefault(kind, {})[ended] = count
    return Report(found)
