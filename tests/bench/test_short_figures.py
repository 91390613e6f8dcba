"""The short versions of the figures that do not depend on the machine's speed."""

from importlib import import_module

import pytest

FIGURES = (
    "before_commit",
    "deliveries",
    "duplicates",
    "hostile_input",
    "isolation",
    "payloads",
    "schedules",
    "type_ahead",
)
# What a busy machine may miss; `make bench` judges these.
TIMED = ("slowest on 4,000 characters", "type-ahead: 20,000")


@pytest.mark.parametrize("name", FIGURES)
def test_the_short_figure_holds(name):
    figures = import_module(f"bench.{name}").measure(short=True)
    wrong = [f for f in figures if not f.holds and not any(word in f.name for word in TIMED)]
    assert figures
    assert not wrong


def test_long_work_is_resumed_after_a_kill_and_undone_exactly():
    figures = {f.name: f for f in import_module("bench.job_100k").measure(short=True)}
    assert figures["job-100k: rows added"].holds
    assert figures["job-100k: rows left after undo"].holds


def test_eight_writers_never_meet_a_locked_database():
    figures = {f.name: f for f in import_module("bench.writers").measure(short=True)}
    assert figures["writers: commits a second"].value > 0


def test_a_file_of_people_goes_in_and_out_without_a_trace():
    figures = import_module("bench.import_100k").measure(short=True)
    exact = [f for f in figures if f.bar.startswith("=")]
    assert len(exact) == 10
    assert not [f for f in exact if not f.holds]
