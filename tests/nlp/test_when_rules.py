"""Recurring rules and the words they are shown with."""

import pytest

from nlp import when


def words(text):
    rule = when.parse_rule(text)
    return rule and rule.words()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("every second tuesday 9:30", "every 2 weeks on tuesday 9:30"),
        ("every other friday at 3pm", "every 2 weeks on friday 15:00"),
        ("daily at 9", "every day 9:00"),
        ("mon-fri 9am", "every weekday 9:00"),
        ("every mon, wed and fri 10:00", "every monday and wednesday and friday 10:00"),
        ("monthly on the 1st at 9am", "first day of the month 9:00"),
        ("the 15th of every month", "every 15th of the month 9:00"),
        ("every month on the last day", "last day of the month 9:00"),
        ("every evening", "every day 18:00"),
        ("每周一9点", "every monday 9:00"),
        ("每月最后一个工作日", "last working day of the month 9:00"),
        ("每个工作日上午9点半", "every working day 9:30"),
        ("每周一、三、五上午10点", "every monday and wednesday and friday 10:00"),
        ("周一到周五每天9点", "every weekday 9:00"),
        ("隔周周五", "every 2 weeks on friday 9:00"),
        ("每月15号", "every 15th of the month 9:00"),
    ],
)
def test_a_rule_is_shown_in_its_one_form(text, wanted):
    assert words(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "every day 9:00",
        "every weekday 9:00",
        "every working day 9:00",
        "every monday 9:00",
        "every tuesday and thursday 9:00",
        "every 2 weeks on friday 9:00",
        "every 31st of the month 9:00",
        "first day of the month 9:00",
        "last day of the month 9:00",
        "first working day of the month 9:00",
        "last working day of the month 9:00",
    ],
)
def test_the_schedule_s_own_words_stay_as_they_are(text):
    assert words(text) == text


@pytest.mark.parametrize(
    "text",
    [
        "every",
        "monday 9:00",
        "every hour",
        "every quarter",
        "every third monday",
        "second tuesday of the month",
        "every day at 3",
        "biweekly",
        "每季度",
        "tomorrow",
        "",
    ],
)
def test_a_rule_without_a_canonical_form_is_not_understood(text):
    assert words(text) is None
