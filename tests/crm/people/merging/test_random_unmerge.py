"""Merge, twenty later changes, un-merge: both records are exact, later changes on the right one."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from crm.engine import journal, refs
from crm.models import Activity, Changeset, Contact, ContactPoint, Deal, FollowUp, Merge
from crm.people.merging import merge

LATER = st.lists(
    st.tuples(
        st.sampled_from(
            [
                "title",
                "name",
                "activity",
                "on a deal",
                "point",
                "edit",
                "repoint",
                "remove",
                "owner",
            ]
        ),
        st.integers(0, 10_000),
    ),
    min_size=20,
    max_size=20,
)
START = st.tuples(
    st.lists(st.sampled_from(["deal", "activity", "followup", "point", "same point"]), max_size=5),
    st.lists(st.sampled_from(["deal", "activity", "followup", "point", "same point"]), max_size=5),
    st.sampled_from([None, "CTO"]),
    st.sampled_from([None, "CEO"]),
)


class Case:
    """Three contacts in a store, and what their rows ought to be, told apart from the merge."""

    def __init__(self, world, number):
        self.world, self.number, self.made = world, number, 0
        self.expected = {}

    def in_changeset(self, work):
        with self.world.store.write(1) as session:
            now = self.world.later(seconds=1).now
            row = Changeset(command="test", author_id=1, recorded_at=now, effective_at=now)
            changeset = journal.open_changeset(session, row)
            caller = SimpleNamespace(user_id=1, name="Ana")
            call = SimpleNamespace(session=session, now=now, caller=caller)
            call.changeset_id, call.workspace_id = changeset.id, 1
            return work(call)

    def add(self, call, row):
        number = hasattr(row, "number")
        row = refs.add(call.session, row) if number else row
        call.session.add(row)
        call.session.flush()
        self.expected[row.__tablename__, row.id] = journal.snapshot(row)
        return row.id

    def name(self):
        self.made += 1
        return f"{self.number}-{self.made}"

    def contact(self, call, title):
        name = f"Jane {self.name()}"
        row = Contact(name=name, name_key=name.lower(), title=title, created_at=call.now)
        return self.add(call, row)

    def child(self, call, kind, contact_id, deal_id=None):
        name = self.name()
        if kind == "deal":
            row = Deal(name=name, company_id=1, contact_id=contact_id, pipeline_id=1, stage_id=1,
                       created_at=call.now)  # fmt: skip
        elif kind == "activity":
            row = Activity(type="note", note=name, at=call.now, contact_id=contact_id)
        elif kind == "followup":
            row = FollowUp(subject=name, owner_id=1, due_at=call.now, contact_id=contact_id,
                           deal_id=deal_id, created_at=call.now)  # fmt: skip
        else:
            value = f"same{self.number}@x.de" if kind == "same point" else f"{name}@x.de"
            if ("contact_point", value, contact_id) in self.points:
                return
            self.points.add(("contact_point", value, contact_id))
            row = ContactPoint(contact_id=contact_id, kind="email", value=value)
        self.add(call, row)

    def start(self, mine, yours, title, other):
        self.points = set()

        def work(call):
            self.a, self.b, self.c = (self.contact(call, each) for each in (title, other, "COO"))
            for contact_id, kinds in ((self.a, mine), (self.b, yours)):
                for kind in kinds:
                    self.child(call, kind, contact_id)

        self.in_changeset(work)

    def children(self, *tables):
        return [key for key in sorted(self.expected) if key[0] in tables]

    def later(self, step, at):
        """One later change, made in the store and in what is expected."""

        def work(call):
            if step in {"title", "name", "owner"}:
                self.set(call, Contact, self.a, self.field(step))
            elif step == "activity":
                self.child(call, "activity", self.a)
            elif step == "point":
                self.child(call, "point", self.a)
            elif step == "on a deal":
                self.on_a_deal(call, at)
            else:
                self.change_child(call, step, at)

        self.in_changeset(work)

    def field(self, step):
        return {"owner_id": 2} if step == "owner" else {step: self.name()}

    def on_a_deal(self, call, at):
        deals = self.children("deal")
        if not deals:
            return
        key = deals[at % len(deals)]
        self.child(call, "followup", self.a, deal_id=key[1])
        newest = max(self.children("followup"))
        # whose the deal is, the follow-up is: what hangs on it goes back with it
        if self.expected[key]["contact_id"] == self.b:
            self.expected[newest]["contact_id"] = self.b

    def change_child(self, call, step, at):
        tables = ("contact_point",) if step == "remove" else ("activity", "followup")
        keys = self.children(*tables)
        if not keys:
            return
        table, id_ = keys[at % len(keys)]
        model = {"contact_point": ContactPoint, "activity": Activity, "followup": FollowUp}[table]
        if step == "remove":
            call.session.delete(call.session.get(model, (1, id_)))
            del self.expected[table, id_]
        elif step == "repoint":
            self.set(call, model, id_, {"contact_id": self.c})
        else:
            self.set(call, model, id_, {"note" if table == "activity" else "subject": self.name()})

    def set(self, call, model, id_, values):
        row = call.session.get(model, (1, id_))
        for name, value in values.items():
            setattr(row, name, value)
        self.expected[model.__tablename__, id_] |= values

    def found(self):
        with self.world.store.read(1) as session:
            ours = (self.a, self.b, self.c)
            models = (Activity, FollowUp, Deal, ContactPoint)
            rows = [*session.scalars(select(Contact).where(Contact.id.in_(ours)))]
            for model in models:
                rows += session.scalars(select(model).where(model.contact_id.in_(ours)))
            return {(row.__tablename__, row.id): journal.snapshot(row) for row in rows}


def assert_exact(world, examples):
    numbers = iter(range(100_000))

    @settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    @given(START, LATER)
    def law(start, later):
        case = Case(world, next(numbers))
        case.start(*start)
        row = lambda call, id_: call.session.get(Contact, (1, id_))  # noqa: E731 - said twice below
        made = case.in_changeset(
            lambda call: merge.merge(call, row(call, case.a), row(call, case.b)).id
        )
        for step, at in later:
            case.later(step, at)
        case.in_changeset(lambda call: merge.unmerge(call, call.session.get(Merge, (1, made))))
        assert case.found() == case.expected

    law()


def test_an_unmerge_leaves_both_records_exact_and_later_changes_on_the_right_one(company):
    assert_exact(company, 30)


@pytest.mark.night
def test_an_unmerge_is_exact_in_five_hundred_cases(company):
    assert_exact(company, 500)
