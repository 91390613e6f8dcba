"""What is ordered in time is judged forward in time."""

import numpy as np
import pandas as pd
import pytest

import ml
from ml import calibration, close_time, folds, when
from ml.evaluate import planted
from ml.metrics import auc, ece, log_losses
from ml.models.base import sigmoid


def test_forward_splits_learn_only_from_the_past():
    order = np.random.default_rng(1).permutation(500).astype(float)
    cuts = list(folds.forward(order))
    assert len(cuts) == 4
    assert all(order[cut.train].max() < order[cut.test].min() for cut in cuts)


def test_moments_that_are_equal_stay_on_one_side():
    order = np.repeat(np.arange(7.0), 50)
    for cut in folds.forward(order):
        assert not set(order[cut.train]) & set(order[cut.test])


def test_calibration_moves_chances_and_never_their_order():
    random = np.random.default_rng(2)
    raw = random.normal(size=3_000)
    y = (random.random(3_000) < sigmoid(0.5 * raw - 1)).astype(float)
    line = calibration.learn(raw, y)
    moved = sigmoid(line.apply(raw))
    assert (line.slope, line.offset) == pytest.approx((0.5, -1), abs=0.15)
    assert auc(y, moved) == auc(y, raw)
    assert log_losses(y, moved).mean() < log_losses(y, sigmoid(raw)).mean()


def test_a_base_rate_that_only_wanders_is_not_chased():
    random = np.random.default_rng(3)
    raw = random.normal(size=2_000)
    y = (random.random(2_000) < sigmoid(raw)).astype(float)
    assert calibration.forward(raw, y, np.arange(2_000) // 500) == calibration.Calibration()


def test_a_drifting_world_is_calibrated_for_what_comes_next():
    frame = planted.drifting(1_600, 1)
    model = ml.win.fit(frame.head(1_200), "won", time="day")
    told = model.evaluate(frame.tail(400))
    assert model.calibration.offset < -0.1
    assert told["metrics"]["log_loss"] < told["baseline"]["log_loss"]


def test_time_may_be_dates_in_words_or_growing_numbers():
    frame = planted.drifting(400, 2)
    words = frame.assign(day=frame["day"].dt.strftime("%d.%m.%Y"))
    one = ml.win.fit(words, "won", time="day")
    two = ml.win.fit(
        frame.assign(day=(frame["day"] - frame["day"].min()).dt.days), "won", time="day"
    )
    assert one.metrics == two.metrics
    assert one.about["split"] == "forward in time"


@pytest.mark.parametrize(
    ("word", "day"),
    [
        ("2024-03-01", "2024-03-01"),
        ("3/1/2024", "2024-03-01"),
        ("1.3.2024 14:30", "2024-03-01 14:30"),
        ("2024-03-01T14:30:00+02:00", "2024-03-01 12:30"),
        ("1 March 2024", "2024-03-01"),
        ("Mar 1, 2024", "2024-03-01"),
        ("2024年3月1日", "2024-03-01"),
        ("3/1/2024 2:30 PM", "2024-03-01 14:30"),
    ],
)
def test_a_date_is_read_in_the_usual_shapes(word, day):
    expected = (pd.Timestamp(day) - pd.Timestamp(0)) / pd.Timedelta(days=1)
    assert when.days([word]) == [expected]


def test_what_is_no_date_is_none():
    assert np.isnan(when.days(["1C1I7A6R", "31.02.2024", "tomorrow", "12345678", ""])).all()


def test_time_to_close_is_held_against_stage_medians():
    random = np.random.default_rng(4)
    start = pd.Timestamp("2024-01-01") + pd.to_timedelta(
        np.sort(random.uniform(0, 700, 500)), unit="D"
    )
    stage = random.choice(["small", "large"], 500)
    days = np.exp(np.where(stage == "small", 2.0, 3.5) + random.normal(0, 0.3, 500))
    frame = pd.DataFrame({"start": start, "size": stage, "noise": random.normal(size=500)})
    frame["end"] = frame["start"] + pd.to_timedelta(days, unit="D")
    model = close_time.fit(frame, "start", "end", stage="size")
    asked = pd.DataFrame({"size": ["small", "large"], "noise": [0.0, 0.0]})
    small, large = model.predict(asked)["prediction"]
    assert (model.algorithm, model.published) == ("stage medians", False)
    assert small == pytest.approx(np.exp(2), rel=0.2)
    assert large == pytest.approx(np.exp(3.5), rel=0.2)


def test_ece_never_parts_equal_chances():
    y = np.array([0.0, 1.0] * 50)
    assert ece(y, np.full(100, 0.5)) == 0.0
    assert ece(y, np.full(100, 0.7)) == pytest.approx(0.2)
