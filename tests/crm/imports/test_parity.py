"""After a move the file and the store are compared: each difference is named."""

import pytest
from sqlalchemy import select

from crm.engine.job import Worker
from crm.imports import parity, parity_card, plan
from crm.imports import run as imports
from crm.models import Deal

DEALS = (
    "Record ID,Deal Name,Deal Stage,Amount,Deal owner,Close Date\n"
    "71,Mill robot,Proposal,1200.50,ana,2027-01-05\n"
    "72,Kiln robot,Proposal,800,Nobody Known,2027-02-05\n"
    "73,Saw robot,Won,99,ana,2026-01-05\n"
    "71,Mill robot,Negotiation,1300,ana,2027-01-05\n"
    "74,Loom robot,Won,plenty,ana,2026-01-05\n"
)


def archive(session, ref, now):
    """Archive a deal, as nobody in particular."""
    row = session.scalars(select(Deal).where(Deal.number == int(ref[2:]))).one()
    row.archived_at = now


@pytest.fixture
def moved(world, tmp_path):
    """A file of deals, imported; compares it with what is here now."""
    path = tmp_path / "deals.csv"
    path.write_text(DEALS, "utf-8")
    made = plan.make(path)
    with world.store.write(1) as session:
        started, _ = imports.start(world.as_("ada").call().bound(session, None), path, made)
    Worker(world.store, "test", lambda: world.now).work(1, started.id)

    def compare():
        with world.store.read(1) as session:
            call = world.as_("ada").call().bound(session, None)
            return parity.compare(call, path, made, path.name)

    return compare


def test_a_fresh_move_differs_only_by_the_rows_that_failed(moved):
    found = moved()
    assert (found.rows, found.records, found.here, found.failed) == (5, 3, 3, 1)
    assert [(d.line, d.why) for d in found.differences] == [(6, "failed")]
    assert found.by_stage[("Negotiation", "USD")].here_sum == 130_000
    assert found.by_owner[("Nobody Known", "USD")].file_sum == 80_000
    assert {sample.title for sample in found.samples} == {"Mill robot", "Kiln robot", "Saw robot"}


def test_what_was_changed_or_archived_since_is_named_with_its_cause(world, moved):
    ref = next(s.ref for s in moved().samples if s.title == "Kiln robot")
    gone = next(s.ref for s in moved().samples if s.title == "Mill robot")
    world.as_("ada").says(f"deal stage {ref} negotiation")
    world.change(lambda session: archive(session, gone, world.now))
    found = moved()
    told = {(d.pair.field, d.why, d.who) for d in found.differences if d.why != "failed"}
    assert ("stage", "since", "Ada Byron") in told
    assert ("deal", "gone", "") in told
    assert parity_card.as_json(found)["here"] == 2
