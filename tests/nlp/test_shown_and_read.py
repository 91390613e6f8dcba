"""What is shown reads back as the same value, for any value."""

from datetime import UTC, date, datetime, time
from decimal import Decimal
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as some

from nlp import money, quantities, when
from nlp.when.values import RuleKind

ZONES = some.sampled_from(
    ["America/New_York", "Europe/Berlin", "Asia/Shanghai", "Australia/Lord_Howe", "UTC"]
).map(ZoneInfo)
MOMENTS = some.integers(631_152_000, 4_102_444_800).map(  # 1990 to 2100
    lambda second: datetime.fromtimestamp(second, UTC)
)
NOW = datetime(2026, 3, 11, 10, tzinfo=UTC)
WALLS = some.times().map(lambda wall: wall.replace(second=0, microsecond=0))
PLACES = some.integers(0, 4)
AMOUNTS = some.builds(
    lambda units, places: Decimal(units).scaleb(-places), some.integers(-(10**9), 10**9), PLACES
)


def rule(kind: RuleKind, at: time, days: set[int], weeks: int, day: int) -> when.Rule:
    if kind == "week":
        chosen = tuple(sorted(days)) if weeks == 1 else (min(days),)
        return when.Rule(kind, at, chosen, weeks)
    return when.Rule(kind, at, day=day) if kind == "month day" else when.Rule(kind, at)


RULES = some.builds(
    rule,
    some.sampled_from(
        ["day", "weekday", "working day", "week", "month day", "last day", "first working day"]
    ),
    WALLS,
    some.sets(some.integers(0, 6), min_size=1),
    some.integers(1, 12),
    some.integers(1, 31),
)


@settings(max_examples=300, deadline=None)
@given(MOMENTS, ZONES, some.booleans())
def test_a_shown_moment_reads_back(moment, zone, whole_day):
    at = moment.astimezone(zone)
    if whole_day:
        shown = when.parse(at.date().isoformat(), NOW, zone)
        assert shown is not None
    else:
        shown = when.When(at, whole_day=False, text="")
    again = when.parse(shown.words(), NOW, zone)
    assert again is not None
    assert (again.at, again.whole_day) == (shown.at, shown.whole_day)
    assert again.at.utcoffset() == shown.at.utcoffset()


@settings(max_examples=300, deadline=None)
@given(RULES)
def test_a_shown_rule_reads_back(one):
    assert when.parse_rule(one.words()) == one


@settings(max_examples=200, deadline=None)
@given(some.dates(date(1990, 1, 1)), some.dates(date(1990, 1, 1)), some.integers(0, 2))
def test_a_shown_range_reads_back(left, right, side):
    first, last = sorted((left, right))
    shown = when.Range(None if side == 1 else first, None if side == 2 else last, "")
    again = when.parse_range(shown.words(), NOW, "UTC")
    assert again is not None
    assert (again.first, again.last) == (shown.first, shown.last)


@settings(max_examples=300, deadline=None)
@given(AMOUNTS, some.sampled_from(["EUR", "USD", "CNY", "JPY", "KWD", "CHF", "TRY"]))
def test_a_shown_amount_reads_back(amount, currency):
    shown = money.Money(amount, currency, "")
    again = money.parse(shown.words(), "USD")
    assert again is not None
    assert (again.amount, again.currency) == (amount, currency)


@settings(max_examples=200, deadline=None)
@given(some.integers(0, 10**6), PLACES, some.booleans())
def test_a_shown_percentage_reads_back(units, places, discount):
    value = Decimal(units).scaleb(-places)
    shown = money.Percent(min(value, Decimal(100)) if discount else value, discount, "")
    again = money.parse_percent(shown.words())
    assert again is not None
    assert (again.value, again.discount) == (shown.value, discount)


@settings(max_examples=200, deadline=None)
@given(some.integers(0, 99999), some.integers(0, 99999), some.integers(0, 999999))
def test_a_shown_duration_reads_back(months, days, seconds):
    shown = quantities.Duration(months, days, seconds, "")
    again = quantities.parse_duration(shown.words())
    assert again is not None
    assert (again.months, again.days, again.seconds) == (months, days, seconds)


@settings(max_examples=200, deadline=None)
@given(some.integers(0, 10**6), PLACES, some.sampled_from(["", "seats", "套", "用户"]))
def test_a_shown_quantity_reads_back(units, places, unit):
    shown = quantities.Quantity(Decimal(units).scaleb(-places), unit, "")
    again = quantities.parse_quantity(shown.words())
    assert again is not None
    assert (again.amount, again.unit) == (shown.amount, unit)
