"""Unusual days in a series."""

from datetime import date, timedelta

import numpy as np
import pytest

from ml import anomaly
from ml.evaluate.anomaly import rates

START = date(2025, 1, 1)
WEEK = (20, 22, 21, 20, 23, 9, 0)  # closed on Sundays


def week_after_week(n, noise=0.06, seed=4):
    rng = np.random.default_rng(seed)
    days = [START + timedelta(days=i) for i in range(n)]
    return days, [WEEK[day.weekday()] * (1 + noise * rng.standard_normal()) for day in days]


def test_a_fall_of_thirty_percent_is_told_within_three_days():
    days, values = week_after_week(120)
    fallen = [v * (0.7 if i >= 100 else 1) for i, v in enumerate(values)]
    told = [a for a in anomaly.find(days, fallen) if a.on >= days[100]]
    assert (told[0].on - days[100]).days < 3
    assert told[0].change == pytest.approx(-0.3, abs=0.12)


def test_a_lasting_step_is_told_once_and_becomes_the_new_level():
    days, values = week_after_week(160)
    risen = [v * (1.5 if i >= 100 else 1) for i, v in enumerate(values)]
    told = [a.on for a in anomaly.find(days, risen) if a.on >= days[100]]
    assert len(told) == 1


def test_closed_sundays_and_quiet_saturdays_are_no_alarm():
    days, values = week_after_week(200)
    assert len(anomaly.find(days, values)) <= 3


@pytest.mark.parametrize("noise", ["weekly", "counts"])
def test_steps_are_found_and_false_alarms_stay_under_one_a_month(noise):
    told = rates(noise, 0.08)
    assert told.found >= 0.9
    assert told.false_a_month <= 1


def test_days_to_come_change_no_alarm():
    days, values = week_after_week(150, noise=0.2)
    whole = [a for a in anomaly.find(days, values) if a.on < days[110]]
    assert whole == anomaly.find(days[:110], values[:110])


def test_a_noisy_series_says_what_it_cannot_show():
    calm = anomaly.smallest_step(*week_after_week(120, noise=0.05))
    noisy = anomaly.smallest_step(*week_after_week(120, noise=0.3))
    assert calm < 0.3 < noisy
    assert anomaly.smallest_step(*week_after_week(20)) is None


def test_a_gap_between_days_is_refused():
    days, values = week_after_week(60)
    with pytest.raises(ValueError, match="follow each other"):
        anomaly.find([*days[:30], *days[31:]], [*values[:30], *values[31:]])


def test_an_empty_or_silent_series_has_nothing_unusual():
    days = [START + timedelta(days=i) for i in range(90)]
    assert anomaly.find([], []) == []
    assert anomaly.find(days, [0.0] * 90) == []
