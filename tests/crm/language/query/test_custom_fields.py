"""Fields that the workspace added can be filtered like any other."""

import pytest

from crm.engine.errors import NotUnderstood


@pytest.fixture
def regional(busy_world):
    ada = busy_world.as_("ada")
    ada.says("field add company Region type=choice choices=EMEA,APAC")
    ada.says("field add company Seats type=number")
    ada.says("company edit CO-1 region=EMEA seats=40")
    return busy_world


def refs(answer):
    return [row.ref for row in answer.reply.views[0].rows]


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ("region=EMEA", True),
        ("region=emea,apac", True),
        ("Region=APAC", False),
        ("region!=APAC", True),
        ("region=none", False),
        ("seats>30", True),
        ("seats=10..39", False),
        ("region~EM", True),
    ],
)
def test_a_custom_field_filters_a_list(regional, filters, found):
    assert ("CO-1" in refs(regional.as_("ada").says(f"company list {filters}"))) is found


def test_a_custom_field_of_a_linked_record_is_one_dot_away(regional):
    ada = regional.as_("ada")
    assert refs(ada.says("deal list company.region=EMEA"))
    assert not refs(ada.says("deal list company.region=APAC"))


def test_what_is_no_field_and_no_number_is_said_so(regional):
    ada = regional.as_("ada")
    with pytest.raises(NotUnderstood):
        ada.says("company list regionn=EMEA")
    with pytest.raises(NotUnderstood):
        ada.says("company list seats>many")


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ("ask EMEA companies", "EMEA"),
        ("ask deals of companies in region EMEA", "EMEA"),
        ("ask companies with seats over 30", "30"),
        ("ask EMEA的公司", "EMEA"),
    ],
)
def test_a_sentence_knows_the_workspaces_own_fields(regional, said, field):
    answer = regional.as_("ada").says(said)
    assert field in regional.lines(answer)
    assert refs(answer)
