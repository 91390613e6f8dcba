"""Fields of the workspace's own, changed in plain words, by anybody who may change the record."""

from contextlib import suppress

import pytest
from sqlalchemy import select

from crm.engine.errors import RapportError
from crm.models import CustomValue


@pytest.fixture
def fielded(world):
    ada = world.as_("ada")
    for said in (
        'company "Renewal date" type=date',
        "company 续约日期 type=date",
        "company Region type=choice choices=EMEA,APAC",
        "company Machines type=number",
        'deal "Rival quote" type=money',
        "deal Plant type=text",
    ):
        ada.says(f"field add {said}")
    world.as_("ana").says('deal add Acme "Line 4" 12k')
    return world


def held(world):
    """The one value that own fields hold, as the store keeps it."""
    (value,) = world.all(select(CustomValue))
    figure = value.figure and int(value.figure)
    return next(str(one) for one in (value.day, value.text, figure) if one is not None)


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("set renewal date of Acme to 1 March 2027", "2027-03-01"),
        ("Acme's renewal date is 2027-03-01", "2027-03-01"),
        ("把Acme的续约日期改成2027年3月1日", "2027-03-01"),
        ("把Acme的續約日期改成2027年3月1日", "2027-03-01"),
        ("set Acme's region to emea", "EMEA"),
        ("change the region of Acme to APAC", "APAC"),
        ("update machines of Acme to 12", "12"),
        ("set plant of D-1 to Hall 7", "Hall 7"),
        ("D-1 plant is Hall 7", "Hall 7"),
    ],
)
def test_a_field_of_its_own_is_changed_in_a_sentence_once_it_is_confirmed(fielded, said, value):
    ana = fielded.as_("ana")
    card = ana.says(f"ask {said}")
    assert not fielded.all(select(CustomValue))
    ana.presses(fielded.button(card, "ask do"))
    assert held(fielded) == value


@pytest.mark.parametrize(
    "said",
    [
        "set region of Acme to Mars",
        "set machines of Acme to many",
        "set renewal date of Acme to whenever",
        "set plant of Acme to Hall 7 and region of T-1 to EMEA",
        "what is the region of Acme",
    ],
)
def test_a_value_that_does_not_fit_changes_nothing(fielded, said):
    with suppress(RapportError):
        answer = fielded.as_("ana").says(f"ask {said}")
        with pytest.raises(AssertionError):
            fielded.button(answer, "ask do")
    assert not fielded.all(select(CustomValue))
