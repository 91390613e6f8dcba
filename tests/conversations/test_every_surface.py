"""The same words by slash, mention, `!verb`, button and modal, in English and in Chinese.

A few commands here; `make bench FIGURES=surfaces` tries every one.
"""

import pytest

from bench import surfaces
from crm.engine import catalog


@pytest.fixture(scope="module")
def result():
    catalog.load()
    return surfaces.compare(surfaces.sample())


def test_every_surface_has_the_same_effect(result):
    assert set(result.by_surface) == {"slash", "mention", "!verb", "button", "modal"}
    assert result.effects == []


def test_every_surface_gets_the_same_answer(result):
    assert result.answers == []


def test_slack_refuses_nothing_that_is_sent(result):
    assert result.refused == []
