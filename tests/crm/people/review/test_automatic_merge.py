"""A rule that an admin turns on: what is surely one is merged by night, told, and taken apart."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from crm.engine.errors import Conflict
from crm.engine.job import Worker
from crm.models import (
    Company,
    Contact,
    ContactPoint,
    Delivery,
    DuplicateCandidate,
    Job,
    Lead,
    Merge,
)
from crm.people.review import sweep

NIGHT = datetime(2026, 11, 21, 3, tzinfo=UTC)


def jane_again(world):
    """Jane a second time, with everything that is hers."""

    def work(session):
        jane = session.scalars(select(Contact)).first()
        same = Contact(number=9, name=jane.name, name_key=jane.name_key, created_at=world.now,
                       company_id=jane.company_id, title=jane.title)  # fmt: skip
        session.add(same)
        session.flush()
        for point in session.scalars(
            select(ContactPoint).where(ContactPoint.contact_id == jane.id)
        ):
            session.add(ContactPoint(contact_id=same.id, kind=point.kind, value=point.value))
        for row in (jane, same):
            session.add(ContactPoint(contact_id=row.id, kind="phone", value="+12125550188"))
        session.flush()

    world.change(work)


def by_night(world, now):
    """One tick and its jobs."""
    done = sweep.owe(world.store, 1, now)
    worker = Worker(world.store, "test", lambda: now, pause=0)
    for job_id in world.all(select(Job.id).where(Job.state == "queued")):
        worker.work(1, job_id)
    return done


def test_nothing_is_merged_unless_the_rule_is_on(world):
    jane_again(world)
    by_night(world, NIGHT)
    assert world.one(select(DuplicateCandidate.tier)) == "sure"
    by_night(world, NIGHT.replace(minute=5))
    assert world.all(select(Merge)) == []


def test_the_rule_merges_the_sure_ones_tells_it_once_and_each_can_be_undone(world):
    world.as_("ada").says("settings auto_merge yes")
    jane_again(world)
    by_night(world, NIGHT)
    assert by_night(world, NIGHT.replace(minute=5)) == {"merged": 1}
    assert by_night(world, NIGHT.replace(hour=8)) == {"told": 1}
    by_night(world, NIGHT.replace(hour=9))
    (told,) = world.all(select(Delivery).where(Delivery.rule == "merged by rule"))
    assert told.channel == "U0ADA"
    world.as_("ada").says("unmerge C-1")
    by_night(world, NIGHT.replace(hour=10))
    assert world.one(select(Merge)).taken_back_at is not None
    assert world.one(select(DuplicateCandidate.state)) == "different"


def test_companies_of_one_name_wait_in_the_queue_in_the_morning(world):
    def twice(session):
        for number, name in ((71, "Kiln Works GmbH"), (72, "KILN WORKS")):
            session.add(Company(number=number, name=name, name_key=name.lower(),
                                created_at=world.now))  # fmt: skip

    world.change(twice)
    by_night(world, NIGHT)
    (pair,) = world.all(select(DuplicateCandidate).where(DuplicateCandidate.kind == "company"))
    assert (pair.state, pair.tier, pair.reasons) == ("open", "suggest", ["name"])


@pytest.mark.parametrize(
    ("said", "there"),
    [('lead add "Kim Lee" kim@initech.com', "L-1"), ('lead add "Jane Foster" JANE', "C-1")],
)
def test_a_lead_who_is_there_already_is_offered_before_saving(world, said, there):
    jane = world.one(select(ContactPoint.value).where(ContactPoint.kind == "email").limit(1))
    world.as_("ada").says('lead add "Kim Lee" kim@initech.com')
    world.later(minutes=5)
    with pytest.raises(Conflict) as refused:
        world.as_("ada").says(said.replace("JANE", jane))
    use, *_, anyway = refused.value.choices
    assert use.fields == {"use": there}
    assert anyway.fields == {"again": "yes"}
    shown = world.as_("ada").sends("lead add", name="x", use=there)
    assert shown.reply.about.kind == ("lead" if there == "L-1" else "contact")
    assert len(world.all(select(Lead))) == 1
