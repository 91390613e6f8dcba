"""What is not a time, or could be two, is not understood; bad input neither breaks nor stalls."""

from datetime import datetime
from time import process_time
from zoneinfo import ZoneInfo

import pytest

from nlp import entities, money, quantities, when

ZONE = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 11, 10, tzinfo=ZONE)
SETTING = entities.Setting(NOW, ZONE, "EUR", region="DE")
READERS = {
    "time": lambda text: when.parse(text, NOW, ZONE),
    "times": lambda text: when.find(text, NOW, ZONE),
    "range": lambda text: when.parse_range(text, NOW, ZONE),
    "rule": when.parse_rule,
    "money": lambda text: money.parse(text, "EUR"),
    "amounts": lambda text: money.find(text, "EUR"),
    "percent": money.parse_percent,
    "percents": money.find_percents,
    "quantity": quantities.parse_quantity,
    "duration": quantities.parse_duration,
    "entities": lambda text: entities.find(text, SETTING),
}
PUMPS = [
    *"1, -1 +1 (1 1. 9: 1,00 99999 1' a@ # € - % x 😀 \u202e \0".split(" "),  # noqa: SIM905 - legible
    *"一的到每十明",
    *("八折", "3万", "百分之", "明天", "十点", "周一三", "下下", "第一个", "1 ", "mon ", "in 2 "),
    *("at 9 ", "3 days after ", "a week from ", "half past ", "of the ", "to ", "every "),
    *("half a ", "one hundred and ", "$1,000 ", "order "),
]


@pytest.mark.parametrize(
    "phrase",
    [
        "soon",
        "later",
        "in a few days",
        "around 3pm",
        "at 3",
        "tomorrow at 2",
        "quarter to five",
        "03/04",
        "friday or monday",
        "2pm-3pm",
        "上午10:30-11:30",
        "monday to friday",
        "every monday",
        "30 february",
        "friday 14 march",
        "tomorrow morning 4pm",
        "fri 13",
        "today at 9",
        "friday midnight",
        "last tuesday",
        "1300",
        "24/7",
        "this week",
        "3pm IST",
        "12k",
        "过两天",
        "两三天后",
        "下午三点左右",
        "明天两点",
        "晚上三点",
        "2月30日",
        "周一到周五",
        "几天后",
    ],
)
def test_a_vague_or_double_phrase_is_not_understood(phrase):
    assert when.parse(phrase, NOW, ZONE) is None


@pytest.mark.parametrize("text", ["", " ", "\0", "😀😀", "\u202eabc\u202c x", "ħĸŋ", "الغد"])
@pytest.mark.parametrize("reader", READERS)
def test_odd_text_is_answered_with_nothing(reader, text):
    assert not READERS[reader](text)


@pytest.mark.parametrize("reader", READERS)
def test_forty_thousand_characters_do_no_harm(reader):
    one_phrase = reader not in {"times", "amounts", "percents", "entities"}
    found = READERS[reader]("tomorrow 9am, 明天 $5k 5% " * 2000)
    assert (found is None) if one_phrase else (1 <= len(found) <= 400)


@pytest.mark.parametrize("pump", PUMPS)
def test_a_pumped_text_takes_no_time(pump):
    text = (pump * 4000)[:4000]
    for name, read in READERS.items():
        for pumped in (text, text[:118]):
            # A busy machine may disturb one run, not three.
            assert any(_taken(read, pumped) < 0.05 for _ in range(3)), name


def test_a_day_beyond_the_calendar_is_not_understood():
    assert when.parse("in 9999 years", NOW, ZONE) is None
    assert when.parse("in 999999 months", NOW, ZONE) is None


def _taken(read, text):
    start = process_time()
    read(text)
    return process_time() - start
