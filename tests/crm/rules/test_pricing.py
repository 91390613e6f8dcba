from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.rules.money import Rounding
from crm.rules.pricing import Discount, Document, Line, TaxRounding, priced


def line(quantity, price, rate="19", **discount):
    return Line(Decimal(quantity), Decimal(price), Decimal(rate), **discount)


def euros(*lines, **settings):
    return Document("EUR", lines, **settings)


def test_three_of_one_thing_are_taxed_on_the_sum():
    result = priced(euros(line("3", "19.99")))
    assert (result.subtotal, result.tax, result.total) == (5997, 1139, 7136)


def test_tax_by_total_and_by_line_differ_where_cents_are_small():
    cents = euros(*[line("1", "0.03")] * 3)
    assert priced(cents).tax == 2
    assert priced(replace(cents, tax_rounding=TaxRounding.LINE)).tax == 3


def test_an_overall_discount_is_spread_before_tax_the_earlier_line_first():
    lines = [line("1", "100", rate) for rate in ("19", "7", "0")]
    result = priced(euros(*lines, discount=Discount(amount=1000)))
    assert result.parts == (334, 333, 333)
    assert [(str(each.rate), each.base, each.tax) for each in result.taxes] == [
        ("0", 9667, 0),
        ("7", 9667, 677),
        ("19", 9666, 1837),
    ]
    assert result.total == 29000 + 677 + 1837


def test_each_line_is_rounded_once_after_its_discount():
    half = line("1", "0.25", discount_percent=Decimal(50))
    assert priced(euros(half, half)).lines == (13, 13)
    assert priced(euros(half, half, rounding=Rounding.HALF_EVEN)).lines == (12, 12)
    assert priced(euros(line("0.333", "10.01", discount_amount=33))).lines == (300,)


def test_a_percent_of_many_decimals_is_exact():
    third = Decimal("33." + "3" * 60)
    assert priced(euros(line("3", "100", discount_percent=third))).lines == (20000,)
    just_under_half = Decimal("49." + "9" * 60)
    assert priced(euros(line("1", "0.01", discount_percent=just_under_half))).lines == (1,)


def test_a_return_mirrors_its_sale():
    sold = euros(line("3", "19.99"), line("1", "7.77", "7"), discount=Discount(Decimal("12.5")))
    returned = replace(
        sold, lines=tuple(replace(each, quantity=-each.quantity) for each in sold.lines)
    )
    there, back = priced(sold), priced(returned)
    assert back.total == -there.total
    assert back.parts == tuple(-part for part in there.parts)


def test_tax_is_taken_out_of_included_prices():
    result = priced(euros(line("1", "119"), line("1", "10", "7"), tax_included=True))
    assert [(each.base, each.tax) for each in result.taxes] == [(935, 65), (10000, 1900)]
    assert (result.net, result.total) == (10935, 12900)


def test_rates_of_equal_value_are_one_rate():
    result = priced(euros(line("1", "0.03", "19"), line("1", "0.03", "19.0")))
    assert [(each.base, each.tax) for each in result.taxes] == [(6, 1)]


def test_only_the_final_total_is_rounded_to_the_cash_step():
    swiss = Document("CHF", (line("1", "9.99", "8.1"),), cash_step=5)
    result = priced(swiss)
    assert (result.net, result.tax, result.cash_rounding, result.total) == (999, 81, 0, 1080)
    result = priced(replace(swiss, lines=(line("1", "9.98", "8.1"), line("1", "0.03", "0"))))
    assert (result.cash_rounding, result.total) == (-2, 1080)


def test_currencies_without_cents_round_to_whole_units():
    result = priced(Document("JPY", (line("3", "33.5", "10"),)))
    assert (result.lines, result.tax, result.total) == ((101,), 10, 111)


def test_a_document_without_lines_costs_nothing():
    result = priced(euros(discount=Discount(Decimal(10))))
    assert (result.subtotal, result.total, result.taxes) == (0, 0, ())


@pytest.mark.parametrize(
    "document",
    [
        euros(line("1", "1", discount_percent=Decimal(1), discount_amount=1)),
        euros(line("1", "1"), discount=Discount()),
        euros(line("1", "1"), discount=Discount(Decimal(1), 1)),
        euros(line("1", "1", "-1")),
        euros(line("1", "1"), cash_step=0),
        euros(line("1", "1"), line("-1", "1"), discount=Discount(amount=1)),
    ],
)
def test_a_document_that_means_two_things_or_none_is_refused(document):
    with pytest.raises(ValueError, match=r"either|negative|not positive|sum to zero"):
        priced(document)


LINES = st.builds(
    Line,
    st.decimals(-50, 50, places=3),
    st.decimals(0, 500, places=4),
    st.sampled_from([Decimal(rate) for rate in ("0", "7", "8.875", "19")]),
    st.none() | st.decimals(0, 100, places=2),
)
DOCUMENTS = st.builds(
    Document,
    st.sampled_from(["EUR", "JPY", "KWD"]),
    st.lists(LINES, max_size=6).map(tuple),
    st.booleans(),
    st.sampled_from(Rounding),
    st.sampled_from(TaxRounding),
    st.none() | st.builds(Discount, st.decimals(0, 100, places=2)),
    st.none() | st.sampled_from([5, 10]),
)


@given(DOCUMENTS)
def test_what_is_printed_above_adds_up_to_what_is_printed_below(document):
    result = priced(document)
    assert sum(result.lines) == result.subtotal
    assert sum(result.parts) == result.discount
    assert sum(each.base for each in result.taxes) == result.net
    assert sum(each.tax for each in result.taxes) == result.tax
    assert result.net + result.tax + result.cash_rounding == result.total
    if document.cash_step is not None:
        assert result.total % document.cash_step == 0
        assert abs(result.cash_rounding) * 2 <= document.cash_step


@given(DOCUMENTS.filter(lambda document: document.cash_step is None))
def test_the_discount_is_never_lost_on_the_way_to_the_total(document):
    result = priced(document)
    due = result.total if document.tax_included else result.net
    assert due == result.subtotal - result.discount
