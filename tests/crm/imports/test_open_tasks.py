"""What was still to be done there is to be done here; what was done is history."""

from sqlalchemy import select

from crm.engine import job
from crm.imports import plan
from crm.imports import run as imports
from crm.models import Activity, FollowUp

TASKS = (
    "Record Id,Task Owner,Subject,Due Date,Status\n"
    "1,ana,Call about the mill,2027-12-31,Not Started\n"
    "2,ana,Sent the offer,2027-12-31,Completed\n"
    "3,ana,Long overdue,2020-01-01,Not Started\n"
    "4,Nobody Known,Of nobody here,2027-12-31,Not Started\n"
)


def take_in(world, path):
    """Import a file to its end; its report."""
    with world.store.write(1) as session:
        call = world.as_("ada").call().bound(session, None)
        started, run = imports.start(call, path, plan.make(path))
    job.Worker(world.store, "test", lambda: world.now, pause=0).work(1, started.id)
    with world.store.read(1) as session:
        return imports.report(session, run.id)


def test_an_open_task_of_somebody_here_becomes_a_follow_up_and_all_others_activities(
    world, tmp_path
):
    path = tmp_path / "tasks.csv"
    path.write_text(TASKS, "utf-8")
    first, again = take_in(world, path), take_in(world, path)
    assert (first.created, again.skipped) == (4, 4)
    with world.store.read(1) as session:
        (due,) = session.scalars(select(FollowUp).where(FollowUp.subject.like("Call about%")))
        assert (due.status, due.due_at.date().isoformat()) == ("open", "2027-12-31")
        notes = session.scalars(select(Activity.note).order_by(Activity.id)).all()
    assert notes[-3:] == ["Sent the offer", "Long overdue", "Of nobody here"]
