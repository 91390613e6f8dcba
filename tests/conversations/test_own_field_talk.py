"""Own fields in Slack: typed with a new record, changed from its card, asked for in its form."""

import pytest

from crm.models import CustomValue

pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture(scope="module", autouse=True)
def territories(world):
    """Deals and tickets have a territory."""
    for kind in ("deal", "ticket"):
        world.tell(world.ada, f"/crm field add {kind} Territory type=choice choices=EMEA,APAC")


def held(world):
    """What the newest own field holds."""
    return world.rows(CustomValue)[-1].text


def test_a_deal_takes_its_own_field_in_words_and_its_card_changes_it(world):
    card = world.tell(world.ana, "/deal add Acme Ovens for Emea 12k territory=emea")
    assert "EMEA" in card.text
    opened = world.ana.press(card, "Edit", "extra")
    assert list(opened.modal.values.values()) == ['territory="EMEA"']
    (block,) = opened.modal.values
    assert "is not one of" in world.ana.submit({block: "territory=Mars"}).errors[block]
    assert world.ana.submit({block: "territory=APAC"}).errors == {}
    world.settle()
    assert held(world) == "APAC"
    world.pass_time(seconds=6)
    assert "APAC" in next(m for m in world.ben.sees("#sales") if m.ts == card.ts).text


@pytest.mark.parametrize(
    ("person", "said", "given"),
    [
        ("ana", ("/deal", "add"), {"name": "Ovens by form"}),
        ("ben", ("/ticket", "add"), {"subject": "Smoke by form"}),
    ],
)
def test_the_form_of_a_new_record_takes_it_and_names_what_it_does_not_take(
    world, person, said, given
):
    somebody = getattr(world, person)
    somebody.command(*said, channel="#sales")
    refused = somebody.submit({"company": "CO-1", **given, "extra": "territory=Mars"})
    assert "is not one of" in refused.errors["extra"]
    assert somebody.submit({"extra": "territory=APAC"}).errors == {}
    world.settle()
    assert held(world) == "APAC"
