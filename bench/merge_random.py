"""`merge-random`: merge, twenty later changes, un-merge; both records exact, changes kept."""

from __future__ import annotations

import sys
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import count
from types import SimpleNamespace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bench import database
from bench.figure import Figure, exactly
from crm.engine import journal, refs
from crm.engine.store import Store
from crm.models import (
    Activity,
    Changeset,
    Contact,
    ContactPoint,
    Deal,
    FollowUp,
    Merge,
    Stage,
    User,
)
from crm.people.merging import merge

CASES, SHORT = 500, 12
START, SECOND = datetime(2026, 11, 20, 15, tzinfo=UTC), timedelta(seconds=1)
LATER = ("title", "name", "owner", "activity", "on a deal", "point", "edit", "repoint", "remove")
HANGING = ("deal", "activity", "followup", "point", "same point")
CHILDREN = {"contact_point": ContactPoint, "activity": Activity, "followup": FollowUp, "deal": Deal}
Step = tuple[str, int]
Key = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Before:
    """What there is before the merge: the children of both contacts, and their titles."""

    mine: list[str]
    yours: list[str]
    titles: tuple[str | None, str | None]


CHILD_LISTS = st.lists(st.sampled_from(HANGING), max_size=5)
TITLES = st.tuples(st.sampled_from([None, "CTO"]), st.sampled_from([None, "CEO"]))
BEFORE = st.builds(Before, CHILD_LISTS, CHILD_LISTS, TITLES)
TWENTY = st.lists(
    st.tuples(st.sampled_from(LATER), st.integers(0, 10_000)), min_size=20, max_size=20
)


def measure(*, short: bool) -> list[Figure]:
    """How many of the cases were not exact, on each database."""
    cases = SHORT if short else CASES
    found = []
    for kind, opened in database.KINDS.items():
        with opened() as fresh:
            store = fresh.store()
            wrong = check(ground(store), cases)
            store.close()
        name = f"merge-random: of {cases} merges taken back after 20 changes, inexact ({kind})"
        found.append(exactly(name, wrong, "cases", 0))
    return found


@dataclass(frozen=True, slots=True)
class Ground:
    """A store with what contacts and deals hang on: a company, two people, a stage."""

    store: Store
    people: tuple[int, int]
    company: int
    stage: int
    pipeline: int
    seconds: Any = field(default_factory=lambda: count(1))


def ground(store: Store) -> Ground:
    """A founded store made ready for cases."""
    ids = database.people(store)
    with store.write(1) as session:
        row = Changeset(command="bench", recorded_at=START, effective_at=START)
        journal.open_changeset(session, row)
        ben = User(slack_id="U0BEN00001", handle="ben", name="Ben", zone="Europe/London")
        session.add(ben)
        session.flush()
        stage = session.scalars(select(Stage).order_by(Stage.position)).first()
        assert stage is not None
        people = ids["user"], ben.id
        return Ground(store, people, ids["company"], stage.id, stage.pipeline_id)


def check(on: Ground, cases: int) -> int:
    """Run so many cases (the same each time); returns how many were not exact."""
    numbers, wrong = count(), []

    @settings(
        max_examples=cases,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(BEFORE, TWENTY)
    def law(before: Before, later: list[Step]) -> None:
        if not is_exact(Case(on, next(numbers)), before, later):
            wrong.append((before, later))

    law()
    return len(wrong)


def is_exact(case: Case, before: Before, later: list[Step]) -> bool:
    """Whether a merge, its later changes and its taking back leave what ought to be there."""
    case.begin(before)

    def merged(call: Any) -> int:
        kept, gone = (call.session.get(Contact, (1, id_)) for id_ in (case.a, case.b))
        return merge.merge(call, kept, gone).id

    made = case.in_changeset(merged)
    for step in later:
        case.in_changeset(partial(case.later, step=step))
    case.in_changeset(lambda call: merge.unmerge(call, call.session.get(Merge, (1, made))))
    return case.found() == case.expected


class Case:
    """Three contacts, and what their rows ought to be, told apart from the merge."""

    def __init__(self, on: Ground, number: int) -> None:
        """Start with nothing; `number` makes the names of a case its own."""
        self.on, self.number, self.made = on, number, 0
        self.expected: dict[Key, dict[str, Any]] = {}
        self.points: set[tuple[str, int]] = set()
        self.a = self.b = self.c = 0

    def in_changeset(self, work: Callable[[Any], Any]) -> Any:
        """Do a piece of work as Ana, under a changeset of its own, a second later."""
        now = START + next(self.on.seconds) * SECOND
        ana = self.on.people[0]
        with self.on.store.write(1) as session:
            row = Changeset(command="test", author_id=ana, recorded_at=now, effective_at=now)
            made = journal.open_changeset(session, row)
            caller = SimpleNamespace(user_id=ana, name="Ana")
            told = {"session": session, "now": now, "caller": caller}
            return work(SimpleNamespace(**told, changeset_id=made.id, workspace_id=1))

    def begin(self, before: Before) -> None:
        """Add the three contacts and what hangs on the first two."""

        def work(call: Any) -> None:
            titles = (*before.titles, "COO")
            self.a, self.b, self.c = (self._contact(call, title) for title in titles)
            for contact_id, kinds in ((self.a, before.mine), (self.b, before.yours)):
                for kind in kinds:
                    self._child(call, kind, contact_id)

        self.in_changeset(work)

    def later(self, call: Any, step: Step) -> None:
        """One later change, made in the store and in what is expected."""
        kind, at = step
        if kind in {"title", "name"}:
            self._set(call, Contact, self.a, {kind: self._name()})
        elif kind == "owner":
            self._set(call, Contact, self.a, {"owner_id": self.on.people[1]})
        elif kind in {"activity", "point"}:
            self._child(call, kind, self.a)
        elif kind == "on a deal":
            self._on_a_deal(call, at)
        else:
            self._change_child(call, kind, at)

    def found(self) -> dict[Key, dict[str, Any]]:
        """The rows of the three contacts as they are now."""
        ours = (self.a, self.b, self.c)
        with self.on.store.read(1) as session:
            rows: list[Any] = [*session.scalars(select(Contact).where(Contact.id.in_(ours)))]
            model: Any
            for model in CHILDREN.values():
                rows += session.scalars(select(model).where(model.contact_id.in_(ours)))
            return {(row.__tablename__, row.id): journal.snapshot(row) for row in rows}

    def _name(self) -> str:
        self.made += 1
        return f"{self.number}-{self.made}"

    def _contact(self, call: Any, title: str | None) -> int:
        name = f"Jane {self._name()}"
        row = Contact(name=name, name_key=name.lower(), title=title, created_at=call.now)
        return self._add(call, row)

    def _child(self, call: Any, kind: str, contact_id: int, deal_id: int | None = None) -> None:
        name = self._name()
        of = {"contact_id": contact_id}
        if kind == "deal":
            of |= {"company_id": self.on.company, "stage_id": self.on.stage}
            self._add(
                call, Deal(name=name, pipeline_id=self.on.pipeline, created_at=call.now, **of)
            )
        elif kind == "activity":
            self._add(call, Activity(type="note", note=name, at=call.now, **of))
        elif kind == "followup":
            of |= {"owner_id": self.on.people[0]}
            row = FollowUp(subject=name, due_at=call.now, created_at=call.now, **of)
            row.deal_id = deal_id
            self._add(call, row)
        else:
            self._point(call, f"same{self.number}" if kind == "same point" else name, contact_id)

    def _point(self, call: Any, name: str, contact_id: int) -> None:
        if (name, contact_id) not in self.points:
            self.points.add((name, contact_id))
            row = ContactPoint(contact_id=contact_id, kind="email", value=f"{name}@x.de")
            self._add(call, row)

    def _add(self, call: Any, row: Any) -> int:
        row = refs.add(call.session, row) if hasattr(row, "number") else row
        call.session.add(row)
        call.session.flush()
        self.expected[row.__tablename__, row.id] = journal.snapshot(row)
        return int(row.id)

    def _on_a_deal(self, call: Any, at: int) -> None:
        key = self._one_of({"deal"}, at)
        if key is None:
            return
        self._child(call, "followup", self.a, deal_id=key[1])
        newest = max(each for each in self.expected if each[0] == "followup")
        # whose the deal is, the follow-up is: what hangs on it goes back with it
        if self.expected[key]["contact_id"] == self.b:
            self.expected[newest]["contact_id"] = self.b

    def _change_child(self, call: Any, step: str, at: int) -> None:
        key = self._one_of({"contact_point"} if step == "remove" else {"activity", "followup"}, at)
        if key is None:
            return
        table, id_ = key
        if step == "remove":
            call.session.delete(call.session.get(CHILDREN[table], (1, id_)))
            del self.expected[key]
        elif step == "repoint":
            self._set(call, CHILDREN[table], id_, {"contact_id": self.c})
        else:
            said = "note" if table == "activity" else "subject"
            self._set(call, CHILDREN[table], id_, {said: self._name()})

    def _one_of(self, tables: Collection[str], at: int) -> Key | None:
        keys = [key for key in sorted(self.expected) if key[0] in tables]
        return keys[at % len(keys)] if keys else None

    def _set(self, call: Any, model: Any, id_: int, values: dict[str, Any]) -> None:
        row = call.session.get(model, (1, id_))
        for name, value in values.items():
            setattr(row, name, value)
        self.expected[model.__tablename__, id_] |= values


if __name__ == "__main__":
    sys.exit("run: make bench FIGURES=merge-random")
