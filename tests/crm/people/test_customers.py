import pytest
from sqlalchemy import select

from crm.engine.errors import Ambiguous, Conflict, NotFound, NotUnderstood
from crm.models import Company, Contact, ContactPoint


def test_a_company_is_added_with_what_is_known_of_it(world):
    world.as_("ana").says("company add Blue Harbour type customer industry shipping city Bergen")
    made = world.one(select(Company).where(Company.name == "Blue Harbour"))
    assert (made.type, made.industry, made.city) == ("customer", "shipping", "Bergen")


def test_a_number_in_a_companys_name_stays_there(world):
    world.as_("ana").says("company add 7 Seas 2000 Ltd")
    assert world.one(select(Company).where(Company.name == "7 Seas 2000 Ltd")).size is None


def test_companies_are_listed_shown_and_paged(world):
    assert "Acme Robotics" in world.lines(world.as_("ana").says("companies"))
    said = world.lines(world.as_("ana").says("company show acme"))
    assert "Jane Foster" in said
    assert "CO-1" in said


def test_a_contact_is_added_with_checked_ways_to_reach_them(world):
    world.as_("ana").says("contact add Bob Lee at Acme Bob@ACME.example +1 212 555 0100")
    bob = world.one(select(Contact).where(Contact.name == "Bob Lee"))
    points = world.all(select(ContactPoint).where(ContactPoint.contact_id == bob.id))
    assert bob.company_id == 1
    assert {(p.kind, p.value) for p in points} == {
        ("email", "Bob@acme.example"),
        ("phone", "+12125550100"),
    }


@pytest.mark.parametrize(
    "wrong", ["email=bob@", "email=a@b..c", "bob@@acme", "phone=12", "phone=+999"]
)
def test_an_impossible_way_to_reach_somebody_is_refused(world, wrong):
    with pytest.raises(NotUnderstood) as refused:
        world.as_("ana").says(f"contact add Bob {wrong}")
    assert refused.value.field in {"email", "phone"}
    assert len(world.all(select(Contact))) == 1


def test_slacks_own_links_are_read_as_the_address_in_them(world):
    world.as_("ana").says("contact add Bob <mailto:bob@acme.example|bob@acme.example>")
    assert world.one(select(ContactPoint).where(ContactPoint.value == "bob@acme.example"))


def test_the_same_contact_within_a_minute_asks_first(world):
    world.as_("ana").says("contact add Bob Lee at Acme")
    with pytest.raises(Conflict):
        world.as_("ana").says("contact add Bob Lee at Acme")


def test_a_contact_is_found_by_name_and_shown_with_the_company(world):
    said = world.lines(world.as_("ana").says("contact show jane"))
    assert "jane@acme.example" in said
    assert "Acme Robotics (CO-1)" in said
    assert "U0JANE" not in said


def test_two_people_of_one_name_are_told_apart(world):
    world.as_("ana").says("contact add Jane Miller at Globex")
    with pytest.raises(Ambiguous) as refused:
        world.as_("ana").says("contact show Jane")
    assert len(refused.value.choices) == 2
    answer = world.as_("ana").presses(refused.value.ways[0])
    assert "Jane" in world.lines(answer)


def test_a_name_nobody_bears_offers_the_nearest(world):
    with pytest.raises(NotFound) as refused:
        world.as_("ana").says("company show company=Acne")
    assert refused.value.choices[0].fields == {"company": "CO-1"}


@pytest.mark.parametrize(
    "name",
    [
        "<!channel> <@U0ANA>",
        "*bold* _x_ `y`",
        "مرحبا",
        "🙂" * 50,
        "{name} {0}",
        "a" * 200,
        "\u200b x",
    ],
)
def test_a_hostile_name_is_kept_as_text(world, name):
    world.as_("ana").sends("company add", name=name)
    world.as_("ana").says("company list")
    assert len(world.all(select(Company))) == 4


def test_a_name_that_is_too_long_is_refused(world):
    with pytest.raises(NotUnderstood):
        world.as_("ana").sends("company add", name="x" * 40_000)
