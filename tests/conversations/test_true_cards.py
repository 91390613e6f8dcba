"""A card that stands in a channel says what is true, whoever changed it and wherever."""

import pytest

from crm.models import Deal, PostedCard

pytestmark = pytest.mark.xdist_group("demo")


def ref(card) -> str:
    """The reference at the head of a card."""
    return card.text.split()[0].strip("*")


def now(world, card, channel="#sales"):
    """The card as it stands there now."""
    return next(m for m in world.ana.sees(channel) if m.ts == card.ts)


def edits(world, card) -> list[dict]:
    """The edits of a message that Slack was asked for."""
    return [c for c in world.slack.calls("chat.update") if c["args"].get("ts") == card.ts]


def test_a_posted_card_is_edited_when_its_record_changes(world):
    card = world.deal("True to life")
    world.tell(world.ana, f"/deal stage {ref(card)} proposal", "dm")
    shown = now(world, card)
    assert "Proposal (50%)" in shown.text
    assert "Ana" in shown.text
    assert "Move stage" in [
        (e.get("text") or e["placeholder"])["text"] for e in shown.actions.values()
    ]


def test_many_changes_make_one_edit_and_the_last_state_wins(world):
    card = world.deal("Much moved")
    for stage in ("proposal", "negotiation", "qualified", "won"):
        world.ana.command("/deal", f"stage {ref(card)} {stage}", channel="dm")
    world.pass_time(seconds=6)
    world.pass_time(seconds=6)
    assert "Won (100%)" in now(world, card).text
    moments = [call["at"] for call in edits(world, card)]
    assert 1 <= len(moments) <= 2


def test_what_hangs_on_the_record_is_shown_too(world):
    card = world.tell(world.ana, '/deal add Umbra "Next to do" 12k')
    world.tell(world.ana, f'/followup add {ref(card)} "Send the plan" tomorrow 3pm', "dm")
    world.pass_time(seconds=6)
    assert "Send the plan" in now(world, card).text
    world.tell(world.ana, '/company edit Umbra name="Umbra Security SE"', "dm")
    world.pass_time(seconds=6)
    assert "Umbra Security SE" in now(world, card).text
    world.tell(world.ana, "/crm undo", "dm")


def test_a_deleted_card_is_watched_no_longer(world):
    card = world.deal("Thrown away")
    world.parts.installations.client(world.workspace_id).chat_delete(
        channel=card.channel, ts=card.ts
    )
    world.settle()
    for stage in ("lost", "won"):
        world.tell(world.ana, f"/deal stage {ref(card)} {stage}", "dm")
        world.pass_time(seconds=6)
    assert [call["error"] for call in edits(world, card)] in ([], ["message_not_found"])
    assert {row.ended for row in world.rows(PostedCard)} & {"deleted", "message_not_found"}
    assert not any("could not post" in m.text for m in world.ana.sees("@rapport"))


def test_an_undone_record_keeps_the_words_that_it_was_undone(world):
    card = world.deal("Never mind")
    world.ana.press(card, "Undo")
    world.pass_time(seconds=6)
    assert "Undone by" in now(world, card).text
    assert "Never mind" not in [deal.name for deal in world.rows(Deal)]
