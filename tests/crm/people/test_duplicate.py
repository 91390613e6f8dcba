"""The review queue in people's words: side by side, merged, told apart, made two again."""

import pytest
from sqlalchemy import select

from crm.engine.errors import Conflict, Missing, NotFound, NotUnderstood
from crm.models import Activity, Contact, ContactPoint, Delivery, DuplicateCandidate, Thread
from crm.people.review import sweep


@pytest.fixture
def twice(world):
    """Jane is there twice: C-1 of Acme with an e-mail, C-2 with a title and the same e-mail."""

    def work(session):
        jane = Contact(number=2, name="Jane Forster", name_key="jane forster", title="CTO",
                       company_id=1, created_at=world.now)  # fmt: skip
        session.add(jane)
        session.flush()
        for kind, value in (("email", "jane@acme.example"), ("phone", "+12125550100")):
            session.add(ContactPoint(contact_id=jane.id, kind=kind, value=value))
        session.add(Activity(number=1, type="note", note="met", at=world.now, contact_id=jane.id))
        session.flush()

    world.change(work)
    return world


def points(world, contact_id):
    found = select(ContactPoint.value).where(ContactPoint.contact_id == contact_id)
    return set(world.all(found))


def test_a_merge_moves_what_hung_on_the_other_and_fills_what_was_empty(twice):
    said = twice.lines(twice.as_("ana").says("merge C-1 C-2"))
    assert "C-2 is part of it now" in said
    kept, gone = twice.all(select(Contact).order_by(Contact.id))
    assert (kept.name, kept.title, gone.archived_at) == ("Jane Forster", "CTO", twice.now)
    assert points(twice, 1) == {"U0JANE", "jane@acme.example", "+12125550100"}
    assert points(twice, 2) == {"jane@acme.example"}
    assert twice.one(select(Activity.contact_id)) == 1


def test_a_field_is_kept_where_the_person_says_so(twice):
    twice.as_("ana").says("merge C-1 C-2 take=name=kept,title=kept")
    kept = twice.one(select(Contact).where(Contact.id == 1))
    assert (kept.name, kept.title) == ("Jane Foster", None)


@pytest.mark.parametrize("word", ["undo", "unmerge C-1", "unmerge C-2"])
def test_a_merge_is_taken_back_by_undo_and_by_name_whatever_came_later(twice, word):
    ana = twice.as_("ana")
    merged = ana.says("merge C-1 C-2")
    if word == "undo":
        word = f"undo {merged.changeset_id}"
    twice.change(lambda s: setattr(s.get(Contact, (1, 1)), "title", "CEO"))
    twice.later(minutes=2)
    ana.says(word)
    kept, gone = twice.all(select(Contact).order_by(Contact.id))
    assert (kept.name, kept.title) == ("Jane Foster", "CEO")
    assert (gone.title, gone.archived_at) == ("CTO", None)
    assert twice.one(select(Activity.contact_id)) == 2


def test_taking_back_can_itself_be_taken_back(twice):
    ana = twice.as_("ana")
    ana.says("merge C-1 C-2")
    ana.says("undo")
    ana.says("redo")
    assert twice.one(select(Contact.archived_at).where(Contact.id == 2)) is not None
    assert twice.one(select(Activity.contact_id)) == 1
    back = ana.says("unmerge C-1")
    ana.says(f"undo {back.changeset_id}")
    assert twice.one(select(Contact.archived_at).where(Contact.id == 2)) is not None


def test_threads_and_open_messages_follow_and_come_back(twice):
    def work(session):
        session.add(Thread(channel="C1", thread_ts="1.0", kind="contact", record_id=2))
        for state in ("due", "sent"):
            session.add(
                Delivery(
                    kind="note",
                    rule=state,
                    occurrence="1",
                    channel="C1",
                    record_kind="contact",
                    record_id=2,
                    state=state,
                    due_at=twice.now,
                    next_at=twice.now,
                    created_at=twice.now,
                )
            )

    twice.change(work)
    ana = twice.as_("ana")
    ana.says("merge C-1 C-2")
    open_ = select(Delivery.record_id).where(Delivery.rule == "due")
    assert (twice.one(select(Thread.record_id)), twice.one(open_)) == (1, 1)
    assert twice.one(select(Delivery.record_id).where(Delivery.rule == "sent")) == 2
    ana.says("unmerge C-1")
    assert (twice.one(select(Thread.record_id)), twice.one(open_)) == (2, 2)


@pytest.mark.parametrize(
    ("said", "error"),
    [
        ("merge C-1", Missing),
        ("merge C-1 C-1", Conflict),
        ("merge C-1 CO-1", NotUnderstood),
        ("merge C-1 C-99", NotFound),
        ("merge C-1 C-2 take=shoes", NotUnderstood),
        ("unmerge C-1", NotFound),
    ],
)
def test_what_cannot_be_merged_is_refused_in_a_sentence(twice, said, error):
    with pytest.raises(error) as refused:
        twice.as_("ana").says(said)
    assert refused.value.next_step is not None


def test_what_was_merged_is_not_merged_again(twice):
    twice.as_("ana").says("merge C-1 C-2")
    with pytest.raises(Conflict):
        twice.as_("ana").says("merge C-2 C-1")


def swept(world):
    """Run the nightly sweep's steps."""
    world.change(lambda session: sweep.sweep_all(session, world.now))


def test_the_sweep_queues_a_pair_once_and_the_card_shows_both_sides(twice):
    swept(twice)
    swept(twice)
    (pair,) = twice.all(select(DuplicateCandidate))
    assert (pair.one_id, pair.other_id, pair.state) == (1, 2, "open")
    said = twice.as_("ana").says("duplicates")
    text = twice.lines(said)
    assert "Jane Foster · Jane Forster" in text
    assert "same e-mail" in text
    assert "1 pairs are waiting" in text


def test_the_choice_of_a_field_on_the_card_is_merged(twice):
    swept(twice)
    ana = twice.as_("ana")
    card = ana.says("duplicates")
    again = ana.presses(twice.button(card, "duplicate list"), "name=kept")
    ana.presses(twice.button(again, "duplicate merge"))
    assert twice.one(select(Contact.name).where(Contact.id == 1)) == "Jane Foster"
    assert twice.one(select(DuplicateCandidate.state)) == "merged"


def test_what_is_not_the_same_is_not_asked_again_and_teaches(twice):
    swept(twice)
    ana = twice.as_("ana")
    ana.presses(twice.button(ana.says("duplicates"), "duplicate different"))
    swept(twice)
    assert twice.one(select(DuplicateCandidate.state)) == "different"
    assert "No records" in twice.lines(ana.says("duplicates"))
    with twice.store.read(1) as session:
        (lesson,) = sweep.lessons(session)
    assert not lesson.is_one


def test_a_timeline_tells_of_a_merge_and_takes_it_back_by_its_button(twice):
    mei, ana = twice.as_("mei"), twice.as_("ana")
    ana.says("merge C-1 C-2")
    told = mei.says("时间线 C-2")
    assert "C-2 已并入" in twice.lines(told, "zh")
    assert "C-2 became part of it" in twice.lines(told)
    mei.presses(twice.button(told, "duplicate unmerge"))
    twice.later(minutes=2)
    again = ana.says("timeline C-2")
    assert "became part of C-1" in twice.lines(again)
    assert "C-2 is a record of its own again" in twice.lines(again)
    with pytest.raises(AssertionError):
        twice.button(again, "duplicate unmerge")
