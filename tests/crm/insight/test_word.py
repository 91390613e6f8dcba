"""What unclear words mean in a workspace can be seen, taught and forgotten."""

import pytest

from crm.engine.errors import Ambiguous, Conflict, NotAllowed, NotFound, NotUnderstood

TAUGHT = 'word teach lately instead="in the last 30 days"'
ASKED = "ask deals created lately"


def test_a_taught_word_is_understood_until_it_is_forgotten(busy_world):
    ada = busy_world.as_("ada")
    with pytest.raises((Ambiguous, NotUnderstood)):
        ada.says(ASKED)
    ada.says(TAUGHT)
    assert "Created" in busy_world.lines(ada.says(ASKED))
    assert "lately" in busy_world.lines(ada.says("words"))
    ada.says("word forget lately")
    with pytest.raises((Ambiguous, NotUnderstood)):
        ada.says(ASKED)


def test_a_word_that_is_understood_already_cannot_be_taught(busy_world):
    with pytest.raises(Conflict):
        busy_world.as_("ada").says('word teach deals instead="contacts"')


def test_what_somebody_else_chose_only_a_leader_forgets(busy_world):
    busy_world.as_("ada").says(TAUGHT)
    with pytest.raises(NotAllowed):
        busy_world.as_("ana").says("word forget lately")
    with pytest.raises(NotFound):
        busy_world.as_("ana").says("word forget rarely")


@pytest.mark.parametrize(
    "said", ["ticket list sla=breached", "ask tickets out of SLA", "company list nps>8"]
)
def test_what_is_not_collected_yet_is_said_in_one_sentence(busy_world, said):
    with pytest.raises(NotUnderstood, match="does not collect"):
        busy_world.as_("ada").says(said)
