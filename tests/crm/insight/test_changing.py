"""Changing many records is a job: looked at first, told in a message, undone as one."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from crm.engine import job
from crm.engine.errors import RapportError
from crm.engine.stored_reply import from_json
from crm.models import Company, Delivery, Job

MANY = 1_200


@pytest.fixture
def many(busy_world):
    """Ada, and 1,200 companies of Springfield."""

    def fill(session):
        for n in range(MANY):
            row = Company(
                name=f"Town {n}",
                name_key=f"town {n}",
                city="Springfield",
                number=1_000 + n,
                created_at=busy_world.now,
            )
            session.add(row)

    busy_world.change(fill)
    return busy_world


def asked(world, speaker, value):
    """The button that changes all that were looked at."""
    listed = speaker.says("company list city=Springfield")
    fields = world.button(listed, "ask change").fields
    look = speaker.sends("ask change", **fields, value=value)
    return look, world.button(look, "ask change all")


def work(world):
    """Let a worker do what waits."""
    with world.store.read(1) as session:
        waiting = job.waiting(session, world.now)
    worker = job.Worker(world.store, "test", lambda: world.now, pause=0)
    return [worker.work(1, job_id) for job_id in waiting]


def told(world, rule):
    rows = world.all(select(Delivery).where(Delivery.rule == rule))
    return [world.lines(Told(from_json(row.payload))) for row in rows]


class Told:
    def __init__(self, reply):
        self.reply = reply


def cities(world):
    counted = select(Company.city, func.count()).group_by(Company.city)
    with world.store.read(1) as session:
        return dict(session.execute(counted).all())


def test_many_are_looked_at_changed_told_and_undone_as_one(many):
    ada = many.as_("ada")
    look, button = asked(many, ada, "city=Shelbyville industry=Retail")
    said = many.lines(look)
    assert "1200 companies will be changed" in said.replace(",", "")
    begun = ada.presses(button)
    assert "Changing 1,200 companies" in many.lines(begun)
    assert cities(many)["Springfield"] == MANY
    (done,) = work(many)
    assert (done.state, done.done) == ("done", MANY)
    assert cities(many)["Shelbyville"] == MANY
    (end,) = told(many, "change all done")
    assert "1,200 companies changed" in end
    assert "0 of 1,200 companies changed" in told(many, "change all begun")[0]
    row = many.one(select(Delivery).where(Delivery.rule == "change all done"))
    undo = many.button(Told(from_json(row.payload)), "undo")
    ada.presses(undo)
    work(many)
    assert cities(many)["Springfield"] == MANY


def test_the_message_is_edited_as_it_goes(many):
    ada = many.as_("ada")
    ada.presses(asked(many, ada, "industry=Retail")[1])
    work(many)
    edits = many.all(select(Delivery).where(Delivery.kind == "edit").order_by(Delivery.id))
    assert "1,200 of 1,200 companies changed" in many.lines(Told(from_json(edits[-1].payload)))


def test_what_cannot_be_changed_is_named_and_stops_nothing(many):
    ada = many.as_("ada")
    button = asked(many, ada, "city=Shelbyville")[1]
    ada.presses(button)

    def go(session):
        for row in session.scalars(select(Company).where(Company.name.in_(["Town 3", "Town 7"]))):
            session.delete(row)

    many.change(go)
    work(many)
    (end,) = told(many, "change all done")
    assert "1,198 companies changed" in end
    assert "2 companies could not be changed" in end


def test_it_is_done_with_the_rights_of_its_person_and_stopped_by_a_button(many):
    ada = many.as_("ada")
    begun = ada.presses(asked(many, ada, "city=Shelbyville")[1])
    ada.presses(many.button(begun, "job stop"))
    work(many)
    assert cities(many)["Springfield"] == MANY
    authors = many.all(select(Job.user_id))
    assert authors == [4]


def test_a_change_that_no_record_takes_is_refused_at_the_look(many):
    with pytest.raises(RapportError):
        asked(many, many.as_("ada"), "size=many")
