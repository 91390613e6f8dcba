from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm.rules.schedule import Kind, Rule, RuleNotUnderstood, parse_rule

FORMS = [
    "every day 9:00",
    "every weekday 9:00",
    "every working day 9:00",
    "every monday 9:00",
    "every tuesday and thursday 9:00",
    "every 2 weeks on friday 9:00",
    "every 31st of the month 9:00",
    "first day of the month 9:00",
    "last day of the month 9:00",
    "first working day of the month 9:00",
    "last working day of the month 9:00",
]


@pytest.mark.parametrize("words", FORMS)
def test_every_form_of_the_list_is_its_own_canonical_words(words):
    assert parse_rule(words).words() == words


@pytest.mark.parametrize(
    ("said", "canonical"),
    [
        ("first of the month 9:00", "first day of the month 9:00"),
        ("Every  MONDAY at 09:05", "every monday 9:05"),
        ("every 31st 0:00", "every 31st of the month 0:00"),
        ("every 1 weeks on friday 9:00", "every friday 9:00"),
        ("every thursday, tuesday and friday 9:00", "every tuesday, thursday and friday 9:00"),
        ("every first working day of the month 9:00", "first working day of the month 9:00"),
    ],
)
def test_close_variants_mean_the_canonical_words(said, canonical):
    assert parse_rule(said).words() == canonical


@pytest.mark.parametrize(
    "words",
    [
        "",
        "9:00",
        "every day",
        "every day 24:00",
        "every day 9:60",
        "every moonday 9:00",
        "every 32nd of the month 9:00",
        "every 0 weeks on friday 9:00",
        "every 2 weeks on 9:00",
        "every monday and 9:00",
        "monday 9:00",
        "every day 9",
        "every day ９:00",
    ],
)
def test_words_that_are_no_rule_are_refused_with_an_example(words):
    with pytest.raises(RuleNotUnderstood, match="every monday 9:00"):
        parse_rule(words)


UNNUMBERED = [kind for kind in Kind if f"{kind.value} 9:00" in FORMS]
WALL = st.builds(time, st.integers(0, 23), st.integers(0, 59))
RULES = st.one_of(
    st.builds(Rule, st.sampled_from(UNNUMBERED), WALL),
    st.builds(
        lambda at, days: Rule(Kind.WEEKLY, at, tuple(sorted(days))),
        WALL,
        st.sets(st.integers(0, 6), min_size=1),
    ),
    st.builds(
        lambda at, day, weeks: Rule(Kind.EVERY_N_WEEKS, at, (day,), weeks),
        WALL,
        st.integers(0, 6),
        st.integers(2, 99),
    ),
    st.builds(lambda at, day: Rule(Kind.MONTH_DAY, at, month_day=day), WALL, st.integers(1, 31)),
)


@given(RULES)
def test_parsing_the_words_of_a_rule_gives_the_rule_back(rule):
    assert parse_rule(rule.words()) == rule
