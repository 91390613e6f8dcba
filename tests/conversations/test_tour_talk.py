"""A newcomer takes the tour, and says what they think of it."""

import pytest

from crm.models import Company, Deal, Feedback, FollowUp, Tour

pytestmark = pytest.mark.xdist_group("demo")


@pytest.mark.parametrize(
    ("name", "labels"),
    [
        ("ana", ("Move it to Proposal", "Remind me in 10 seconds", "Next step", "Finish")),
        ("mei", ("移到", "10 秒后提醒我", "下一步", "完成")),
    ],
)
def test_the_tour_leads_from_a_moved_deal_to_a_reminder_and_leaves_nothing(world, name, labels):
    person, (move, remind, onward, finish) = getattr(world, name), labels
    deals, followups = len(world.rows(Deal)), len(world.rows(FollowUp))
    world.tell(person, "/crm tour")
    press(world, person, move)
    tour = world.rows(Tour)[-1]
    deal = world.rows(Deal, Deal.id == tour.deal_id)[0]
    assert deal.owner_id == tour.user_id
    press(world, person, onward)
    press(world, person, remind)
    world.pass_time(seconds=30)
    assert any("Willow Bakery" in one.text for one in person.sees("dm")[-3:])
    press(world, person, onward)
    press(world, person, onward)
    press(world, person, finish)
    assert world.rows(Tour) == []
    assert (len(world.rows(Deal)), len(world.rows(FollowUp))) == (deals, followups)
    assert world.rows(Company, Company.name == "Willow Bakery") == []


def press(world, person, label):
    """Press the newest button of a label in the DM with Rapport."""
    for message in reversed(person.sees("dm")):
        for action, element in message.actions.items():
            if str((element.get("text") or {}).get("text")).startswith(label):
                assert person.press(message, action).status == 200
                world.settle()
                return
    raise AssertionError(f"{label}: {[m.text[:80] for m in person.sees('dm')][-4:]}")


def test_feedback_reaches_the_admins_and_stays_in_a_list(world):
    world.tell(world.ana, "/crm feedback The tour was short and sweet")
    assert "Ana Torres says about Rapport" in world.ada.last("dm").text
    assert world.rows(Feedback)[-1].text == "The tour was short and sweet"
    assert "short and sweet" in world.tell(world.ada, "/crm feedback list").text
