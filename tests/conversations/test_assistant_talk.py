"""Ana asks in the assistant pane what she would ask in a DM."""

import pytest

pytestmark = pytest.mark.xdist_group("demo")


def pane(person):
    """The newest conversation of a person's pane."""
    return person.assistants()[-1]


def test_the_pane_opens_with_things_to_say_in_the_person_s_language(world):
    for person, first in ((world.ana, "What is due today?"), (world.mei, "今天有什么要做？")):
        person.assistant("#sales")
        world.settle()
        assert first in [prompt["title"] for prompt in pane(person)["prompts"]]


def test_a_prompt_is_answered_as_in_a_dm_and_names_the_conversation(world):
    for person in (world.ana, world.mei):
        person.assistant()
        world.settle()
        thread = pane(person)
        said = thread["prompts"][-2]["message"]
        assert person.say("dm", said, thread=thread["thread_ts"]).message is not None
        world.settle()
        answers = person.sees("dm", thread=thread["thread_ts"])
        assert len(answers) >= 3, said
        assert pane(person)["title"] == said
        assert pane(person)["status"] == ""


def test_a_status_stands_there_while_it_works(world):
    world.ana.assistant()
    world.settle()
    world.ana.say("dm", "whoami", thread=pane(world.ana)["thread_ts"])
    world.settle()
    told = [call["args"]["status"] for call in world.slack.calls("assistant.threads.setStatus")]
    assert "is looking it up…" in told


def test_beside_a_customers_channel_the_prompts_change_with_it(world):
    world.ana.assistant("#sales")
    world.settle()
    before = len(world.slack.calls("assistant.threads.setSuggestedPrompts"))
    world.ana.assistant("#support", thread=pane(world.ana)["thread_ts"])
    world.settle()
    assert len(world.slack.calls("assistant.threads.setSuggestedPrompts")) == before + 1
