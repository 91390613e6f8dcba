"""The best hour to reach a contact."""

from datetime import datetime, timedelta

import pytest

from ml import contact_time
from ml.evaluate.contact_time import hit_rates

MORNING = datetime(2025, 3, 3, 9, 15)  # noqa: DTZ001 - the contact's wall clock


def at(*hours):
    return [MORNING.replace(hour=hour) + timedelta(days=i) for i, hour in enumerate(hours)]


def test_under_twenty_answers_nothing_is_said():
    told = contact_time.best(at(*[9] * 19))
    assert (told.hour, told.share, told.reason, told.n) == (None, None, "few_answers", 19)


def test_a_contact_who_answers_at_ten_is_called_at_ten():
    told = contact_time.best(at(*[10] * 15, *[14] * 5))
    assert (told.hour, told.most_common) == (10, 10)
    assert 0.3 < told.share < 0.6


def test_hours_beside_each_other_outweigh_one_lucky_hour():
    told = contact_time.best(at(*[20] * 6, *[9] * 5, *[10] * 5, *[11] * 5))
    assert told.most_common == 20
    assert told.hour == 10


def test_the_shares_of_a_day_add_up_to_one():
    own = contact_time.counts(at(*range(24)))
    assert sum(contact_time.profile(own, [0] * 24)) == pytest.approx(1)


def test_it_is_no_worse_than_the_most_common_hour_on_later_answers():
    told, common = hit_rates(answers=25)
    assert told > common
