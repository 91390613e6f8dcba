"""Fields that a workspace added to a kind: set in words and forms, shown, told, taken back."""

import pytest
from sqlalchemy import select

from crm.engine.errors import NotUnderstood
from crm.models import CustomValue, Deal, Ticket

ADDS = {
    "company": "company add Hooli",
    "contact": "contact add Acme Nina Berg",
    "lead": "lead add Nina Berg",
    "deal": "deal add Acme Ovens 12k",
    "ticket": "ticket add Acme Smoke",
    "product": "product add Oven 250 USD",
    "purchase": "purchase add Acme P-1",
}


@pytest.fixture
def regional(busy_world):
    """Every kind that may have own fields has the region, and a deal's renewal has a day."""
    ada = busy_world.as_("ada")
    for kind in ADDS:
        ada.says(f"field add {kind} Region type=choice choices=EMEA,APAC")
    ada.says("product add Kiln 100 USD")
    return busy_world


def ref_of(answer):
    return answer.reply.views[0].ref


@pytest.mark.parametrize("kind", ADDS)
def test_every_kind_takes_its_own_field_when_added_and_edited_and_shows_it(regional, kind):
    ada = regional.as_("ada")
    added = ada.says(f"{ADDS[kind]} region=EMEA")
    assert "Region" in regional.lines(added)
    assert "EMEA" in regional.lines(added)
    assert "APAC" in regional.lines(ada.says(f"{kind} edit {ref_of(added)} region=apac"))
    assert "APAC" in regional.lines(ada.says(f"{kind} show {ref_of(added)}"))


@pytest.mark.parametrize("kind", ADDS)
def test_its_history_tells_each_value_and_undo_takes_it_back(regional, kind):
    ada = regional.as_("ada")
    ref = ref_of(ada.says(f"{ADDS[kind]} region=EMEA"))
    edited = ada.says(f"{kind} edit {ref} region=APAC")
    told = regional.lines(ada.says(f"timeline {ref}"))
    assert "own field added: Region: EMEA" in told
    assert "Region: EMEA → APAC" in told
    ada.presses(regional.button(edited, "undo"))
    assert "EMEA" in regional.lines(ada.says(f"{kind} show {ref}"))
    assert regional.one(select(CustomValue.text)) == "EMEA"


def test_it_is_said_in_chinese_as_well(regional):
    mei = regional.as_("mei")
    mei.says("添加字段 商机 大区 type=choice choices=华东,华南")
    said = mei.says("修改商机 D-1 大区=华东")
    assert "大区" in regional.lines(said, "zh")
    assert "自定义字段" in regional.lines(mei.says("timeline D-1"), "zh")


def test_what_the_field_does_not_take_is_refused_and_changes_nothing(regional):
    ada = regional.as_("ada")
    before = len(regional.all(select(Deal)))
    for said in ("deal edit D-1 region=Mars", "deal add Acme Ovens region=Mars"):
        with pytest.raises(NotUnderstood, match="not one of"):
            ada.says(said)
    assert len(regional.all(select(Deal))) == before
    assert not regional.all(select(CustomValue))


def test_an_empty_value_empties_the_field_and_it_leaves_the_card(regional):
    ada = regional.as_("ada")
    ada.says("deal edit D-1 region=EMEA")
    assert "Region" not in regional.lines(ada.says('deal edit D-1 region=""'))


@pytest.mark.parametrize(
    ("kind", "typed", "shown", "again"),
    [
        ("number", "40", "40", "7"),
        ("money", "12k", "12,000", "9k"),
        ("date", "2027-03-31", "31 Mar", "2027-04-01"),
        ("link", "https://a.example/x", "https://a.example/x", "https://a.example/y"),
    ],
)
def test_a_deal_s_history_tells_values_of_every_type(busy_world, kind, typed, shown, again):
    ada = busy_world.as_("ada")
    ada.says(f"field add deal Detail type={kind}")
    assert shown in busy_world.lines(ada.says(f"deal edit D-1 detail={typed}"))
    ada.says(f"deal edit D-1 detail={again}")
    told = busy_world.lines(ada.says("timeline D-1"))
    assert shown in told.split("Detail: ")[1].split("→")[0]


def test_a_card_offers_its_own_fields_only_where_the_kind_has_some(busy_world):
    ada = busy_world.as_("ada")
    offered = [o.value for o in busy_world.button(ada.says("deal show D-1"), "record edit").options]
    assert "extra" not in offered
    ada.says("field add deal Region")
    offered = [o.value for o in busy_world.button(ada.says("deal show D-1"), "record edit").options]
    assert "extra" in offered


def test_a_ticket_s_own_field_is_kept_with_the_ticket(regional):
    regional.as_("ben").says("ticket add Acme Smoke region=EMEA")
    ticket = regional.all(select(Ticket))[-1]
    value = regional.one(select(CustomValue))
    assert (value.record_kind, value.record_id) == ("ticket", ticket.id)
