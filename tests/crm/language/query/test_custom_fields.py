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


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        ("number", ("5", "40", "100")),
        ("money", ("5", "40", "100")),
        ("date", ("2026-02-01", "2026-10-01", "2027-01-01")),
        ("text", ("ash", "birch", "oak")),
    ],
)
def test_a_list_is_sorted_by_an_own_field_of_any_type(busy_world, kind, values):
    ada = busy_world.as_("ada")
    ada.says(f"field add company Yard type={kind}")
    for ref, place in (("CO-1", 1), ("CO-2", 2), ("CO-3", 0)):
        ada.says(f"company edit {ref} yard={values[place]}")
    assert refs(ada.says("company list sort=yard")) == ["CO-3", "CO-1", "CO-2"]
    assert refs(ada.says("company list sort=-yard")) == ["CO-2", "CO-1", "CO-3"]


def test_records_without_a_value_come_last_and_a_view_keeps_the_order(regional):
    ada = regional.as_("ada")
    answer = ada.says("company list created_at>2020-01-01 sort=-seats")
    assert refs(answer)[0] == "CO-1"
    again = regional.button(answer, "view save")
    ada.sends("view save", **again.fields, name="By seats")
    assert refs(ada.says("view By seats"))[0] == "CO-1"


def test_a_list_is_counted_by_an_own_choice(regional):
    said = regional.lines(regional.as_("ada").says("company list group=region"))
    assert "EMEA" in said
    with pytest.raises(NotUnderstood):
        regional.as_("ada").says("company list group=seats")
