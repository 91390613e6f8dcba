"""A kept list of *this month* goes on with time; one of a named day stays where it is."""

import pytest

from crm.language.ask.reader import Reader
from crm.language.ask.world import from_json


@pytest.fixture
def dated(world):
    ana = world.as_("ana")
    for name, day in (("Soon", "2026-11-28"), ("Later", "2026-12-15")):
        ana.says(f'deal add Acme "{name}" amount=12000 close_on={day}')
    return world


def kept(world, said, command="view save", **given):
    """A list that was asked for, kept under a name."""
    answer = world.as_("ana").says(said)
    button = world.button(answer, command)
    return world.as_("ana").sends(command, **button.fields, name="Mine", **given)


def titles(world):
    return [row.title for row in world.as_("ana").says("view Mine").reply.views[0].rows]


@pytest.mark.parametrize(
    ("said", "first", "days", "then"),
    [
        ("ask deals closing this month", ["Soon"], 14, ["Later"]),
        ("ask 本月要成交的商机", ["Soon"], 14, ["Later"]),
        ("ask deals closing next week", ["Soon"], 20, ["Later"]),
        ("ask deals not touched for 30 days", [], 40, ["Later", "Soon"]),
        ("ask overdue deals", [], 10, ["Soon"]),
        ("deal list close_on<today", [], 10, ["Soon"]),
        ('deal list close_on="next week"', ["Soon"], 20, ["Later"]),
        ("deal list close_on=下周", ["Soon"], 20, ["Later"]),
        ('deal list close_on="this month"', ["Soon"], 14, ["Later"]),
        ('deal list close_on="this quarter"', ["Later", "Soon"], 45, []),
        ('deal list close_on="today..end of this month"', ["Soon"], 14, ["Later"]),
        ('deal list close_on<="this month"', ["Soon"], 14, ["Later", "Soon"]),
        ('deal list close_on>"this month"', ["Later"], 14, []),
        ('deal list close_on!="next week"', ["Later"], 20, ["Soon"]),
        ("deal list close_on=2026-11-01..2026-11-30", ["Soon"], 14, ["Soon"]),
        ("ask deals closing in november", ["Soon"], 14, ["Soon"]),
        ("ask deals closing before 2026-12-01", ["Soon"], 14, ["Soon"]),
    ],
)
def test_a_view_asks_anew_for_the_days_that_were_meant(dated, said, first, days, then):
    kept(dated, said)
    assert titles(dated) == first
    dated.later(days=days)
    assert titles(dated) == then


def test_the_chips_say_the_days_that_it_means_now(dated):
    kept(dated, "ask deals closing this month")
    dated.later(days=14)
    assert "Dec 1, 2026" in dated.lines(dated.as_("ana").says("view Mine"))
    assert "Dec 1, 2026" in dated.lines(dated.as_("ana").says("view list"))


def test_an_alert_is_listed_with_the_days_that_it_means_now(dated):
    kept(dated, "ask deals closing this month", "alert add")
    dated.later(days=14)
    assert "Dec 1, 2026" in dated.lines(dated.as_("ana").says("alert list"))


def test_what_is_understood_is_printed_without_how_days_were_said():
    names = from_json({"now": "2026-11-20T10:00", "base_currency": "USD", "acting_user": "ana"})
    found = Reader(names).understand("deals closing this month")
    assert {"field", "op", "value"} == {key for leaf in found["filters"] for key in leaf}
