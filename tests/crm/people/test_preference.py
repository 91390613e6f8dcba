"""Before every message to a customer one function is asked; it says yes, or what forbids it."""

import ast
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from crm.engine import post
from crm.engine.call import Call, Place
from crm.engine.errors import NotAllowed, NotUnderstood
from crm.engine.reply import Notice, Record, Reply
from crm.engine.texts import Reader, T
from crm.models import Contact, Delivery
from crm.people import preference

ROOT = Path(__file__).parents[3]
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def asked(world, channel="email", topic="news", at=NOON):
    """What forbids a message to Jane, or None."""
    with world.store.read(1) as session:
        jane = session.scalars(select(Contact).where(Contact.id == 1)).one()
        call = Call(1, None, Place(), NOON, "cli", settings=world.settings()).bound(session, None)
        return preference.may_message(call, jane, channel, topic, at).forbidden_by


def test_nobody_is_advertised_to_without_consent(busy_world):
    assert asked(busy_world) == "consent"
    busy_world.as_("ana").says("consent give Jane source=fair")
    assert asked(busy_world) is None
    busy_world.later(minutes=2).as_("ana").says("consent withdraw Jane")
    assert asked(busy_world) == "consent"


def test_an_answer_to_a_question_needs_no_consent(busy_world):
    assert asked(busy_world, topic="answer") is None


@pytest.mark.parametrize(
    ("name", "value", "message", "forbids"),
    [
        ("channel", "email", ("slack", "answer", NOON), True),
        ("channel", "email", ("email", "answer", NOON), False),
        ("channel", "none", ("email", "answer", NOON), True),
        ("topics", "events", ("email", "news", NOON), True),
        ("topics", "events, News", ("email", "news", NOON), False),
        ("quiet", "22:00-08:00", ("email", "news", NOON.replace(hour=23)), True),
        ("quiet", "22:00-08:00", ("email", "news", NOON.replace(hour=8)), False),
        ("quiet", "12-13", ("email", "survey", NOON), True),
        ("quiet", "22:00-08:00", ("email", "answer", NOON.replace(hour=23)), False),
    ],
)
def test_a_preference_forbids_what_it_says(busy_world, name, value, message, forbids):
    ana = busy_world.as_("ana")
    ana.says("consent give Jane")
    ana.sends("preference set", contact="C-1", preference=name, value=value)
    assert asked(busy_world, *message) == (name if forbids else None)


def test_more_than_so_many_messages_are_not_sent(busy_world):
    ana = busy_world.as_("ana")
    ana.says("consent give Jane")
    ana.says("preference set Jane frequency 1 a week")
    assert asked(busy_world) is None

    def one_was_sent(session):
        row = Delivery(kind="message", rule="news", occurrence="1", channel="U0JANE", state="sent")
        row.audience, row.record_kind, row.record_id = "everyone", "contact", 1
        row.due_at = row.next_at = row.created_at = NOON - timedelta(days=2)
        session.add(row)

    busy_world.change(one_was_sent)
    assert asked(busy_world) == "frequency"
    assert asked(busy_world, at=NOON + timedelta(days=9)) is None


@pytest.mark.parametrize(
    ("name", "value"), [("quiet", "always"), ("frequency", "often"), ("channel", "pigeon")]
)
def test_a_preference_that_nobody_could_obey_is_refused(busy_world, name, value):
    with pytest.raises(NotUnderstood):
        busy_world.as_("ana").sends("preference set", contact="C-1", preference=name, value=value)


def test_the_door_to_customers_refuses_what_they_do_not_want(busy_world):
    def sent(session):
        jane = session.scalars(select(Contact).where(Contact.id == 1)).one()
        call = Call(1, None, Place(), NOON, "cli", settings=busy_world.settings()).bound(
            session, None
        )
        owed = post.Owed("U0JANE", "news", "1", "message", Reader(), NOON, audience="everyone")
        about = Record("contact", 1)
        return preference.send(call, jane, owed, "news", Reply((Notice(T("Hello")),), about=about))

    with pytest.raises(NotAllowed, match="does not want"):
        busy_world.change(sent)


def test_nothing_but_that_door_builds_a_message_for_customers():
    """A new sender goes through `preference.send`: none of crm posts for everyone by itself."""
    found = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / "crm").rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and _builds_one(node)
    ]
    # a card that stands there already is kept true; that sends nobody anything
    assert set(found) <= {"crm/engine/post.py", "crm/outreach/cards/turns.py"}


def _builds_one(node):
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    words = {word.arg: ast.unparse(word.value) for word in node.keywords}
    return name == "Owed" and "everyone" in words.get("audience", "")
