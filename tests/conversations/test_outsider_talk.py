"""Strangers press every button and choose every shortcut: one polite sentence, and no more."""

import pytest

from bot.slack.shortcuts import declared
from crm.engine import post
from crm.engine.call import CLOCK, Call, Place
from crm.engine.command import REGISTRY
from crm.engine.permission import OUTSIDER
from crm.engine.reply import Actions, Button, Reply
from crm.engine.texts import Reader
from crm.models import Change, Channel

SENTENCE = "Only members of this workspace can do that"
ROW, AT_ONCE = 20, 100
WHO = ("jane", "gus", "gil")


@pytest.fixture
def shared(living):
    """A deal of ours, and a channel with Jane of another team and two guests in it."""
    living.slack.add_person("gus", is_guest=True)
    living.slack.add_person("gil", is_single_channel=True)
    living.slack.channel("#acme", "invite", people=["gus", "gil"])
    ana = living.person("ana")
    ana.command("/deal", 'add "Northwind" "Quiet takeover" 12k', channel="#sales")
    living.settle()
    return living


def shown(living, buttons):
    """A message with buttons that everybody in #acme sees."""
    (acme,) = living.rows(Channel, Channel.name == "acme")
    rows = [buttons[first : first + ROW] for first in range(0, len(buttons), ROW)]
    reply = Reply(tuple(Actions(tuple(row), audience="everyone") for row in rows))
    with living.parts.store.write(living.workspace_id) as session:
        call = Call(living.workspace_id, CLOCK, Place(), living.parts.clock(), "clock")
        owed = post.Owed(
            channel=acme.slack_id,
            rule="test",
            occurrence=buttons[0].command,
            kind="card",
            reader=Reader("en"),
            due_at=living.parts.clock(),
            audience="everyone",
        )
        post.post(call.bound(session, None), owed, reply)
    living.settle()
    living.parts.courier.drain()
    return next(m for m in reversed(living.person("jane").sees("#acme")) if m.actions)


def offered():
    """Every command that members alone may run, as a button that runs it or opens its form."""
    known = sorted(REGISTRY.items())
    names = [name for name, one in known if OUTSIDER not in one.may and one.surface != "inside"]
    for nth, name in enumerate(names):
        given = dict.fromkeys(REGISTRY[name].form.specs(), "D-1")
        yield Button(name, name, given, opens=nth % 2 == 0, is_reusable=True)


def test_every_button_is_refused_to_strangers_in_one_sentence(shared):
    ours = Change.table_name.not_in(["user", "channel"])
    before = len(shared.rows(Change, ours))
    buttons = list(offered())
    people = [shared.person(name) for name in WHO]
    pressed = 0
    for first in range(0, len(buttons), AT_ONCE):
        message = shown(shared, buttons[first : first + AT_ONCE])
        for nth, action in enumerate(message.actions):
            assert people[nth % 3].press(message, action).status == 200
            pressed += 1
    shared.settle()
    assert pressed == len(buttons) > 150
    assert [person.modal() for person in people] == [None, None, None]
    answers = [m.text for p in people for m in p.sees("#acme") if m.raw.get("is_ephemeral")]
    assert len(answers) == pressed
    assert [text for text in answers if SENTENCE not in text or "Northwind" in text] == []
    assert len(shared.rows(Change, ours)) == before


@pytest.mark.parametrize("name", WHO)
def test_no_shortcut_opens_a_form_for_strangers(shared, name):
    stranger = shared.person(name)
    message = stranger.say("#acme", "Hello, I am Eve of Northwind").message
    shared.settle()
    for shortcut, one in declared().items():
        stranger.shortcut(shortcut, message if one.kind == "message" else None)
        shared.settle()
        assert stranger.modal() is None, shortcut
    said = " ".join(m.text for m in stranger.sees("#acme"))
    assert said.count(SENTENCE) >= sum(one.kind == "message" for one in declared().values())
