"""Time phrases inside longer texts."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from nlp import when

ZONE = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 11, 10, tzinfo=ZONE)


def found(text):
    return [(one.when.text, one.when.words()) for one in when.find(text, NOW, ZONE)]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("call Jane tomorrow 9am", [("tomorrow 9am", "2026-03-12 09:00")]),
        ("tomorrow 9am call Jane", [("tomorrow 9am", "2026-03-12 09:00")]),
        ("明天上午九点给王芳打电话", [("明天上午九点", "2026-03-12 09:00")]),
        ("add Acme 12k close next fri", [("next fri", "2026-03-20")]),
        ("push it to the end of april", [("the end of april", "2026-04-30")]),
        ("两周后跟进华瑞的培训", [("两周后", "2026-03-25")]),
        ("周五十点开会", [("周五十点", "2026-03-13 10:00")]),
        ("meeting at 11 with Jane", [("at 11", "2026-03-11 11:00")]),
        (
            "starts april 1, ends march 31 2027",
            [("april 1", "2026-04-01"), ("march 31 2027", "2027-03-31")],
        ),
    ],
)
def test_a_time_is_found_with_its_words(text, wanted):
    assert found(text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "D-42 is now 18k",
        "I may call March about the sun; good morning",
        "every monday 9:00 pipeline",
        "每周一9点发日报",
        "下午好,我想问一下",
        "our 24/7 support, seat 12A",
        "free 9am-5pm, mon-fri",
        "5号楼 3-5分钟 一晚 早餐",
        "version 1.30 for 20 minutes, 3 months, at 12 euros",
        "see you in a week or so, about 3pm",
    ],
)
def test_what_only_looks_like_a_time_is_left_alone(text):
    assert found(text) == []


def test_a_number_beside_a_day_stays_with_its_noun():
    assert found("tomorrow 9 people come") == [("tomorrow", "2026-03-12")]
    assert found("deal 1200 tomorrow") == [("tomorrow", "2026-03-12")]


def test_positions_point_into_the_text_as_written():
    text = "Ｃａｌｌ 👍 İstanbul Tomorrow 9AM!"
    (one,) = when.find(text, NOW, ZONE)
    assert text[one.start : one.end] == "Tomorrow 9AM" == one.when.text
