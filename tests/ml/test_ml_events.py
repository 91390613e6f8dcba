"""Reading purchase histories."""

from datetime import date

import pandas as pd
import pytest

from ml import cohort, events, lifetime, next_purchase, recommend, segments
from ml.errors import BadFrame


def frame(**columns):
    base = {"customer": ["a", "b"], "at": ["2025-01-01", "2025-02-01"], "amount": [1, 2]}
    return pd.DataFrame({**base, **columns})


def test_a_day_is_included_and_a_moment_is_exact():
    rows = frame(at=["2025-01-31 23:30", "2025-02-01 00:00"])
    assert len(events.read(rows, (), date(2025, 1, 31)).rows) == 1
    assert len(events.read(rows, (), "2025-02-01").rows) == 2
    assert len(events.read(rows, (), "2025-02-01 00:30+01:00").rows) == 1


@pytest.mark.parametrize("day", ["2025-03-04", "4-Mar-25", "2025/03/04", 20250304])
def test_dates_are_read_in_common_formats(day):
    read = events.read(frame(at=[day, day]), ()).rows
    assert read["at"].tolist() == [pd.Timestamp("2025-03-04")] * 2


def test_rows_left_out_are_counted_with_their_reason():
    rows = pd.DataFrame(
        {
            "Customer": ["a", "", "c", "d", "e"],
            "At": ["2025-01-01", "2025-01-01", "soon", "2025-01-01", "2025-01-02"],
            "Amount": ["5", "5", "5", "-3", "lots"],
        }
    )
    read = events.read(rows, ("amount",))
    assert {(d.reason, d.rows) for d in read.cleaning.dropped} == {
        ("no customer", 1),
        ("no readable date", 1),
        ("a return, not a purchase", 1),
        ("no readable amount", 1),
    }
    assert read.rows["customer"].tolist() == ["a"]


@pytest.mark.parametrize(
    ("rows", "column"),
    [
        (frame().drop(columns="amount"), "amount"),
        (frame(at=["soon", "later"]), "at"),
        (frame(amount=["lots", "few"]), "amount"),
        (frame(customer=[None, ""]), "customer"),
    ],
)
def test_a_frame_that_cannot_be_used_names_the_column(rows, column):
    with pytest.raises(BadFrame) as refused:
        events.read(rows, ("amount",))
    assert refused.value.column == column


def test_chinese_names_are_kept_as_they_are():
    read = events.read(frame(customer=["王伟", "李娜"]), ()).rows
    assert read["customer"].tolist() == ["王伟", "李娜"]


QUESTIONS = [
    lambda rows: recommend.from_frame(rows, top=2),
    lambda rows: lifetime.from_frame(rows, "2025-12-31", 4),
    lambda rows: segments.from_frame(rows, "2025-12-31"),
    lambda rows: next_purchase.from_frame(rows, "2025-12-31"),
    lambda rows: cohort.from_frame(rows, "2025-12-31"),
]


@pytest.mark.parametrize("question", QUESTIONS)
def test_every_question_refuses_an_empty_file_and_bears_odd_ones(question):
    with pytest.raises(BadFrame):
        question(pd.DataFrame())
    rows = frame(product=["茶", "书"], amount=[1.0, float("inf")])
    wide = pd.DataFrame([[0] * 1_000, [1] * 1_000]).add_prefix("column ")
    question(pd.concat([rows, rows, wide], axis=0, ignore_index=True))
    question(rows.assign(customer="one", at="2025-01-01", amount=3))
