"""A record gets a channel of its own: opened, headed, kept true, and archived when it is closed."""

import pytest

from crm.models import Room

pytestmark = pytest.mark.xdist_group("demo")


def ref(card) -> str:
    """The reference at the head of a card."""
    return card.text.split()[0].strip("*")


def opened(world, card, *words) -> Room:
    """The room of a card's deal, opened by Ana."""
    world.tell(world.ana, " ".join(("/crm room", ref(card), *words)))
    for _ in range(4):
        world.pass_time(seconds=2)
    return world.rows(Room)[-1]


def channel(world, room) -> dict:
    """The room as Slack has it."""
    client = world.parts.installations.client(world.workspace_id)
    return client.conversations_info(channel=room.channel)["channel"]


def test_a_room_is_private_headed_bookmarked_and_has_who_cares(world):
    card = world.deal("Own room")
    world.tell(world.mei, f"/crm watch {ref(card)}")
    room = opened(world, card)
    assert room.name == f"{ref(card).lower()}-own-room"
    made = channel(world, room)
    assert made["is_private"]
    assert "Own room" in made["topic"]["value"]
    assert "$12,000" in made["topic"]["value"]
    mark = world.slack.calls("bookmarks.add")[-1]
    assert f"{ref(card)} Own room" in str(mark)
    names = {one["name"] for one in world.mei.channels()}
    assert room.name in names
    assert room.name not in {one["name"] for one in world.ben.channels()}
    assert "Own room" in world.ana.sees(room.channel)[-1].text


def test_its_header_follows_the_record_and_it_ends_with_it(world):
    card = world.deal("Ends well")
    room = opened(world, card, "public")
    world.tell(world.ana, f'/deal edit {ref(card)} amount=20k name="Ends better"')
    for _ in range(3):
        world.pass_time(seconds=6)
    made = channel(world, room)
    assert "$20,000" in made["topic"]["value"]
    assert "Ends better" in made["topic"]["value"]
    world.tell(world.ana, f"/deal stage {ref(card)} won")
    for _ in range(4):
        world.pass_time(seconds=6)
    assert channel(world, room)["is_archived"]
    assert "is closed" in str([m.text for m in world.ana.sees(room.channel)])
    world.tell(world.ana, f"/deal stage {ref(card)} proposal")
    for _ in range(2):
        world.pass_time(seconds=6)
    assert "stays archived" in world.ana.last("@rapport").text


def test_a_room_is_asked_for_in_chinese_and_refused_for_what_is_closed(world):
    card = world.deal("Already won")
    world.tell(world.ana, f"/deal stage {ref(card)} won")
    assert "closed" in world.tell(world.ana, f"/crm 房间 {ref(card)}").text
    assert "没有房间" in world.tell(world.mei, f"/crm 关闭房间 {ref(card)}").text


def test_a_room_that_strangers_read_loses_its_header(world):
    room = opened(world, world.deal("Quiet takeover"))
    assert "Quiet takeover" in channel(world, room)["topic"]["value"]
    world.slack.channel(room.channel, "share")
    for _ in range(3):
        world.pass_time(seconds=2)
    assert channel(world, room)["topic"]["value"] == ""
    assert "People of another company" in world.ana.last(room.channel).text
    assert world.slack.calls("bookmarks.remove")
