"""Names, numbers and times that a ticket speaks of."""

from datetime import datetime
from zoneinfo import ZoneInfo

from nlp import entities

ZONE = ZoneInfo("Europe/Berlin")
NAMES = entities.Names(
    people=("Jane Foster", "王芳"),
    companies=("Acme", "Acme Robotics", "极光科技"),
    products=("CRM Suite", "单点登录"),
)
SETTING = entities.Setting(
    datetime(2026, 3, 11, 10, tzinfo=ZONE), ZONE, "EUR", region="DE", names=NAMES
)


def found(text):
    return [(one.kind, one.value) for one in entities.find(text, SETTING)]


def test_an_english_ticket_gives_its_entities_in_order():
    text = (
        "Order #A-10023 of Acme Robotics: Jane Foster paid $12,000 tomorrow 9am, 15% off CRM Suite"
    )
    assert found(text) == [
        ("order", "A-10023"),
        ("company", "Acme Robotics"),
        ("person", "Jane Foster"),
        ("money", "12000 USD"),
        ("date", "2026-03-12 09:00"),
        ("percent", "15% off"),
        ("product", "CRM Suite"),
    ]


def test_a_chinese_ticket_gives_its_entities_in_order():
    text = "极光科技的王芳说单点登录坏了,订单号:20260301123 付了3万,明天上午九点"
    assert found(text) == [
        ("company", "极光科技"),
        ("person", "王芳"),
        ("product", "单点登录"),
        ("order", "20260301123"),
        ("money", "30000 EUR"),
        ("date", "2026-03-12 09:00"),
    ]


def test_addresses_and_numbers_have_one_form():
    text = "Jane@Acme.com, +49 30 901820 or 030 901820"
    assert found(text) == [
        ("email", "jane@acme.com"),
        ("phone", "+4930901820"),
        ("phone", "+4930901820"),
    ]


def test_a_name_inside_another_word_is_not_a_name():
    assert found("Acmelike CRM Suites") == []


def test_positions_point_into_the_text_as_written():
    text = "👍 ＡＣＭＥ paid"
    (company,) = entities.find(text, SETTING)
    assert text[company.start : company.end] == "ＡＣＭＥ"
    assert company.value == "Acme"
