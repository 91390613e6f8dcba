"""What product.md's people ask, word for word, in channel, thread and direct message."""

from __future__ import annotations

import re
from itertools import count

import pytest

from crm.models import Activity, Deal, FollowUp, Learned

pytestmark = pytest.mark.xdist_group("demo")

PLACES = ("dm", "channel", "thread")
MANAGERS = {
    "en": "which deals over 10k close this month and have had no contact for two weeks?",
    "zh": "超过1万、本月要成交、两周没联系的商机有哪些？",
}
FOLLOWED = {
    "en": ("open deals", "and those over 50k?", "sort by amount", "the second one"),
    "zh": ("进行中的商机", "那些超过5万的呢", "按金额排序", "第二个"),
}
WHY_NOT = {
    "en": ("open deals", "why not {name}?"),
    "zh": ("进行中的商机", "为什么没有{name}"),
}
UNSEEN = ("Hidden works", "Nowhere works")
LOGGED = {
    "en": "log call with Jane: wants SSO, send quote, follow up next tue 3pm",
    "zh": "刚和Jane Foster通了电话，她想要单点登录，下周二下午3点跟进",
}
NUMBER = count(1)
SPEAKER = {"en": "ana", "zh": "mei"}


class Talk:
    """One person in one place; what is said there is said as one says it there."""

    def __init__(self, world, language, place):
        self.world, self.person = world, getattr(world, SPEAKER[language])
        self.channel = "dm" if place == "dm" else "#sales"
        self.thread = None
        if place == "thread":
            self.thread = world.tell(world.ana, f'/deal add Acme "Thread {next(NUMBER)}" 12k')

    def says(self, text):
        """What is answered to a sentence."""
        mention = "" if self.channel == "dm" else "@rapport "
        self.person.say(self.channel, f"{mention}{text}", thread=self.thread)
        self.world.settle()
        return self.person.last(self.channel, thread=self.thread)


@pytest.fixture(params=[(lang, place) for lang in SPEAKER for place in PLACES], ids="-".join)
def talk(world, request):
    """A person of each language in each kind of place."""
    language, place = request.param
    made = Talk(world, language, place)
    made.language = language
    return made


def test_the_managers_question_shows_answer_and_filters(talk):
    told = talk.says(MANAGERS[talk.language])
    assert told.text.strip("*")[0].isdigit()
    shown = str(told.blocks)
    assert "10,000" in shown
    assert "2026" in shown


def test_what_is_said_next_goes_on_from_the_answer(talk, world):
    for amount in ("61k", "62k"):
        world.ana.say("dm", f'deal add Acme "Large {next(NUMBER)}" {amount}')
        world.settle()
    first, narrowed, ordered, second = FOLLOWED[talk.language]
    talk.says(first)
    assert "50,000" in str(talk.says(narrowed).blocks)
    rows = [row for row in references(talk.says(ordered)) if row.startswith("D-")]
    assert len(rows) > 1
    assert references(talk.says(second))[0] == rows[1]


def test_why_not_names_the_filter_and_hides_what_one_may_not_see(talk, world):
    number = next(NUMBER)
    world.ada.say("dm", f'deal add Acme "Hidden works {number}" 77k owner=ada')
    world.settle()
    assert world.rows(Deal, Deal.name == f"Hidden works {number}")
    talk.person = world.ana  # a rep: Ada's deals are not hers to see, in whatever language she asks
    listed, why = WHY_NOT[talk.language]
    talk.says(listed)
    unseen, nowhere = (talk.says(why.format(name=f"{name} {number}")) for name in UNSEEN)
    assert unseen.text.replace(UNSEEN[0], UNSEEN[1]) == nowhere.text
    assert "77,000" not in str(nowhere.blocks)


def test_an_unclear_word_has_at_most_three_readings_and_is_learned(world):
    told = Talk(world, "zh", "dm").says("最近成交的商机")
    options = [label for label in labels(told) if "天" in label or "本季度" in label]
    assert 1 < len(options) <= 3
    world.mei.press(told, options[1])
    world.settle()
    learned = [row.instead for row in world.rows(Learned, Learned.words == "最近")]
    assert learned == [options[1]]
    again = Talk(world, "zh", "channel").says("最近成交的商机")
    assert again.text.strip("*")[0].isdigit()


@pytest.mark.parametrize("language", sorted(LOGGED))
def test_a_call_is_logged_in_its_deals_thread_without_naming_it(world, language):
    talk = Talk(world, language, "thread")
    before = len(world.rows(Activity)), len(world.rows(FollowUp))
    card = talk.says(LOGGED[language])
    if "Do it" in labels(card) or "执行" in labels(card):
        talk.person.press(card, next(x for x in labels(card) if x in {"Do it", "执行"}))
        world.settle()
    made = len(world.rows(Activity)), len(world.rows(FollowUp))
    assert made == (before[0] + 1, before[1] + 1)
    deal = int(references(talk.thread)[0].removeprefix("D-"))
    assert world.rows(FollowUp)[-1].deal_id == world.rows(Deal, Deal.number == deal)[0].id


def references(message):
    """The references that a message shows, in their order."""
    return re.findall(r"\b(?:D|CO|C|F|A)-\d+\b", str(message.blocks))


def labels(message):
    """What the buttons of a message say."""
    return re.findall(r"'type': 'button'.*?'text': '([^']*)'", str(message.blocks)) + re.findall(
        r"'text': '([^']*)', 'emoji'", str(message.blocks)
    )
