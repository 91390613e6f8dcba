"""A reference in a message shows its record: to all where all may see it, else to its writer."""

import pytest

from bot.manifest import manifest

pytestmark = pytest.mark.xdist_group("demo")


def ref(card) -> str:
    """The reference at the head of a card."""
    return card.text.split()[0].strip("*")


def test_what_all_may_see_unfurls_in_the_thread_once(world):
    said = world.ben.say("#sales", "Does anybody know more about CO-1? CO-1 called again.").message
    world.settle()
    (card,) = [m for m in world.mei.sees("#sales", thread=said) if m.ts != said.ts]
    assert "Acme Robotics" in card.text
    assert "Follow up" in str(card.actions)
    world.ben.say("#sales", "CO-1 again")
    world.settle()
    assert len([m for m in world.mei.sees("#sales") if m.text.startswith("*CO-1*")]) == 0


def test_what_not_all_may_see_is_shown_to_the_writer_alone(world):
    card = world.deal("Not for Ben")
    world.ana.say("#sales", f"记得看一下 {ref(card)} 这个商机")
    world.settle()
    shown = world.ana.last("#sales")
    assert shown.is_ephemeral
    assert "Not for Ben" in shown.text
    world.ben.say("#sales", f"What is {ref(card)}?")
    world.settle()
    assert not any(m.is_ephemeral and "Not for Ben" in m.text for m in world.ben.sees("#sales"))


def test_nothing_unfurls_where_strangers_read(world):
    seen = {m.ts for m in world.ben.sees("#acme")}
    world.ben.say("#acme", "We will look at CO-1 and https://crm.example/r/CO-1 today.")
    world.settle()
    assert not any("CO-1*" in m.text for m in world.jane.sees("#acme"))
    assert not any(m.is_ephemeral for m in world.ben.sees("#acme") if m.ts not in seen)


def test_our_own_links_unfurl_as_cards(world):
    world.slack.manifest(manifest("https://crm.example"))
    before = len(world.slack.calls("chat.unfurl"))
    said = world.ana.say("#sales", "See https://crm.example/r/CO-1 please").message
    world.settle()
    calls = world.slack.calls("chat.unfurl")[before:]
    assert [call["ok"] for call in calls] == [True]
    assert "Acme Robotics" in str(calls[0]["args"])
    assert said is not None
