"""`home`: the tab of a rep with 300 deals and 80 follow-ups, before a local Slack."""

from __future__ import annotations

import time
from datetime import timedelta
from itertools import pairwise
from typing import Any

from sqlalchemy import event, select

from bench import slack_world
from bench.figure import Figure, at_most, exactly, quantile
from bench.slack_world import World
from crm.engine import journal, settings
from crm.engine.call import Call, Place
from crm.engine.command import REGISTRY
from crm.engine.run import Asked, run
from crm.models import Changeset, Company, Counter, Deal, FollowUp, Stage, User
from crm.people import user

FEW, DEALS, FOLLOWUPS = 3, 300, 80
ROUNDS, CHANGES, PACE = 8, 24, 5.0
JITTER = 0.2  # between the turn that is taken and the call that arrives


def measure(*, short: bool) -> list[Figure]:
    """Statements, blocks, the wait after a change, and how often it is published."""
    with slack_world.running() as world:
        ids = _ids(world)
        _fill(world, ids, range(1, FEW + 1), range(1, FEW + 1))
        few = _statements(world)
        _fill(world, ids, range(FEW + 1, DEALS + 1), range(FEW + 1, FOLLOWUPS + 1))
        many = _statements(world)
        ana = world.slack.person("ana")
        ana.open_home()
        world.settle()
        waits = [_wait(world, number) for number in range(2 if short else ROUNDS)]
        gaps = _gaps(world)
        view = ana.home()
        blocks = len(view.raw["blocks"]) if view else 0
        refused = [c for c in world.slack.calls("views.publish") if not c["ok"]]
    size = f"{DEALS} deals, {FOLLOWUPS} follow-ups"
    return [
        exactly(f"home: more statements at {size} than at {FEW} each", many - few, "", 0),
        at_most(f"home: blocks at {size}", blocks, "blocks", 100, f"{many} statements"),
        exactly("home: publications refused", len(refused), "", 0),
        at_most("home: published after a change, p95", quantile(waits, 0.95), "s", 1),
        Figure(
            "home: shortest time between two publications",
            round(min(gaps), 2),
            "s",
            f"≥ {PACE:g}",
            min(gaps) >= PACE - JITTER,
        ),
    ]


def _ids(world: World) -> dict[str, int]:
    """Ana, a company of hers, and where a deal begins; numbers are taken for what is stored."""
    world.slack.person("ana").command("/company", "add Acme Robotics", channel="#sales")
    world.settle()
    with world.parts.store.write(world.workspace_id) as session:
        session.add_all(
            [Counter(kind="deal", last=DEALS), Counter(kind="followup", last=FOLLOWUPS)]
        )
        stage = session.scalars(select(Stage).order_by(Stage.position).limit(1)).one()
        return {
            "owner_id": session.scalars(select(User.id).where(User.handle == "ana")).one(),
            "company_id": session.scalars(select(Company.id)).one(),
            "stage_id": stage.id,
            "pipeline_id": stage.pipeline_id,
        }


def _fill(world: World, ids: dict[str, int], deals: range, followups: range) -> None:
    """Store Ana's deals and follow-ups of these numbers, a quarter of the latter overdue."""
    now = world.clock()
    about = {"company_id": ids["company_id"], "owner_id": ids["owner_id"], "created_at": now}
    with world.parts.store.write(world.workspace_id) as session:
        changeset = Changeset(command="bench", recorded_at=now, effective_at=now)
        journal.open_changeset(session, changeset)
        rows = [
            {**ids, **about, "name": f"Deal {n}", "amount": n * 100, "currency": "USD", "number": n}
            for n in deals
        ]
        journal.bulk_insert(session, Deal, rows)
        steps = [
            {
                **about,
                "subject": f"Call {n}",
                "due_at": now + timedelta(minutes=n * 3 - 60),
                "number": n,
            }
            for n in followups
        ]
        journal.bulk_insert(session, FollowUp, steps)


def _statements(world: World) -> int:
    """How many statements one look at the tab takes."""
    store, seen = world.parts.store, []
    with store.read(world.workspace_id) as session:
        person = session.scalars(select(User).where(User.handle == "ana")).one()
        caller = user.caller_of(session, person, settings.read(session))

    def watch(_c: Any, _cursor: Any, statement: str, *_more: Any) -> None:
        seen.append(statement)

    event.listen(store.engine, "before_cursor_execute", watch)
    call = Call(world.workspace_id, caller, Place(), world.clock(), "event")
    run(store, call, Asked(REGISTRY["home"], fields={}))
    event.remove(store.engine, "before_cursor_execute", watch)
    return len(seen)


def _wait(world: World, number: int) -> float:
    """Seconds from the acknowledged change of a due follow-up to its place on the tab."""
    homes, ana = world.parts.wiring.homes, world.slack.person("ana")
    while homes.waiting or time.monotonic() - max(homes.last.values()) < homes.pace:
        time.sleep(0.05)
    before = len(world.slack.calls("views.publish"))
    ana.command("/followup", f"done F-{FOLLOWUPS - number}", channel="#sales")
    began, ends = time.monotonic(), time.monotonic() + 20
    while len(world.slack.calls("views.publish")) == before and time.monotonic() < ends:
        time.sleep(0.01)
    return time.monotonic() - began


def _gaps(world: World) -> list[float]:
    """Seconds between the publications while somebody changes things twice a second."""
    ana, began = world.slack.person("ana"), time.time()
    for number in range(CHANGES):
        ana.command("/followup", f"in {number + 2} minutes count", channel="#sales")
        time.sleep(0.5)
    times = [call["at"] for call in world.slack.calls("views.publish") if call["at"] >= began]
    return [after - before for before, after in pairwise(times)]
