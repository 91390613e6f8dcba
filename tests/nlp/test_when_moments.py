"""Moments and days, each convention by an example, on Wednesday 11 March 2026, 10:00."""

from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from nlp import when

ZONE = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 11, 10, tzinfo=ZONE)
DEV = Path(__file__).parents[3] / "shared" / "data" / "nlp" / "when_phrases_dev.tsv"


def read(phrase, **settings):
    found = when.parse(phrase, NOW, ZONE, when.Conventions(**settings))
    if found is None:
        return None
    wall = found.at.replace(tzinfo=None)
    return wall.date().isoformat() if found.whole_day else wall.isoformat(" ", "minutes")


@pytest.mark.parametrize(
    ("phrase", "wanted"),
    [
        ("next friday", "2026-03-20"),
        ("this friday", "2026-03-13"),
        ("friday", "2026-03-13"),
        ("next week", "2026-03-18"),
        ("next month", "2026-04-11"),
        ("eod", "2026-03-11 17:00"),
        ("eow", "2026-03-13 17:00"),
        ("tomorrow morning", "2026-03-12 09:00"),
        ("noon", "2026-03-11 12:00"),
        ("this afternoon", "2026-03-11 15:00"),
        ("tomorrow evening", "2026-03-12 18:00"),
        ("at 9", "2026-03-12 09:00"),
        ("at 11", "2026-03-11 11:00"),
        ("end of month", "2026-03-31"),
        ("wednesday", "2026-03-18"),
        ("wednesday 3pm", "2026-03-11 15:00"),
    ],
)
def test_a_word_of_time_is_read_by_our_conventions(phrase, wanted):
    assert read(phrase) == wanted


@pytest.mark.parametrize(
    ("phrase", "wanted"),
    [
        ("the day after tomorrow at 8am", "2026-03-13 08:00"),
        ("friday week", "2026-03-20"),
        ("a week from tomorrow", "2026-03-19"),
        ("two weeks from friday", "2026-03-27"),
        ("friday after next", "2026-03-27"),
        ("half past nine tomorrow", "2026-03-12 09:30"),
        ("in an hour and a half", "2026-03-11 11:30"),
        ("within 2 working days", "2026-03-13"),
        ("in 3 working days", "2026-03-16"),
        ("end of Q3", "2026-09-30"),
        ("last friday of april", "2026-04-24"),
        ("the 15th", "2026-03-15"),
        ("31 March", "2026-03-31"),
        ("feb 29", "2028-02-29"),
        ("tommorow 9am", "2026-03-12 09:00"),
        ("wendesday 4pm", "2026-03-11 16:00"),
        ("2026-03-31 14:30", "2026-03-31 14:30"),
        ("1300 hrs", "2026-03-11 13:00"),
        ("24:00", "2026-03-12 00:00"),
    ],
)
def test_english_phrases_are_read(phrase, wanted):
    assert read(phrase) == wanted


@pytest.mark.parametrize(
    ("phrase", "wanted"),
    [
        ("下周三下午三点半", "2026-03-18 15:30"),
        ("大后天早上", "2026-03-14 09:00"),
        ("半小时后", "2026-03-11 10:30"),
        ("一个半小时后", "2026-03-11 11:30"),
        ("下个月5号", "2026-04-05"),
        ("明年三月", "2027-03-01"),
        ("月底", "2026-03-31"),
        ("三个工作日内", "2026-03-16"),
        ("差一刻九点", "2026-03-12 08:45"),
        ("晚上十二点", "2026-03-12 00:00"),
        ("本月最后一个工作日", "2026-03-31"),
        ("两周后的周三", "2026-03-25"),
        ("3月18日(下周三)14:00", "2026-03-18 14:00"),
        ("週五下午三點", "2026-03-13 15:00"),
        ("tomorrow 下午3点", "2026-03-12 15:00"),
        ("周二十五点", "2026-03-17 15:00"),
    ],
)
def test_chinese_and_mixed_phrases_are_read(phrase, wanted):
    assert read(phrase) == wanted


@pytest.mark.parametrize(
    ("phrase", "wanted"),
    [
        ("tomorrow 3pm London time", "2026-03-12 16:00"),
        ("北京时间明天下午3点", "2026-03-12 08:00"),
        ("tomorrow 15:00 UTC", "2026-03-12 16:00"),
        ("2026-03-31T14:30:00-05:00", "2026-03-31 21:30"),
        ("tomorrow 10:00 CET", "2026-03-12 10:00"),
    ],
)
def test_a_zone_in_the_phrase_is_turned_into_ours(phrase, wanted):
    assert read(phrase) == wanted


def test_a_season_s_abbreviation_out_of_season_is_not_guessed():
    assert read("tomorrow 9am PDT") == "2026-03-12 17:00"
    assert read("tomorrow 9am PST") is None


def test_a_workspace_changes_the_conventions():
    assert read("3/4", date_order="day first") == "2026-04-03"
    assert read("3/4", date_order="month first") == "2027-03-04"
    assert read("tomorrow at 3", short_hours="daytime") == "2026-03-12 15:00"
    assert read("end of week", end_of_week=3) == "2026-03-12 17:00"


def test_a_holiday_is_no_working_day():
    thursday = datetime(2026, 3, 12, tzinfo=ZONE).date()
    assert read("in 1 working day", holidays=frozenset({thursday})) == "2026-03-13"


def test_an_answer_shows_the_words_and_is_in_the_asked_zone():
    found = when.parse("  Tomorrow 9am ", NOW, "Asia/Shanghai")
    assert found is not None
    assert found.text == "Tomorrow 9am"
    assert found.at.isoformat() == "2026-03-12T09:00:00+08:00"


@pytest.mark.skipif(not DEV.exists(), reason="the development phrases are not beside the project")
def test_every_development_phrase_is_read():
    misread = []
    for line in DEV.read_text(encoding="utf-8").splitlines()[1:]:
        phrase, wanted = line.split("\t")
        found = when.parse(phrase, NOW, ZONE)
        got = found.at.replace(tzinfo=None).isoformat(timespec="minutes") if found else ""
        if (got if "T" in wanted else got[:10]) != wanted:
            misread.append((phrase, wanted, got))
    assert misread == []
