"""With a damaged model of moods only the score is missing, and health says so."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[3]
SCRIPT = """
from datetime import UTC, datetime
from pathlib import Path
from bench import database
from bot.clock.due import moods
from bot.web.health import lacks
from crm.engine import journal
from crm.engine.errors import TooEarly
from crm.models import Changeset, Ticket, TicketMessage

with database.sqlite(Path.cwd()) as fresh:
    store, then = fresh.store(), datetime(2026, 1, 1, tzinfo=UTC)
    company = database.people(store)["company"]
    with store.write(1) as session:
        journal.open_changeset(session, Changeset(command="x", recorded_at=then, effective_at=then))
        ticket = Ticket(subject="x", company_id=company, number=1, opened_at=then)
        session.add(ticket)
        session.flush()
        said = {"author": "Jane", "is_customer": True, "said_at": then}
        said |= {"channel": "C1", "ts": "1.0", "text": "I am furious!"}
        session.add(TicketMessage(ticket_id=ticket.id, **said))
    try:
        moods(store, 1, datetime.now(UTC))
    except TooEarly as error:
        print("unscored")
    with store.read(1) as session:
        print(session.query(TicketMessage).one().scored_at)
    print(*lacks())
"""


def test_a_message_stays_unscored_and_health_says_why(tmp_path):
    shutil.copytree(ROOT / "nlp", tmp_path / "nlp", ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "nlp" / "sentiment" / "model" / "en.npz").write_bytes(b"garbage")
    paths = os.pathsep.join((str(tmp_path), str(ROOT)))
    said = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        env=os.environ | {"PYTHONPATH": paths},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    refused, scored_at, told = said.stdout.splitlines()
    assert (refused, scored_at) == ("unscored", "None")
    assert told.startswith("moods are not scored: en.npz")
