"""A name is typed into a form: the records that it may mean are offered, within one's rights."""

import pytest

pytestmark = pytest.mark.xdist_group("demo")


def offered(person, field, typed):
    """The names under a field for some typed letters."""
    return [one["text"]["text"] for one in person.suggest(field, typed)]


@pytest.fixture
def form(world):
    """Ana with the form of a new follow-up open."""
    assert world.ana.shortcut("new_deal").status == 200
    yield world.ana
    world.ana.close(everything=True)


def test_companies_whose_names_begin_so_come_first(form):
    names = offered(form, "company", "acm")
    assert names[0].startswith("Acme")
    assert offered(form, "company", "")


def test_a_reference_offers_that_very_record(world, form):
    company = form.suggest("company", "acme")[0]
    assert company["value"].startswith("CO-")
    assert form.suggest("company", company["value"])[0]["text"] == company["text"]


def test_a_name_that_nobody_bears_is_offered_to_be_created(form):
    assert form.suggest("company", "Zyxel Ovens")[-1]["value"] == "new:Zyxel Ovens"
    assert "Create Acme" not in str(form.suggest("company", "D-1"))


def test_deals_are_offered_within_rights(world):
    card = world.deal("Vertical seaweed farm")
    offers = {}
    for person in (world.ana, world.mei, world.ben):
        person.command("/crm", "activity log", channel="#sales")
        offers[person.name] = offered(person, "deal", "vertical sea")
        person.close(everything=True)
    assert card.text
    assert offers == {"ana": ["Vertical seaweed farm"], "mei": ["Vertical seaweed farm"], "ben": []}
