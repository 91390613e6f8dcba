"""Amounts, percentages, quantities and durations, exact."""

from decimal import Decimal

import pytest

from nlp import money, quantities


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("12k", "12000", "EUR"),
        ("1.2m USD", "1200000", "USD"),
        ("$12,000", "12000", "USD"),
        ("12k euros", "12000", "EUR"),
        ("5.000,50 €", "5000.50", "EUR"),
        ("CHF 4'500", "4500", "CHF"),
        ("half a million dollars", "500000", "USD"),
        ("ten dollars and fifty cents", "10.50", "USD"),
        ("-$500", "-500", "USD"),
        ("3万", "30000", "EUR"),
        ("一千二", "1200", "EUR"),
        ("三万五千块", "35000", "EUR"),
        ("人民币5000元", "5000", "CNY"),
        ("1.2亿日元", "120000000", "JPY"),
        ("3元5角2分", "3.52", "EUR"),
        ("叁万元整", "30000", "EUR"),
        ("￥3千", "3000", "CNY"),
        ("A$250", "250", "AUD"),
    ],
)
def test_an_amount_is_exact_and_has_its_currency(text, amount, currency):
    found = money.parse(text, "EUR")
    assert found is not None
    assert (found.amount, found.currency) == (Decimal(amount), currency)


@pytest.mark.parametrize(
    "text",
    ["about 5k", "2万多", "两三万", "1.234", "1,2,3", "12kk", "$5 EUR", "tomorrow", "1e5", ""],
)
def test_a_vague_or_double_amount_is_not_understood(text):
    assert money.parse(text, "EUR") is None


def test_a_bare_yen_sign_and_a_dollar_are_the_workspace_s():
    assert money.parse("¥500", "EUR", yuan="JPY").currency == "JPY"
    assert money.parse("$500", "CAD").currency == "CAD"
    assert not money.parse("500元", "CNY").stated
    assert money.parse("500人民币", "CNY").stated


def test_amounts_in_a_text_need_a_currency_or_a_scale():
    text = "D-42: 20 seats for 12k, was $5,000.50 (3万元), about 7k, in 30m, 5万人"
    assert [one.money.text for one in money.find(text, "EUR")] == ["12k", "$5,000.50", "3万元"]


@pytest.mark.parametrize(
    ("text", "value", "discount"),
    [
        ("15%", "15", False),
        ("百分之七点五", "7.5", False),
        ("两成", "20", False),
        ("half a percent", "0.5", False),
        ("20% off", "20", True),
        ("八折", "20", True),
        ("打八五折", "15", True),
        ("半价", "50", True),
    ],
)
def test_a_percentage_says_whether_it_is_taken_off(text, value, discount):
    found = money.parse_percent(text)
    assert found is not None
    assert (found.value, found.discount) == (Decimal(value), discount)


@pytest.mark.parametrize("text", ["十五折", "lots", "12k", "150% off"])
def test_what_is_no_percentage_is_not_understood(text):
    assert money.parse_percent(text) is None


def test_percentages_are_found_in_a_text():
    found = money.find_percents("quote at 10% off, 打九折, 三成功率")
    assert [(one.percent.value, one.percent.discount) for one in found] == [(10, True), (10, True)]


@pytest.mark.parametrize(
    ("text", "amount", "unit"),
    [("20 seats", "20", "seats"), ("x20", "20", ""), ("两个账号", "2", "账号"), ("一打", "12", "")],
)
def test_a_quantity_has_its_unit(text, amount, unit):
    found = quantities.parse_quantity(text)
    assert found is not None
    assert (found.amount, found.unit) == (Decimal(amount), unit)


@pytest.mark.parametrize("text", ["$20", "12k", "20 days", "三个月", "十几个", "3 pm", "hello"])
def test_money_and_times_are_no_quantities(text):
    assert quantities.parse_quantity(text) is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("90 minutes", (0, 0, 5400)),
        ("两周", (0, 14, 0)),
        ("an hour and a half", (0, 0, 5400)),
        ("一年半", (18, 0, 0)),
        ("1 day 4 hours", (0, 1, 14400)),
    ],
)
def test_a_duration_keeps_months_days_and_seconds_apart(text, parts):
    found = quantities.parse_duration(text)
    assert found is not None
    assert (found.months, found.days, found.seconds) == parts
