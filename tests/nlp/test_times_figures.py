"""The bars of times and amounts, on phrases the grammar was not written from."""

import pytest

from nlp.evaluate import times

FIGURES = {figure.name: figure for figure in times.figures()}


@pytest.mark.parametrize("name", [name for name in FIGURES if "p95" not in name])
def test_a_bar_is_held_on_the_phrases_kept_apart(name):
    assert FIGURES[name].holds, FIGURES[name]


def test_a_phrase_costs_at_most_two_milliseconds():
    assert min(times.figures()[-1].value for _ in range(3)) <= 2


def test_enough_phrases_are_kept_apart():
    for language in ("en", "zh"):
        assert len(list(times.time_verdicts(language))) >= 300
        assert len(list(times.amount_verdicts(language))) >= 120
