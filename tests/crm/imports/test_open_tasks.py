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


def test_what_the_file_says_later_of_a_task_goes_on_with_its_follow_up(world, tmp_path):
    path = tmp_path / "tasks.csv"
    path.write_text(TASKS, "utf-8")
    take_in(world, path)
    path.write_text(TASKS.replace("2027-12-31,Not", "2027-11-30,Not", 1), "utf-8")
    moved = take_in(world, path)
    assert (moved.updated, moved.skipped, moved.created) == (1, 3, 0)
    assert (follow_up(world).status, follow_up(world).due_at.month) == ("open", 11)
    path.write_text(TASKS.replace("Not Started", "Completed", 1), "utf-8")
    done = take_in(world, path)
    assert (done.updated, done.skipped, done.created) == (1, 3, 0)
    assert follow_up(world).status == "done"
    assert follow_up(world).done_at is not None


def test_the_same_file_after_the_task_has_come_due_changes_nothing(world, tmp_path):
    path = tmp_path / "tasks.csv"
    path.write_text(TASKS, "utf-8")
    take_in(world, path)
    world.now = world.now.replace(year=2028)
    again = take_in(world, path)
    assert (again.created, again.skipped) == (0, 4)
    assert again.warnings == [] or all(
        "call about" not in w.reason.casefold() for w in again.warnings
    )


def test_a_follow_up_that_was_done_here_is_not_opened_again_by_a_file(world, tmp_path):
    path = tmp_path / "tasks.csv"
    path.write_text(TASKS, "utf-8")
    take_in(world, path)
    world.as_("ana").says("followup done F-1")
    assert follow_up(world).status == "done"
    path.write_text(TASKS.replace("2027-12-31,Not", "2027-11-30,Not", 1), "utf-8")
    take_in(world, path)
    assert follow_up(world).status == "done"


def follow_up(world):
    """The follow-up that the file's first task became."""
    with world.store.read(1) as session:
        return session.scalars(select(FollowUp).where(FollowUp.subject.like("Call about%"))).one()
