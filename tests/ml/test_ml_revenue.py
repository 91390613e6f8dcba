"""Won revenue: the trailing rule and its interval."""

from datetime import date, timedelta

from ml import revenue

START = date(2025, 1, 1)


def steady(days, amount=100):
    return [(START + timedelta(days=i), amount) for i in range(days)]


def test_thirty_days_are_a_third_of_the_last_ninety():
    forecast = revenue.trailing(steady(90), START + timedelta(days=90))
    assert forecast.value == 3_000
    assert (forecast.low, forecast.high, forecast.reason) == (None, None, "few_past_months")


def test_wins_of_the_day_and_later_are_not_known_yet():
    as_of = START + timedelta(days=90)
    later = [*steady(90), (as_of, 10**9), (as_of + timedelta(days=3), 10**9)]
    assert revenue.trailing(later, as_of) == revenue.trailing(steady(90), as_of)


def test_under_ninety_days_it_says_that_the_history_is_short():
    forecast = revenue.trailing(steady(60), START + timedelta(days=60))
    assert (forecast.value, forecast.reason) == (None, "short_history")
    assert revenue.trailing([], START).reason == "no_won_deals"


def test_a_quiet_start_counts_as_history_when_its_first_day_is_given():
    as_of = START + timedelta(days=90)
    won = [(as_of - timedelta(days=2), 900)]
    assert revenue.trailing(won, as_of).value is None
    assert revenue.trailing(won, as_of, since=START).value == 300


def test_the_interval_is_the_miss_that_four_of_five_past_months_stayed_under():
    won = steady(90 + 4 * 30)
    month = START + timedelta(days=90)
    won.append((month, 600))  # the first checked month was 20 % above its forecast of 3,000
    forecast = revenue.trailing(won, START + timedelta(days=210))
    assert forecast.n_months == 4
    assert (forecast.low, forecast.value, forecast.high) == (2_400, 3_000, 3_600)


def test_money_stays_whole_and_half_goes_away_from_zero():
    as_of = START + timedelta(days=90)
    forecast = revenue.trailing([(START, 9_007_199_254_740_993 * 3), (START, 0)], as_of)
    assert forecast.value == 9_007_199_254_740_993
    half = revenue.trailing([(START, 45)], as_of, horizon_days=1)
    assert half.value == 1
