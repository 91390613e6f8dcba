"""A field that was put aside comes back with its values when one of its name is added again."""

import pytest

from crm.engine.errors import Conflict
from crm.engine.texts import Reader, say


@pytest.fixture
def aside(busy_world):
    """Companies had a region until it was put aside; CO-1 is of EMEA."""
    ada = busy_world.as_("ada")
    ada.says("field add company Region type=choice choices=EMEA,APAC")
    ada.says("company edit CO-1 region=EMEA")
    ada.says("field archive company Region")
    return ada


def test_it_is_back_with_its_values_and_takes_new_choices(aside):
    answer = aside.says("field add company region type=choice choices=LATAM")
    assert "is back" in aside.world.lines(answer)
    (row,) = aside.says("company list region=EMEA").reply.views[0].rows
    assert row.ref == "CO-1"
    assert "CO-1" in aside.world.lines(aside.says("company edit CO-1 region=LATAM"))


def test_undo_puts_it_aside_again(aside):
    answer = aside.says("field add company Region type=choice choices=EMEA")
    aside.presses(aside.world.button(answer, "undo"))
    assert "Region" not in aside.world.lines(aside.says("field list"))


def test_one_of_another_type_is_refused_with_the_way_back(aside):
    with pytest.raises(Conflict) as refused:
        aside.says("field add company Region type=number")
    assert "was put aside" in say(refused.value.text, Reader())
    assert "type=choice choices=EMEA,APAC" in say(refused.value.next_step, Reader())
