"""A second, plain way to compute every field, from all rows read once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import partialmethod
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from crm.engine import refs
from crm.engine.store import Store
from crm.language.query.filter import All, Leaf
from crm.language.query.scene import Scene
from crm.models import (
    Activity,
    Base,
    Campaign,
    CampaignMember,
    Change,
    Changeset,
    Company,
    Consent,
    Contact,
    ContactPoint,
    Contract,
    Deal,
    DealMember,
    DealProduct,
    FollowUp,
    Lead,
    Pipeline,
    Product,
    Purchase,
    PurchaseLine,
    Quote,
    QuoteLine,
    Stage,
    StageChange,
    Tag,
    TagLink,
    Team,
    Tenant,
    Ticket,
    TicketMessage,
    TicketProduct,
    User,
)

PARTS = {Purchase: PurchaseLine, Deal: DealProduct, Ticket: TicketProduct, Quote: QuoteLine}


@dataclass
class Plain:
    """All rows as plain objects, and each field computed from them in Python."""

    scene: Scene
    rows: dict[type, list[Any]] = field(default_factory=dict, repr=False)
    by_id: dict[type, dict[int, Any]] = field(default_factory=dict, repr=False)

    @classmethod
    def of(cls, store: Store, scene: Scene) -> Plain:
        """Read every table once."""
        kinds = [m.class_ for m in Base.registry.mappers if issubclass(m.class_, Tenant)]
        plain = cls(scene)
        with store.read(1) as session:
            for kind in kinds:
                plain.rows[kind] = list(session.scalars(select(kind).order_by(kind.id)))
        plain.by_id = {kind: {row.id: row for row in rows} for kind, rows in plain.rows.items()}
        return plain

    def sees(self, row: Any) -> bool:
        """The rights, told again in Python; an activity is seen with what it is about."""
        if isinstance(row, Activity) and "admin" not in self.scene.caller.roles:
            kind = {one.__tablename__: one for one in (Lead, Ticket, Quote)}.get(
                row.record_kind, Deal
            )
            about = (self.by_id[Deal].get(row.deal_id), self.by_id[kind].get(row.record_id))
            seen = all(one is None or self.sees(one) for one in about)
            return seen or row.user_id == self.scene.caller.user_id
        owners = dict.fromkeys((Deal, Lead, FollowUp, Quote, Contract), "owner_id")
        name = "assignee_id" if isinstance(row, Ticket) else owners.get(type(row))
        caller = self.scene.caller
        if name is None or "admin" in caller.roles:
            return True
        if (owner := getattr(row, name)) is None or owner == caller.user_id:
            return True
        team = self.by_id[User][owner].team_id
        return "manager" in caller.roles and team is not None and team == caller.team_id

    def list(self, model: type, nodes: Any) -> list[int]:
        """The ids of the visible rows that keep all filters."""
        return [
            row.id
            for row in self.rows[model]
            if self.sees(row)
            and getattr(row, "archived_at", None) is None
            and all(self.keeps(row, node) for node in nodes)
        ]

    def keeps(self, row: Any, node: Any) -> bool:
        if not isinstance(node, Leaf):
            parts = [self.keeps(row, one) for one in node.items]
            return all(parts) if isinstance(node, All) else any(parts)
        negated = {"!=": "=", "not_in": "in", "not_contains": "contains", "empty": "not_empty"}
        op = negated.get(node.op, node.op)
        values = [v for v in self.values(row, node.field) if v is not None and v != ""]
        found = any(self.passes(value, op, node.value) for value in values)
        return found != (node.op in negated)

    def passes(self, value: Any, op: str, wanted: Any) -> bool:
        several = {
            "not_empty": lambda: True,
            "in": lambda: any(self.passes(value, "=", one) for one in wanted),
            "between": lambda: all(map(self.passes, (value, value), (">=", "<="), wanted)),
            "not_between": lambda: any(map(self.passes, (value, value), "<>", wanted)),
        }
        return several[op]() if op in several else self._compares(value, op, wanted)

    def _compares(self, value: Any, op: str, wanted: Any) -> bool:
        if isinstance(value, datetime):
            return self._in_time(value, op, wanted)
        if isinstance(value, tuple):
            return self._as_money(value, op, wanted)
        if isinstance(value, date):
            wanted = date.fromisoformat(str(wanted)[:10])
        if isinstance(value, str):
            value, wanted = value.lower(), str(wanted).lower()
        return {
            "=": lambda: value == wanted,
            "<": lambda: value < wanted,
            "<=": lambda: value <= wanted,
            ">": lambda: value > wanted,
            ">=": lambda: value >= wanted,
            "contains": lambda: wanted in value,
        }[op]()

    def _in_time(self, value: datetime, op: str, wanted: str) -> bool:
        zone = ZoneInfo(self.scene.zone)
        if len(wanted) == 10:
            local, day = value.astimezone(zone).date(), date.fromisoformat(wanted)
            return {"=": local == day, "<": local < day, "<=": local <= day,
                    ">": local > day, ">=": local >= day}[op]  # fmt: skip
        moment = datetime.fromisoformat(wanted).replace(tzinfo=zone).astimezone(UTC)
        if op == "=":
            return moment <= value < moment + timedelta(minutes=1)
        return {"<": value < moment, "<=": value <= moment,
                ">": value > moment, ">=": value >= moment}[op]  # fmt: skip

    def _as_money(self, value: tuple[int, str], op: str, wanted: Any) -> bool:
        currency = wanted["currency"] if isinstance(wanted, dict) else self.scene.currency
        amount = wanted["amount"] if isinstance(wanted, dict) else wanted
        digits = 0 if value[1] == "JPY" else 2
        return value[1] == currency and self.passes(value[0], op, round(amount * 10**digits))

    def values(self, row: Any, name: str) -> list[Any]:
        """The values of a field: none, one or several."""
        if "." in name:
            head, rest = name.split(".")
            linked = self._link(row, head)
            return [] if linked is None or not self.sees(linked) else self.values(linked, rest)
        value = getattr(self, f"_{type(row).__tablename__}_{name}", None) or getattr(
            self, f"_{name}", None
        )
        found = value(row) if value else getattr(row, name)
        return found if isinstance(found, list) else [found]

    def _link(self, row: Any, name: str) -> Any:
        kind = {"company": Company, "contact": Contact, "deal": Deal}[name]
        return self.by_id[kind].get(getattr(row, f"{name}_id"))

    def _linked_name(self, row: Any, name: str) -> str | None:
        linked = self._link(row, name)
        return linked.name if linked is not None and self.sees(linked) else None

    def _company(self, row: Any) -> Any:
        return row.company_name if isinstance(row, Lead) else self._linked_name(row, "company")

    _contact = partialmethod(_linked_name, name="contact")
    _deal = partialmethod(_linked_name, name="deal")

    def _handle(self, user_id: int | None) -> str | None:
        return None if user_id is None else self.by_id[User][user_id].handle

    def _person(self, row: Any, column: str) -> str | None:
        return self._handle(getattr(row, column))

    _owner = partialmethod(_person, column="owner_id")
    _assignee = partialmethod(_person, column="assignee_id")
    _user = partialmethod(_person, column="user_id")
    _approver = partialmethod(_person, column="approver_id")

    def _team(self, row: Any) -> Any:
        if isinstance(row, Ticket):
            team_id = row.team_id
        else:
            owner = row.user_id if isinstance(row, Activity) else row.owner_id
            team_id = None if owner is None else self.by_id[User][owner].team_id
        return None if team_id is None else self.by_id[Team][team_id].name

    def _stage(self, row: Any, column: str = "name") -> Any:
        return getattr(self.by_id[Stage][row.stage_id], column)

    _probability = partialmethod(_stage, column="probability")

    def _pipeline(self, row: Any) -> Any:
        return self.by_id[Pipeline][row.pipeline_id].name

    def _amount(self, row: Any, column: str = "amount") -> Any:
        value = getattr(row, column)
        return None if value is None else (value, row.currency)

    _budget = partialmethod(_amount, column="budget")
    _campaign_spent = partialmethod(_amount, column="spent")

    def _ref(self, row: Any) -> Any:
        return refs.ref(row)

    def _of(self, kind: type, row: Any) -> list[Any]:
        key = f"{type(row).__tablename__}_id"
        if not hasattr(kind, key):
            return self._marked(kind, row)
        return [one for one in self.rows[kind] if getattr(one, key) == row.id]

    def _talk(self, row: Any) -> list[Any]:
        return [one.at for one in self._of(Activity, row) if one.type != "note"]

    def _last_touch_at(self, row: Any) -> Any:
        return max([row.created_at, *self._talk(row)])

    def _touches(self, row: Any) -> Any:
        return len(self._talk(row))

    def _next_step_at(self, row: Any) -> Any:
        due = [one.due_at for one in self._of(FollowUp, row) if one.status == "open"]
        return min(due, default=None)

    def _days_in_stage(self, row: Any) -> Any:
        since = max((one.at for one in self._of(StageChange, row)), default=row.created_at)
        span = (row.closed_at or self.scene.now).replace(microsecond=0) - since.replace(
            microsecond=0
        )
        seconds = int(span.total_seconds())
        return seconds // 86400 if seconds >= 0 else -(-seconds // 86400)

    def _transitions(self, row: Any, column: str) -> list[tuple[Any, Any]]:
        return [
            ((one.before or {}).get(column), (one.after or {}).get(column))
            for one in self.rows[Change]
            if one.table_name == type(row).__tablename__ and one.row_id == row.id
        ]

    def _push_count(self, row: Any) -> Any:
        return sum(bool(a and b and a < b) for a, b in self._transitions(row, "close_on"))

    def _reopened(self, row: Any) -> Any:
        return self._transitions(row, "status").count(("resolved", "open"))

    def _updated_at(self, row: Any) -> Any:
        changes = self._marked(Change, row)
        return max(self.by_id[Changeset][one.changeset_id].effective_at for one in changes)

    def _open(self, row: Any, kind: type) -> Any:
        return sum(one.status == "open" and self.sees(one) for one in self._of(kind, row))

    _open_deals = partialmethod(_open, kind=Deal)
    _open_tickets = partialmethod(_open, kind=Ticket)

    def _purchases(self, row: Any) -> Any:
        return len(self._of(Purchase, row))

    def _spent(self, row: Any) -> Any:
        base = [one.amount for one in self._of(Purchase, row) if one.currency == "USD"]
        return sum(base), "USD"

    def _last_purchase_on(self, row: Any) -> Any:
        return max((one.bought_on for one in self._of(Purchase, row)), default=None)

    def _marked(self, kind: type, row: Any) -> list[Any]:
        name = type(row).__tablename__
        return [o for o in self.rows[kind] if o.record_kind == name and o.record_id == row.id]

    def _tag(self, row: Any) -> Any:
        return [self.by_id[Tag][one.tag_id].name for one in self._marked(TagLink, row)]

    def _collaborator(self, row: Any) -> Any:
        return [self._handle(one.user_id) for one in self._of(DealMember, row)]

    def _campaign(self, row: Any) -> Any:
        return [
            self.by_id[Campaign][one.campaign_id].name for one in self._marked(CampaignMember, row)
        ]

    def _consent(self, row: Any) -> Any:
        said = [one for one in self._of(Consent, row) if one.purpose == "marketing"]
        return max(said, key=lambda one: (one.at, one.id)).is_given if said else False

    def _customers_mood(self, row: Any) -> Any:
        tickets = {one.id for one in self._of(Ticket, row) if self.sees(one)}
        said = [
            m
            for m in self.rows[TicketMessage]
            if m.ticket_id in tickets and m.is_customer and m.mood and m.deleted_at is None
        ]
        return max(said, key=lambda m: (m.said_at, m.id)).mood if said else None

    _contact_mood = _company_mood = _customers_mood

    def _company_contract_ends_on(self, row: Any) -> Any:
        active = [one for one in self._of(Contract, row) if one.status == "active"]
        seen = (one.ends_on for one in active if one.ends_on and self.sees(one))
        return max(seen, default=None)

    def _lead_response_hours(self, row: Any) -> Any:
        return self._hours(row.created_at, row.first_response_at)

    def _discount(self, row: Any) -> Any:
        return None if row.discount is None else float(row.discount)

    def _members(self, row: Any) -> Any:
        return len(self._of(CampaignMember, row))

    def _campaign_replies(self, row: Any) -> Any:
        return sum(one.replied_at is not None for one in self._of(CampaignMember, row))

    def _leads(self, row: Any) -> Any:
        return sum(one.record_kind == "lead" for one in self._of(CampaignMember, row))

    def _response_rate(self, row: Any) -> Any:
        answered, count = self._campaign_replies(row), self._members(row)
        return answered * 100.0 / count if count else None

    def _points(self, row: Any, kind: str) -> list[str]:
        return [one.value for one in self._of(ContactPoint, row) if one.kind == kind]

    _email = partialmethod(_points, kind="email")
    _phone = partialmethod(_points, kind="phone")

    def _product(self, row: Any) -> Any:
        if isinstance(row, Contract):
            return self.by_id[Product][row.product_id].name if row.product_id else None
        lines = self._of(PARTS[type(row)], row)
        ids = [line.product_id for line in lines if line.product_id is not None]
        return [self.by_id[Product][product_id].name for product_id in ids]

    def _quantity(self, row: Any) -> Any:
        lines = self._of(PARTS[type(row)], row)
        return sum(float(line.quantity) for line in lines) if lines else None

    def _messages(self, row: Any, *, customer: bool) -> list[Any]:
        return [
            one
            for one in self._of(TicketMessage, row)
            if one.is_customer == customer and one.deleted_at is None
        ]

    def _replies(self, row: Any) -> Any:
        return len(self._messages(row, customer=False))

    def _last_reply_at(self, row: Any, pick: Any = max) -> Any:
        return pick((m.said_at for m in self._messages(row, customer=False)), default=None)

    _ticket_first_response_at = partialmethod(_last_reply_at, pick=min)

    def _hours(self, first: datetime, second: datetime | None) -> float | None:
        if second is None:
            return None
        span = second.replace(microsecond=0) - first.replace(microsecond=0)
        return span.total_seconds() / 3600

    def _response_hours(self, row: Any) -> Any:
        return self._hours(row.opened_at, self._ticket_first_response_at(row))

    def _resolution_hours(self, row: Any) -> Any:
        return self._hours(row.opened_at, row.resolved_at)

    def _mood_trend(self, row: Any) -> Any:
        theirs = [m for m in self._messages(row, customer=True) if m.mood_score is not None]
        theirs.sort(key=lambda m: (m.said_at, m.id))
        if len(theirs) < 2:
            return None
        *before, last = (m.mood_score for m in theirs)
        change = last - (sum((*before, last)) - last) / len(before)
        return "falling" if change <= -0.2 else "rising" if change >= 0.2 else "steady"


@pytest.fixture(scope="session")
def plain_of(both: list[Store], scenes: Any) -> Any:
    """`plain_of(handle, *roles)`: the plain computation as one of the people."""

    def make(handle: str = "ann", *roles: str) -> Plain:
        return Plain.of(both[0], scenes(both[0], handle, *roles))

    return make
