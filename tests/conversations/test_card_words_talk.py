"""Cards as a person uses them, in English and Chinese: share, timeline, assign, one field."""

import pytest

from crm.models import Deal, User

pytestmark = pytest.mark.xdist_group("demo")
WORDS = {
    "ana": {
        "share": "Share",
        "timeline": "Timeline",
        "edit": "Edit",
        "assign": "assign {ref} to @mei",
        "taken": "takes care of it",
        "list": "deal list --share",
    },
    "mei": {
        "share": "分享",
        "timeline": "时间线",
        "edit": "编辑",
        "assign": "指派 {ref} 给 @ben",
        "taken": "负责",
        "list": "商机列表 --share",
    },
}


def ref(card):
    return card.text.split()[0].strip("*")


def element(card, label):
    """The action of a button or menu by its label."""
    for action, one in card.actions.items():
        named = one.get("text") or one.get("placeholder") or {}
        if named.get("text") == label:
            return action, one
    raise AssertionError((label, [str(one.get("text")) for one in card.actions.values()]))


@pytest.fixture(params=["ana", "mei"])
def who(request, world):
    """A person, their words, and a private card of a deal, as they asked for it."""
    person, words = getattr(world, request.param), WORDS[request.param]
    made = world.deal(f"Card {len(world.rows(Deal))} for {request.param}")
    world.tell(person, f"/deal show {ref(made)}")
    card = next(m for m in reversed(person.sees("#sales")) if m.is_ephemeral and m.actions)
    return person, words, card


def test_a_private_card_is_shared_with_the_channel(world, who):
    person, words, card = who
    action, _ = element(card, words["share"])
    assert person.press(card, action).status == 200
    world.settle()
    seen = world.ben.last("#sales")
    assert ref(card) in seen.text
    assert not seen.is_ephemeral


def test_a_list_is_shared_by_a_word(world, who):
    person, words, _ = who
    world.tell(person, f"/crm {words['list']}")
    shared = [m for m in world.ben.sees("#sales")[-2:] if "D-" in m.text]
    assert shared
    assert not shared[-1].is_ephemeral


def test_the_timeline_is_shown_below_a_private_card_which_stays(world, who):
    person, words, card = who
    action, _ = element(card, words["timeline"])
    assert person.press(card, action).status == 200
    world.settle()
    shown = person.last("#sales")
    assert ref(card) in shown.text
    assert shown.ts != card.ts
    kept = next(m for m in person.sees("#sales") if m.ts == card.ts)
    assert words["timeline"] in str(kept.actions)


def test_one_field_is_changed_from_the_card(world, who):
    person, words, card = who
    action, menu = element(card, words["edit"])
    option = next(one["value"] for one in menu["options"] if one["value"] == "amount")
    assert person.press(card, action, option).status == 200
    (name,) = [key for key in person.modal().values if key.startswith("value")]
    assert person.submit({name: "lots"}).errors
    assert person.submit({name: "15k"}).errors == {}
    world.settle()
    number = int(ref(card).split("-")[1])
    assert world.rows(Deal, Deal.number == number)[0].amount == 1_500_000


def test_a_record_is_given_to_somebody_in_words(world, who):
    person, words, card = who
    world.tell(person, "/crm " + words["assign"].format(ref=ref(card)))
    number = int(ref(card).split("-")[1])
    (deal,) = world.rows(Deal, Deal.number == number)
    heir = "mei" if person.name == "ana" else "ben"
    assert world.rows(User, User.id == deal.owner_id)[0].handle == heir
    assert ref(card) in getattr(world, heir).last("dm").text
