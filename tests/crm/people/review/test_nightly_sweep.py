"""By night, changed contacts are compared with those they may be; nothing is merged."""

from datetime import UTC, datetime

from sqlalchemy import func, select

from crm.engine.job import Worker
from crm.models import Contact, ContactPoint, DuplicateCandidate, Job
from crm.people.review import sweep

NIGHT = datetime(2026, 11, 21, 3, tzinfo=UTC)
NEXT = datetime(2026, 11, 22, 3, tzinfo=UTC)


def again(world):
    """Jane a second time."""

    def work(session):
        jane = Contact(number=2, name="Forster, Jane", name_key="forster, jane", company_id=1,
                       created_at=world.now)  # fmt: skip
        session.add(jane)
        session.flush()
        session.add(ContactPoint(contact_id=jane.id, kind="email", value="jane@acme.example"))
        session.flush()

    world.change(work)


def by_night(world, now):
    """What one tick does, its jobs included."""
    started = sweep.owe(world.store, 1, now)
    worker = Worker(world.store, "test", lambda: now, pause=0)
    for job_id in world.all(select(Job.id).where(Job.state == "queued")):
        worker.work(1, job_id)
    return started


def test_a_pair_is_queued_by_night_once_and_nothing_is_merged(world):
    again(world)
    assert by_night(world, NIGHT.replace(hour=12)) == {}
    assert by_night(world, NIGHT) == {"sweeps": 1}
    assert by_night(world, NIGHT.replace(hour=4)) == {}
    assert by_night(world, NEXT) == {"sweeps": 1}
    pair = world.one(select(DuplicateCandidate))
    assert (pair.one_id, pair.other_id, pair.state) == (1, 2, "open")
    assert world.one(select(func.count(Contact.id)).where(Contact.archived_at.is_(None))) == 2


def test_two_processes_start_one_sweep(world):
    again(world)
    first, second = (sweep.owe(world.store, 1, NIGHT) for _ in range(2))
    assert (first, second) == ({"sweeps": 1}, {})
    assert world.one(select(func.count(Job.id))) == 1


def test_a_sweep_of_nobody_ends(world):
    by_night(world, NIGHT)
    assert world.all(select(DuplicateCandidate)) == []
    assert world.one(select(Job.state)) == "done"
