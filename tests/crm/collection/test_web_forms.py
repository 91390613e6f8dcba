"""Web forms: what they bring is noted with a known contact, or proposed; never a silent contact."""

import pytest
from sqlalchemy import select

from crm.engine.errors import NotUnderstood
from crm.models import Activity, Contact, Delivery, IntakeForm, Submission

ADD = "form add Website contact asks=name,email,message"


@pytest.fixture
def form(world):
    world.as_("mei").says(ADD)
    return world.one(select(IntakeForm.key))


def send(world, key, **values):
    return world.as_("ada").sends("form receive", form=key, **values)


def test_a_form_shows_its_address_and_a_snippet(world, form):
    shown = world.lines(world.as_("ana").says("form show website contact"))
    assert f"/collect/{form}" in shown
    assert '<input name="email">' in shown


def test_a_form_asks_for_a_way_to_answer(world):
    with pytest.raises(NotUnderstood):
        world.as_("mei").says("form add Survey asks=name,message")


def test_an_unknown_sender_becomes_a_proposal_and_no_contact(world, form):
    before = len(world.all(select(Contact)))
    send(world, form, name="Zoe", email="zoe@new.example", message="Hello")
    assert len(world.all(select(Contact))) == before
    assert world.one(select(Submission.state)) == "open"
    told = world.one(select(Delivery).where(Delivery.rule == "arrival"))
    assert told.kind == "alert"
    assert "Zoe" in world.lines(world.as_("ana").says("proposal list"))


def test_a_known_sender_gets_a_note_on_the_timeline(world, form):
    world.as_("ana").says("contact add Zoe zoe@new.example")
    send(world, form, email="zoe@new.example", message="Please call")
    assert world.one(select(Submission.state)) == "known"
    assert world.one(select(Activity.note)) == "Website contact: Please call"


def test_the_same_content_within_ten_minutes_is_taken_once(world, form):
    for minutes in (0, 9, 2):
        world.later(minutes=minutes)
        send(world, form, name="Zoe", email="zoe@new.example", message="Hello")
    assert len(world.all(select(Submission))) == 2


def test_a_proposal_saved_as_a_contact_waits_no_more(world, form):
    send(world, form, name="Zoe", email="zoe@new.example")
    world.as_("ana").says("contact add Zoe zoe@new.example")
    assert "Zoe" not in world.lines(world.as_("ana").says("proposal list"))


def test_a_proposal_put_aside_can_be_taken_back(world, form):
    send(world, form, name="Zoe", email="zoe@new.example")
    number = str(world.one(select(Submission.id)))
    world.as_("ana").sends("proposal dismiss", proposal=number)
    assert "Zoe" not in world.lines(world.as_("ana").says("proposal list"))
    world.as_("ana").says("undo")
    assert "Zoe" in world.lines(world.as_("ana").says("proposal list"))
