from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.rules.currency import NotWholeUnits, UnknownCurrency, amount_text, digits, minor_units
from crm.rules.money import Rounding, convert, margin, rounded, rounded_to_step, spread


@pytest.mark.parametrize(
    ("codes", "places"),
    [("JPY KRW CLP", 0), ("EUR USD CNY BRL CHF", 2), ("KWD BHD TND", 3)],
)
def test_a_currency_has_the_digits_of_iso_4217(codes, places):
    assert {digits(code) for code in codes.split()} == {places}


def test_an_unknown_currency_is_refused():
    with pytest.raises(UnknownCurrency, match="XXY"):
        digits("XXY")


@pytest.mark.parametrize(
    ("units", "currency", "text"),
    [
        (0, "EUR", "0.00"),
        (-5, "EUR", "-0.05"),
        (123456, "USD", "1234.56"),
        (-1, "KWD", "-0.001"),
        (-1200, "JPY", "-1200"),
        (10**40 + 7, "EUR", "1" + "0" * 37 + "0.07"),
    ],
)
def test_an_amount_shows_exactly_the_digits_of_its_currency(units, currency, text):
    assert amount_text(units, currency) == text
    assert minor_units(Decimal(text), currency) == units


def test_an_amount_that_cannot_be_paid_is_refused():
    assert minor_units(Decimal("1.50000"), "EUR") == 150
    with pytest.raises(NotWholeUnits):
        minor_units(Decimal("1.5"), "JPY")


@pytest.mark.parametrize(
    ("value", "up", "even"),
    [("12.5", 13, 12), ("-12.5", -13, -12), ("13.5", 14, 14), ("12.4999", 12, 12), ("-0.5", -1, 0)],
)
def test_half_goes_away_from_zero_unless_the_law_asks_for_even(value, up, even):
    assert rounded(Fraction(value)) == up
    assert rounded(Fraction(value), Rounding.HALF_EVEN) == even


@given(st.fractions(), st.sampled_from(Rounding))
def test_rounding_is_the_nearest_whole_and_mirrors_at_zero(value, mode):
    assert abs(rounded(value, mode) - value) <= Fraction(1, 2)
    assert rounded(-value, mode) == -rounded(value, mode)


def test_the_swiss_step_rounds_halves_by_the_same_rule():
    assert rounded_to_step(1012, 5) == 1010
    assert rounded_to_step(1013, 5) == 1015
    assert rounded_to_step(25, 10) == 30
    assert rounded_to_step(-25, 10) == -30
    assert rounded_to_step(25, 10, Rounding.HALF_EVEN) == 20


def test_equal_remainders_give_the_odd_unit_to_the_earlier():
    assert spread(1000, [100, 100, 100]) == [334, 333, 333]
    assert spread(-1000, [100, 100, 100]) == [-334, -333, -333]
    assert spread(2, [1, 0, 1, 1]) == [1, 0, 1, 0]


def test_spreading_over_a_return_takes_from_it():
    assert spread(10, [300, -100]) == [15, -5]


def test_nothing_spreads_over_nothing_and_something_does_not():
    assert spread(0, [5, -5]) == [0, 0]
    assert spread(0, []) == []
    with pytest.raises(ValueError, match="sum to zero"):
        spread(1, [5, -5])


@given(st.integers(-(10**12), 10**12), st.lists(st.integers(0, 10**9), min_size=1, max_size=20))
def test_parts_sum_to_the_whole_and_miss_their_share_by_less_than_a_unit(total, weights):
    if not any(weights):
        weights = [1] * len(weights)
    parts = spread(total, weights)
    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(total * weight, sum(weights))) < 1


@given(st.integers(1, 10**9), st.lists(st.integers(-1000, 1000), min_size=1, max_size=9))
def test_parts_sum_to_the_whole_with_returns_among_the_lines(total, weights):
    if sum(weights) == 0:
        weights[0] += 1
    assert sum(spread(total, weights)) == total


def test_conversion_rounds_once_into_the_digits_of_the_base():
    assert convert(1005, "EUR", "JPY", Decimal("163.4567")) == 1643
    assert convert(1, "JPY", "KWD", Decimal("0.0021")) == 2
    assert convert(-25, "EUR", "USD", Decimal("1.1")) == -28


def test_margin_is_a_share_of_the_net_and_nothing_without_one():
    assert margin(10000, 7500) == Fraction(1, 4)
    assert margin(0, 5) is None
