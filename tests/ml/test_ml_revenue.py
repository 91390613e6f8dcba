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


def quota(days, amount=1_000):
    """Wins that double in the last month of each quarter and halve in its first."""
    found = []
    for i in range(days):
        day = START + timedelta(days=i)
        level = (0.5, 1.0, 2.0)[(day.month - 1) % 3]
        found.append((day, int(amount * level) + 40 * (i % 5)))
    return found


def test_a_first_month_of_a_quarter_is_forecast_below_the_ninety_day_mean():
    won = quota(365)
    as_of = date(2026, 1, 1)
    flat, knowing = revenue.trailing(won, as_of), revenue.forecast(won, as_of)
    assert knowing.method == "quarter_rhythm"
    assert knowing.value < 0.6 * flat.value


def test_without_a_rhythm_the_forecast_is_the_ninety_day_mean():
    as_of = START + timedelta(days=200)
    forecast = revenue.forecast(steady(200), as_of)
    assert (forecast.value, forecast.method) == (3_000, "trailing_90")
    assert forecast.low <= 3_000 <= forecast.high


def test_the_forecast_does_not_change_when_the_future_is_cut_off():
    as_of = date(2025, 9, 12)
    past = [(day, amount) for day, amount in quota(365) if day < as_of]
    assert revenue.forecast(quota(365), as_of) == revenue.forecast(past, as_of)


def test_months_are_cut_by_the_calendar_and_what_is_won_so_far_is_kept_apart():
    as_of = START + timedelta(days=100)  # 11 April 2025
    this, after = revenue.by_period(steady(100), as_of, "month", ahead=2)
    assert (this.first_on, this.end_on, this.won_so_far) == (
        date(2025, 4, 1),
        date(2025, 5, 1),
        1_000,
    )
    assert this.total == 3_000
    assert (after.first_on, after.rest.value) == (date(2025, 5, 1), 3_100)


def test_quarters_and_weeks_start_where_people_expect_them():
    as_of = date(2025, 12, 31)
    quarter = revenue.by_period(steady(364), as_of, "quarter", ahead=2)
    week = revenue.by_period(steady(364), as_of, "week", ahead=1)[0]
    assert [span.first_on for span in quarter] == [date(2025, 10, 1), date(2026, 1, 1)]
    assert (week.first_on, week.end_on) == (date(2025, 12, 29), date(2026, 1, 5))
