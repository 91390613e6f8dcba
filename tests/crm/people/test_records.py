"""What a customer's records carry, and how a rep writes it down."""

import pytest
from sqlalchemy import select

from crm.engine.errors import Conflict, Missing, NotFound, NotUnderstood
from crm.models import (
    Activity,
    Address,
    Attachment,
    Company,
    Contact,
    ContactPoint,
    CustomValue,
    Deal,
    Delivery,
    FollowUp,
    Lead,
    Purchase,
    TagLink,
)


def test_a_call_logged_with_a_name_gives_one_activity_and_one_follow_up(busy_world):
    busy_world.as_("ana").says("log call with Jane: wants SSO, follow up next tue 3pm")
    done = busy_world.one(select(Activity))
    planned = busy_world.one(select(FollowUp).order_by(FollowUp.id.desc()).limit(1))
    assert (done.type, done.note) == ("call", "wants SSO")
    assert done.contact_id == planned.contact_id is not None
    assert planned.due_at.isoformat() == "2026-11-24T20:00:00+00:00"


def test_a_note_without_a_customer_asks_whom_it_was_about(busy_world):
    with pytest.raises(Missing, match="whom"):
        busy_world.as_("ana").says("log call they want a discount")


def test_what_was_held_cannot_lie_in_the_future(busy_world):
    with pytest.raises(Conflict, match="still to come"):
        busy_world.as_("ana").says('log call CO-1 held_at="next tue 3pm" a chat')


def test_an_edit_changes_what_was_said_and_nothing_else(busy_world):
    before = busy_world.one(select(Company).where(Company.number == 1))
    busy_world.as_("ana").says("company edit CO-1 city Bergen size 40")
    after = busy_world.one(select(Company).where(Company.number == 1))
    assert (after.city, after.size) == ("Bergen", 40)
    assert (after.name, after.owner_id, after.type) == (before.name, before.owner_id, before.type)


def test_a_field_is_emptied_by_its_name_and_a_name_never_is(busy_world):
    ana = busy_world.as_("ana")
    ana.says("company edit CO-1 city Bergen")
    ana.says("company edit CO-1 clear=city")
    assert busy_world.one(select(Company).where(Company.number == 1)).city is None
    with pytest.raises(NotUnderstood, match="cannot be emptied"):
        ana.says("company edit CO-1 clear=name")


def test_an_edit_that_says_nothing_asks(busy_world):
    with pytest.raises(Missing, match="to be changed"):
        busy_world.as_("ana").says("company edit CO-1")


def test_a_company_put_aside_leaves_the_list_and_comes_back(busy_world):
    ana = busy_world.as_("ana")
    ana.says("company archive Globex")
    assert "Globex" not in busy_world.lines(ana.says("company list"))
    with pytest.raises(Conflict, match="already"):
        ana.says("company archive CO-2")
    ana.says("company restore CO-2")
    assert "Globex" in busy_world.lines(ana.says("company list"))


def test_a_contact_has_any_number_of_addresses_each_with_where_it_came_from(busy_world):
    ana = busy_world.as_("ana")
    ana.says("contact point add Jane jane.foster@example.com source=fair")
    ana.says("contact point add Jane +49 30 1234567")
    kinds = [p.kind for p in busy_world.all(select(ContactPoint)) if p.contact_id == 1]
    assert sorted(kinds) == ["email", "email", "phone", "slack"]
    added = busy_world.one(select(ContactPoint).where(ContactPoint.value.like("jane.foster%")))
    assert added.source == "fair"


def test_an_address_that_another_contact_has_is_said(busy_world):
    ana = busy_world.as_("ana")
    ana.says("contact add Kim Lee kim@initech.com")
    said = busy_world.lines(ana.says("contact point add Jane kim@initech.com"))
    assert "Kim Lee" in said


def test_a_lead_becomes_a_contact_a_company_and_a_deal(busy_world):
    ana = busy_world.as_("ana")
    ana.says('lead add "Kim Lee" kim@initech.com company_name=Initech source=fair')
    ana.says("log call L-1 first talk")
    ana.says('lead convert L-1 "First order" 5k')
    lead = busy_world.one(select(Lead))
    deal = busy_world.one(select(Deal).where(Deal.name == "First order"))
    person = busy_world.one(select(Contact).where(Contact.name == "Kim Lee"))
    assert (lead.status, deal.amount, deal.source) == ("converted", 500_000, "fair")
    assert (deal.contact_id, deal.company_id) == (person.id, person.company_id)
    assert busy_world.one(select(Activity)).deal_id == deal.id
    with pytest.raises(Conflict, match="converted"):
        ana.says("lead convert L-1")


def test_a_lead_of_a_known_company_adds_no_second_one(busy_world):
    ana = busy_world.as_("ana")
    ana.says('lead add "Kim Lee" kim@globex.com company_name=Globex')
    before = len(busy_world.all(select(Company)))
    ana.says("lead convert L-1")
    assert len(busy_world.all(select(Company))) == before


def test_a_lead_of_somebody_else_is_not_there_for_a_rep(busy_world):
    busy_world.as_("mei").says('lead add "Kim Lee" kim@initech.com')
    with pytest.raises(NotFound):
        busy_world.as_("ana").says("lead show L-1")


def test_a_purchase_costs_its_list_price_unless_said_otherwise(busy_world):
    ana = busy_world.as_("ana")
    ana.says('product add "Sensor kit" 250 USD')
    ana.says("purchase add CO-1 P-1 quantity 3")
    ana.says("purchase add CO-1 P-1 600 USD")
    assert [p.amount for p in busy_world.all(select(Purchase))] == [75_000, 60_000]


def test_an_own_field_is_set_by_its_name_and_shown_on_the_card(busy_world):
    busy_world.as_("ada").says("field add company Region type=choice choices=North,South")
    ana = busy_world.as_("ana")
    shown = busy_world.lines(ana.says("company edit CO-1 region=south"))
    assert "Region" in shown
    assert busy_world.one(select(CustomValue)).text == "South"
    with pytest.raises(NotUnderstood, match="not one of"):
        ana.says("company edit CO-1 region=west")


@pytest.mark.parametrize(
    ("kind", "right", "wrong"),
    [
        ("number", "12.5", "many"),
        ("money", "12k", "lots"),
        ("date", "2027-03-31", "someday"),
        ("link", "https://example.com/a", "example"),
    ],
)
def test_an_own_field_takes_what_its_type_says(busy_world, kind, right, wrong):
    busy_world.as_("ada").says(f"field add company Detail type={kind}")
    ana = busy_world.as_("ana")
    ana.says(f"company edit CO-1 detail={right}")
    with pytest.raises(NotUnderstood):
        ana.says(f"company edit CO-1 detail={wrong}")
    assert len(busy_world.all(select(CustomValue))) == 1


def test_a_tag_is_put_once_and_taken_off(busy_world):
    ana = busy_world.as_("ana")
    ana.says("tag Acme vip, renewal")
    with pytest.raises(Conflict, match="already"):
        ana.says("tag Acme VIP")
    ana.says("untag Acme vip")
    assert len(busy_world.all(select(TagLink))) == 1


def test_files_and_addresses_are_kept_with_their_record(busy_world):
    ana = busy_world.as_("ana")
    ana.says("attach D-1 https://example.com/offer.pdf Offer")
    ana.says('address set CO-1 billing street="1 Main Street" city=Oslo')
    assert busy_world.one(select(Attachment)).record_kind == "deal"
    assert busy_world.one(select(Address)).kind == "billing"
    assert "1 Main Street" in busy_world.lines(ana.says("address show CO-1"))
    with pytest.raises(NotUnderstood, match="not a link"):
        ana.sends("attachment add", record="D-1", link="javascript:alert(1)")


def test_who_follows_a_record_hears_of_its_changes_and_the_author_does_not(busy_world):
    busy_world.as_("ben").says("watch CO-1")
    ana = busy_world.as_("ana")
    ana.says("watch CO-1")
    ana.says("company edit CO-1 city Bergen")
    rows = busy_world.all(select(Delivery).where(Delivery.rule == "watch"))
    assert [row.channel for row in rows] == ["U0BEN"]


def test_the_timeline_has_all_that_happened_in_one_order(busy_world):
    ana = busy_world.as_("ana")
    ana.says("company edit CO-1 city Bergen")
    busy_world.later(minutes=5)
    ana.says("log call CO-1 they like it")
    said = busy_world.lines(ana.says("timeline CO-1"))
    assert said.index("they like it") < said.index("Bergen") < said.index("Deal opened")


def test_a_company_with_tags_is_not_undone_from_under_them(busy_world):
    ana = busy_world.as_("ana")
    ana.says("company add Initech")
    busy_world.later(minutes=2)
    busy_world.as_("ben").says("tag Initech vip")
    with pytest.raises(Conflict, match="in the way"):
        ana.says("undo")
