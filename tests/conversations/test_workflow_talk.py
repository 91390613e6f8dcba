"""Steps in Slack's Workflow Builder run the same commands, with somebody's own rights."""

import pytest

from crm.models import FollowUp, Lead, Ticket

pytestmark = pytest.mark.xdist_group("demo")
ANA, BEN = "U0ANA00001", "U0BEN00001"


def ended(world, step, **inputs):
    """How a step ended that Ana's workflow ran."""
    world.ana.step(step, **inputs)
    world.settle()
    return world.ana.steps()[-1]


def test_a_lead_is_added_and_its_reference_handed_on(world):
    done = ended(world, "add_lead", person=ANA, name="Wally Flow", company_name="Flowers")
    assert done["state"] == "completed"
    made = world.rows(Lead)[-1]
    assert (made.name, done["outputs"]["ref"]) == ("Wally Flow", f"L-{made.number}")


def test_a_follow_up_is_the_named_person_s(world):
    done = ended(world, "add_followup", person=ANA, due_at="tomorrow 9:00", subject="water flow")
    assert done["state"] == "completed"
    assert world.rows(FollowUp)[-1].subject == "water flow"


def test_a_ticket_is_made_for_a_customer(world):
    done = ended(world, "make_ticket", person=BEN, company="Acme", subject="Flow is stuck")
    assert done["state"] == "completed"
    assert world.rows(Ticket)[-1].subject == "Flow is stuck"


def test_a_step_that_cannot_be_done_says_why(world):
    done = ended(world, "add_followup", person=ANA, due_at="whenever", subject="no time")
    assert done["state"] == "failed"
    assert "whenever" in done["error"]


def test_nobody_s_rights_are_widened_by_a_step(world):
    people = {one["name"]: one["id"] for one in world.slack.state()["people"]}
    before = len(world.rows(Lead))
    assert ended(world, "add_lead", person=people["jane"], name="Sneaky")["state"] == "failed"
    told = ended(world, "make_ticket", person=ANA, company="Acme", subject="Not an agent")
    assert "role" in told["error"]
    assert len(world.rows(Lead)) == before


def test_a_step_for_somebody_who_left_fails_and_the_admin_hears_of_it_once(living):
    ana, ada, ben = (living.person(name) for name in ("ana", "ada", "ben"))
    asked = {"person": ANA, "due_at": "tomorrow 9:00", "subject": "water flow"}
    ana.step("add_followup", **asked)
    living.settle()
    ana.change(deleted=True)
    living.settle()
    assert "Ana Torres is not here any more and leaves open work" in ada.last("dm").text
    for _ in range(2):
        ben.step("add_followup", **asked)
        living.settle()
    assert "Ana Torres is not here any more. Choose somebody else" in ben.steps()[-1]["error"]
    told = [m.text for m in ada.sees("dm") if "A workflow still runs" in m.text]
    assert len(told) == 1
    assert "“Add a follow-up” on behalf of Ana Torres" in told[0]
    assert len(living.rows(FollowUp)) == 1


def test_where_the_leaver_s_team_has_a_manager_she_hears_of_the_open_work_not_the_admin(own_world):
    world, ana = own_world, own_world.ana
    ended(world, "add_followup", person=ANA, due_at="tomorrow 9:00", subject="water flow")
    ana.change(deleted=True)
    world.settle()
    # The demo company's manager reads Chinese.
    assert "Ana Torres已离职，留下未完成的工作" in world.mei.last("dm").text
    assert not any("leaves open work" in m.text for m in world.ada.sees("dm"))
