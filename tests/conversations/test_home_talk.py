"""Ana opens the Home tab: her day stands there, and she works through it without leaving."""

import time
from threading import Event

import pytest

from crm.models import FollowUp, HomeTab, Stage

pytestmark = pytest.mark.xdist_group("demo")


def until(shown, words, seconds=8.0):
    """The text of a Home tab, once it holds these words."""
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        tab = shown()
        if tab is not None and words in tab.text:
            return tab.text
        Event().wait(0.05)
    raise AssertionError(f"{words!r} not in {tab and tab.text!r}")


def its_turn(world):
    """Wait until a change of anybody would be published at once."""
    homes = world.parts.wiring.homes
    while homes.waiting or time.monotonic() - max(homes.last.values()) < homes.pace:
        Event().wait(0.05)


@pytest.fixture
def home(world):
    """Ana's Home tab, opened; the five seconds between two publications are two here."""
    world.parts.wiring.homes.pace = 2.0
    world.ana.open_home()
    until(world.ana.home, "My day")
    return world.ana.home


def test_opening_the_tab_shows_the_day(world, home):
    world.settle()
    assert "My deals" in home().text
    assert "open deal" in home().text
    assert len(home().raw["blocks"]) <= 100


def test_it_is_published_for_those_alone_who_opened_it(world, home):
    world.deal("A deal that nobody watches")
    calls = world.slack.calls("views.publish")
    assert len({call["args"]["user_id"] for call in calls}) == len(world.rows(HomeTab))
    assert world.jane.home() is None


def test_a_change_shows_there_within_a_second_once_its_turn_has_come(world, home):
    its_turn(world)
    asked = world.ana.command("/followup", "in 3 minutes water the robots", channel="#sales")
    assert asked.status == 200
    until(home, "water the robots", 1.0)


def test_many_changes_are_published_once_in_a_while(world, home):
    its_turn(world)
    before = len(world.slack.calls("views.publish"))
    for number in range(3):
        world.ana.command("/followup", f"in 3 minutes count to {number}", channel="#sales")
    until(home, "count to 2")
    assert len(world.slack.calls("views.publish")) - before <= 2


def test_done_is_told_above_the_day_and_undone_there(world, home):
    world.tell(world.ana, "/followup in 2 minutes oil the gripper")
    until(home, "oil the gripper")
    following = world.rows(FollowUp, FollowUp.subject == "oil the gripper")[-1]
    pressed = world.ana.press_home(button(home(), f"F-{following.number}", "Done"))
    assert pressed.status == 200
    until(home, "Undo")
    assert world.rows(FollowUp, FollowUp.id == following.id)[0].status == "done"
    assert world.ana.press_home("Undo").status == 200
    until(home, "oil the gripper")
    assert world.rows(FollowUp, FollowUp.id == following.id)[0].status == "open"


def test_a_deal_opens_in_a_modal_over_the_tab(world, home):
    shown = world.ana.press_home("Open a deal", first_option(home(), "Open a deal"))
    assert shown.status == 200
    assert "Stage" in world.ana.modal().text
    world.ana.close()


def test_a_form_that_was_opened_there_answers_there(world, home):
    assert world.ana.press_home("New follow-up").status == 200
    done = world.ana.submit({"due_at": "in 1 minute", "subject": "paint the fence"})
    assert done.errors == {}
    until(home, "paint the fence")
    assert "I will remind you" in home().text


def button(view, ref, label):
    """The action of a button of one follow-up's card."""
    blocks = view.raw["blocks"]
    at = next(i for i, block in enumerate(blocks) if f"*{ref}*" in str(block.get("text")))
    for block in blocks[at:]:
        for element in block.get("elements", ()):
            if element["type"] == "button" and element["text"]["text"] == label:
                return element["action_id"]
    raise AssertionError(label)


def first_option(view, label):
    """The first value that a menu offers."""
    for block in view.raw["blocks"]:
        for element in block.get("elements", ()):
            if (element.get("placeholder") or {}).get("text") == label:
                return element["options"][0]["value"]
    raise AssertionError(label)


def test_an_admin_decides_the_stages_from_the_set_up_list(world):
    ada = world.ada
    ada.open_home()
    until(ada.home, "Set up Rapport")
    assert "Import a file" in ada.home().text
    assert ada.press_home("Set the stages").status == 200
    assert "Qualified 20" in ada.modal().values["stages"]
    assert ada.submit({"stages": "Qualified 25, Proposal 50, Negotiation"}).errors["stages"]
    assert ada.submit({"stages": "Qualified 25, Proposal 50, Handshake 80"}).errors == {}
    until(ada.home, "Handshake")
    names = [stage.name for stage in world.rows(Stage)]
    assert names == ["Qualified", "Proposal", "Handshake", "Won", "Lost"]
    world.tell(ada, "/crm undo")
