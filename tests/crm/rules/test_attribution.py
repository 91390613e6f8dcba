from datetime import UTC, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.rules.attribution import Model, Touch, Win, attribute, counted_touches

WON = datetime(2026, 6, 30, 12, tzinfo=UTC)


def touch(name, days, campaign="spring"):
    return Touch(name, campaign, WON - timedelta(days=days))


def parts(model, revenue, touches, **settings):
    return [units for _, units in attribute(Win(revenue, WON, **settings), touches)[model].touches]


def test_first_and_last_take_everything_and_still_list_the_rest():
    touches = [touch("a", 3, "mail"), touch("b", 2, "fair"), touch("c", 1, "mail")]
    models = attribute(Win(1000, WON), touches)
    assert models[Model.FIRST].touches == (("a", 1000), ("b", 0), ("c", 0))
    assert models[Model.LAST].campaigns == {"mail": 1000, "fair": 0}


@pytest.mark.parametrize(
    ("count", "expected"),
    [(1, [1000]), (2, [500, 500]), (3, [400, 200, 400]), (5, [400, 67, 67, 66, 400])],
)
def test_position_gives_forty_twenty_forty(count, expected):
    assert parts(Model.POSITION, 1000, [touch(str(n), 9 - n) for n in range(count)]) == expected


def test_linear_gives_the_odd_units_to_the_earlier():
    assert parts(Model.LINEAR, 1001, [touch("b", 1), touch("a", 2)]) == [501, 500]


def test_a_touch_a_half_life_older_weighs_exactly_half():
    assert parts(Model.DECAY, 300, [touch("a", 10), touch("b", 3)]) == [100, 200]
    fortnight = {"half_life_days": Decimal("3.5")}
    assert parts(Model.DECAY, 500, [touch("a", 7), touch("b", 0)], **fortnight) == [100, 400]


def test_decay_between_half_lives_is_the_power_of_two():
    assert parts(Model.DECAY, 10**12, [touch("a", 1), touch("b", 0)]) == [
        475_264_951_183,
        524_735_048_817,
    ]


def test_a_refund_is_divided_like_the_revenue_it_takes_back():
    touches = [touch(str(n), n) for n in range(7)]
    for model in Model:
        assert parts(model, -1000, touches) == [-part for part in parts(model, 1000, touches)]


def test_both_ends_of_the_lookback_count_and_a_second_beyond_does_not():
    second = timedelta(seconds=1)
    edges = [WON - timedelta(days=90) - second, WON - timedelta(days=90), WON, WON + second]
    touches = [Touch(str(n), "x", at) for n, at in enumerate(edges)]
    assert [each.id for each in counted_touches(Win(1, WON), touches)] == ["1", "2"]


def test_a_touch_id_counts_once_and_equal_times_go_by_id():
    touches = [touch("b", 1), touch("a", 1), touch("b", 1), touch("c", 2)]
    assert [each.id for each in counted_touches(Win(1, WON), touches)] == ["c", "a", "b"]


def test_without_touches_everything_goes_to_none():
    for each in attribute(Win(500, WON), [touch("old", 91)]).values():
        assert (each.touches, each.campaigns) == ((), {"(none)": 500})


def test_a_half_life_of_nothing_is_refused():
    with pytest.raises(ValueError, match="half_life_days"):
        attribute(Win(1, WON, half_life_days=Decimal(0)), [touch("a", 1)])


TOUCHES = st.lists(
    st.builds(
        lambda name, campaign, seconds: Touch(name, campaign, WON - timedelta(seconds=seconds)),
        st.sampled_from("abcdefgh"),
        st.sampled_from(["mail", "fair", "搜索"]),
        st.integers(-1000, 100 * 86400),
    ),
    max_size=12,
)


@given(st.integers(-(10**10), 10**10), TOUCHES)
def test_every_model_sums_to_the_revenue_and_lists_the_same_touches(revenue, touches):
    models = attribute(Win(revenue, WON), touches)
    assert {tuple(name for name, _ in each.touches) for each in models.values()} == {
        tuple(each.id for each in counted_touches(Win(revenue, WON), touches))
    }
    for each in models.values():
        assert sum(each.campaigns.values()) == revenue
        assert not each.touches or sum(units for _, units in each.touches) == revenue
