"""Every change can be taken back, and help shows lines that run when pasted."""

import pytest

from crm.models import Deal, FollowUp, Ticket

pytestmark = pytest.mark.xdist_group("demo")


def names(world) -> list[str]:
    """The names of the deals."""
    return [deal.name for deal in world.rows(Deal)]


def pasteable(shown: str) -> list[str]:
    """The example lines of a help text."""
    title = {"For example:", "例如："}
    lines = shown.splitlines()
    starts = [i for i, line in enumerate(lines) if line in title]
    found = []
    for start in starts:
        for line in lines[start + 1 :]:
            if not line.startswith("/"):
                break
            found.append(line)
    return found


def test_crm_undo_takes_the_newest_change_back(world):
    card = world.deal("Regretted")
    answer = world.tell(world.ana, "/crm undo").text
    assert "Undone." in answer
    assert "Regretted" in answer
    assert "Regretted" not in names(world)
    assert not any(m.ts == card.ts and m.actions for m in world.ana.sees("#sales"))


def test_the_button_of_a_card_takes_that_change_back(world):
    card = world.deal("Misheard")
    world.ana.press(card, "Undo")
    world.settle()
    assert "Misheard" not in names(world)


def test_undo_reaches_stages_follow_ups_tickets_and_subscriptions(world):
    card = world.deal("Kept")
    ref = card.text.split()[0].strip("*")
    world.tell(world.ana, f"/deal stage {ref} won")
    assert "Undone." in world.tell(world.ana, "/crm undo").text
    assert world.rows(Deal)[-1].status == "open"
    follow_ups = len(world.rows(FollowUp))
    world.tell(world.ana, f"/followup add {ref} tomorrow 9am ask for the plan")
    assert "Undone." in world.tell(world.ana, "/crm undo").text
    assert len(world.rows(FollowUp)) == follow_ups
    tickets = len(world.rows(Ticket))
    world.ticket("Can you make this a ticket?")
    assert "Undone." in world.tell(world.ben, "/crm undo", "#support").text
    assert len(world.rows(Ticket)) == tickets
    subscription = world.tell(world.mei, "/digest every friday 16:00")
    assert subscription.text.startswith("*G-")
    assert "已撤销" in world.tell(world.mei, "/crm undo").text


def ends(line):
    """Each line is pasted alone; here what closes the record or gives it away comes last."""
    return 2 if line.endswith("ben") else "stage" in line or "阶段" in line


@pytest.mark.parametrize(("who", "topic"), [("ana", "deal"), ("mei", "deal"), ("ben", "ticket")])
def test_the_examples_of_help_run_when_they_are_pasted(world, who, topic):
    person = getattr(world, who)
    lines = pasteable(world.tell(person, f"/crm help {topic}").text)
    assert len(lines) >= 5
    world.pass_time(minutes=2)
    for line in sorted(lines, key=ends):
        answer = world.tell(person, line)
        assert "⚠️" not in answer.text, (line, answer.text)
        assert "⛔" not in answer.text, (line, answer.text)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("/crm dael add", "/crm deal add"),
        ("/crm undoo", "/crm undo"),
        ("/deal sohw", "/deal show"),
        ("/ticket resolv", "/ticket resolve"),
        ("/digest nwo", "/crm digest now"),
    ],
)
def test_a_wrong_word_gets_the_nearest_one(world, typed, meant):
    assert f"Did you mean {meant}?" in world.tell(world.ben, typed).text


def test_a_slash_command_takes_a_plain_sentence_too(world):
    asked = world.tell(world.ana, "/crm which deals over 10k close this year?")
    assert "Amount: *over $10,000*" in asked.text
    assert world.tell(world.ana, "/deal Acme").text.startswith("*Open deals*")
