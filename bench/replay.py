"""`make replay`: real deals and real messages of `../shared/data` through the sandbox."""

from __future__ import annotations

import csv
import random
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from itertools import islice
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from bench import database, local_slack, web_process
from bench.figure import quantile
from crm.engine import journal, refs
from crm.engine.store import Store
from crm.language.normal import name_key
from crm.models import (
    Changeset,
    Channel,
    Company,
    Deal,
    Role,
    Stage,
    Team,
    Ticket,
    TicketMessage,
    User,
)
from sandbox.client import Slack

DATA = Path(__file__).parent.parent.parent / "shared" / "data"
DEALS = DATA / "ml" / "maven_sales_pipeline.csv"
TALK = DATA / "nlp" / "airline_dev.tsv"
MESSAGES, EACH = 500, 25
STAGES = {"Won": "Won", "Lost": "Lost", "Engaging": "Proposal", "Prospecting": "Qualified"}


def main() -> int:
    """Load the deals, send the messages, post the digest, and print what came of it."""
    if not DEALS.exists() or not TALK.exists():
        tell("The development data (../shared/data) is not here; there is nothing to replay.")
        return 0
    port = local_slack.free_port()
    app_url = f"http://127.0.0.1:{port}/slack/events"
    with database.sqlite() as fresh, local_slack.running(app_url) as slack:
        store = fresh.store()
        ids = database.people(store)
        _agent(store)
        began = time.monotonic()
        tell(f"deals loaded: {_load(store, ids)} in {time.monotonic() - began:.1f} s")
        options = ("--courier",)
        with web_process.running(fresh.url, api_url=slack.api_url, port=port, options=options):
            labels = _talk(slack)
            _wait(store)
            _digest(slack)
        _judge(store, labels)
        store.close()
    return 0


def tell(text: str) -> None:
    """Print one line."""
    sys.stdout.write(text + "\n")


def _agent(store: Store) -> None:
    """Ben, who makes tickets of messages and takes them in #support."""
    now = datetime.now(UTC)
    with store.write(1) as session:
        journal.open_changeset(
            session, Changeset(command="replay", recorded_at=now, effective_at=now)
        )
        team = Team(name="Support")
        session.add(team)
        session.flush()
        ben = User(slack_id="U0BEN00001", handle="ben", name="Ben", team_id=team.id)
        session.add(ben)
        session.flush()
        session.add(Role(user_id=ben.id, name="agent"))
        session.add(Channel(slack_id="C0SUPPORT1", name="support", triage_team_id=team.id))


def _load(store: Store, ids: dict[str, int]) -> int:
    with DEALS.open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    now = datetime.now(UTC)
    with store.write(1) as session:
        journal.open_changeset(
            session, Changeset(command="replay", recorded_at=now, effective_at=now)
        )
        names = sorted({row["account"] or "(none)" for row in rows})
        first = refs.take_number(session, Company, len(names))
        made = [
            {"name": n, "name_key": name_key(n), "number": first + i, "created_at": now}
            for i, n in enumerate(names)
        ]
        companies = dict(zip(names, journal.bulk_insert(session, Company, made), strict=True))
        stages = {stage.name: stage for stage in session.scalars(select(Stage))}
        first = refs.take_number(session, Deal, len(rows))
        deals = [_deal(row, companies, stages, ids) for row in rows]
        journal.bulk_insert(
            session, Deal, [deal | {"number": first + i} for i, deal in enumerate(deals)]
        )
    return len(rows)


def _deal(
    row: dict[str, str], companies: dict[str, int], stages: dict[str, Stage], ids: dict[str, int]
) -> dict[str, Any]:
    stage = stages[STAGES[row["deal_stage"]]]
    closed = _day(row["close_date"]) if row["close_date"] else None
    begun = row["engage_date"] or row["close_date"] or "1/1/2017"
    return {
        "name": f"{row['product']} {row['opportunity_id']}",
        "company_id": companies[row["account"] or "(none)"],
        "owner_id": ids["user"],
        "pipeline_id": stage.pipeline_id,
        "stage_id": stage.id,
        "status": stage.outcome,
        "amount": round(float(row["close_value"]) * 100) if row["close_value"] else None,
        "currency": "USD",
        "closed_at": closed,
        "created_at": _day(begun),
    }


def _day(text: str) -> datetime:
    """A day as the file writes it, month first."""
    return datetime.strptime(text, "%m/%d/%Y").replace(tzinfo=UTC)


def _talk(slack: Slack) -> dict[str, str]:
    """Send the messages as replies in ticket threads; returns the labels by text."""
    with TALK.open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    chosen = random.Random(7).sample(rows, MESSAGES)
    jane, ben = slack.person("jane"), slack.person("ben")
    acks: list[float] = []
    labels: dict[str, str] = {}
    waiting = iter(chosen)
    while share := list(islice(waiting, EACH)):
        jane.say("#acme", "Hello, can somebody help me with my flight?")
        slack.settle()
        first = jane.last("#acme")
        ben.shortcut("make_ticket", first)
        slack.settle(timeout=20)
        for _, label, text, *_ in share:
            done = jane.say("#acme", text, thread=first, raw=True)
            labels[text.strip()] = label
            acks.append(done.ack_ms or 0)
    tell(
        f"messages sent: {len(acks)}; acknowledged in {quantile(acks, 0.5):.0f} ms (median), "
        f"{quantile(acks, 0.95):.0f} ms (p95)"
    )
    return labels


def _wait(store: Store) -> None:
    """Wait until every stored message is scored."""
    deadline = time.monotonic() + 120
    while time.monotonic() < deadline:
        with store.read(1) as session:
            open_ = select(func.count(TicketMessage.id)).where(
                TicketMessage.is_customer.is_(True), TicketMessage.scored_at.is_(None)
            )
            if not session.scalar(open_):
                return
        time.sleep(0.5)


def _digest(slack: Slack) -> None:
    began = time.monotonic()
    done = slack.person("ana").command("/digest", "preview", channel="#sales")
    tell(f"digest shown in {time.monotonic() - began:.1f} s, status {done.status}")
    tell((done.text or "")[:1_500])


def _judge(store: Store, labels: dict[str, str]) -> None:
    """The moods beside the labels: counts, accuracy, macro-F1."""
    with store.read(1) as session:
        tickets = session.scalar(select(func.count(Ticket.id)))
        people = session.scalar(select(func.count(User.id)))
        said = session.execute(
            select(TicketMessage.text, TicketMessage.mood).where(TicketMessage.mood.is_not(None))
        ).all()
    pairs = [(labels[t.strip()], m or "") for t, m in said if t.strip() in labels]
    table = Counter(pairs)
    names = ("negative", "neutral", "positive")
    tell(f"tickets: {tickets}, scored: {len(said)}, labelled: {len(pairs)}, people: {people}")
    tell("label \\ mood " + " ".join(f"{name:>9}" for name in names))
    for label in names:
        tell(f"{label:>12} " + " ".join(f"{table[label, mood]:>9}" for mood in names))
    right = sum(label == mood for label, mood in pairs)
    tell(f"accuracy {right / max(1, len(pairs)):.3f}, macro-F1 {_macro(table, names):.3f}")


def _macro(table: Counter[tuple[str, str]], names: tuple[str, ...]) -> float:
    scores = []
    for name in names:
        hit = table[name, name]
        said = sum(table[label, name] for label in names)
        were = sum(table[name, mood] for mood in names)
        scores.append(2 * hit / max(1, said + were))
    return sum(scores) / len(scores)


if __name__ == "__main__":
    sys.exit(main())
