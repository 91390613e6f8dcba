"""Honesty: floors, base rates, the gate, drift, champions, intervals."""

import numpy as np
import pytest
from scipy.stats import beta

import ml
from ml import honest
from ml.evaluate import planted
from ml.metrics import ece
from ml.spread import Spread


def outcomes(yes, no):
    return [1] * yes + [0] * no


@pytest.mark.parametrize(
    ("yes", "no", "may", "reason"),
    [
        (5, 10, "nothing", "not enough yet (15 of 20)"),
        (9, 60, "nothing", "not enough yet (9 of 10 of the rarer outcome)"),
        (10, 10, "base rate", "base rate only (10 of 40 of the rarer outcome)"),
        (39, 400, "base rate", "base rate only (39 of 40 of the rarer outcome)"),
        (40, 40, "model", "80 outcomes, 40 of the rarer"),
    ],
)
def test_the_floors_say_what_may_be_said(yes, no, may, reason):
    enough = honest.enough(outcomes(yes, no))
    assert (enough.may, enough.reason, bool(enough)) == (may, reason, may == "model")


def test_a_base_rate_is_the_beta_binomial_one():
    rate = honest.base_rate(3, 20, level=0.95)
    assert rate.rate == pytest.approx(3.5 / 21)
    assert (rate.low, rate.high) == pytest.approx(tuple(beta(3.5, 17.5).ppf([0.025, 0.975])))


def test_groups_that_differ_by_chance_are_drawn_together():
    random = np.random.default_rng(1)
    alike = {f"g{i}": (float(random.binomial(30, 0.3)), 30) for i in range(40)}
    apart = {f"g{i}": (float(random.binomial(30, 0.1 if i % 2 else 0.7)), 30) for i in range(40)}
    assert np.ptp([r.rate for r in honest.shrunk(alike).values()]) < 0.15
    assert np.ptp([r.rate for r in honest.shrunk(apart).values()]) > 0.5


def test_noise_is_not_published_and_predicts_the_base_rate():
    fitted = [ml.win.fit(planted.noise(150, seed), "won") for seed in range(3)]
    assert sum(model.published for model in fitted) == 0
    assert fitted[0].reason.startswith("no signal")
    said = fitted[0].predict(planted.noise(10, 99))
    assert said["prediction"].nunique() == 1
    assert (said["low"] < said["prediction"]).all()


def test_a_planted_signal_is_published():
    fitted = [ml.win.fit(planted.signal(400, seed)[0], "won") for seed in range(2)]
    assert all(model.published for model in fitted)
    assert all(model.metrics["log_loss"] < model.baseline["log_loss"] for model in fitted)


def test_too_few_outcomes_give_a_rate_and_the_reason():
    model = ml.churn.fit(planted.signal(60, 1)[0], "won")
    assert (model.published, model.algorithm) == (False, "base rate")
    assert model.reason.startswith("base rate only")


def test_an_algorithm_by_name_passes_the_gate_and_is_labelled():
    model = ml.win.fit(planted.noise(100, 1), "won", algorithm="logistic")
    assert (model.published, model.reason) == (True, "unvalidated")


def test_an_unmoved_world_has_no_drift_and_a_moved_one_has():
    before, same = planted.noise(2_000, 1), planted.noise(300, 2)
    columns = ["visits", "source"]
    assert not any(d.moved for d in honest.drift(before, same, columns))
    moved = same.assign(visits=same["visits"] + 2, source="web")
    assert all(d.moved and d.psi > 0.25 for d in honest.drift(before, moved, columns))
    strange = honest.drift(before, same.assign(source="radio"), ["source"])[0]
    assert (strange.unseen, strange.moved) == (1.0, True)


def truth(n, seed):
    frame, chance = planted.signal(n, seed)
    return (frame["won"] == "Yes").to_numpy(float), chance


def test_a_challenger_must_beat_the_champion_and_the_base_rate():
    y, chance = truth(2_000, 3)
    base = np.full(len(y), y.mean())
    assert honest.promote(y, chance, base, base).yes
    assert not honest.promote(y, chance, chance, base).yes
    assert "base rate" in honest.promote(y, base, chance, base).reason


def test_a_champion_that_went_wrong_falls_silent():
    y, chance = truth(400, 4)
    base = np.full(len(y), y.mean())
    assert not honest.silence(y, chance, base).yes
    assert honest.silence(y, 1 - chance, base).yes
    assert honest.silence(y, chance, base, {"visits": 0.4}).yes
    assert not honest.silence(y[:30], 1 - chance[:30], base[:30]).yes


def test_intervals_are_widened_by_their_misses_and_never_narrowed():
    random = np.random.default_rng(2)
    spread, scores = Spread("amount", below=-1.0, above=1.0), np.zeros(400)
    wide = honest.widened(spread, scores, random.normal(0, 3, 400))
    low, _, high = wide.answers(scores)
    assert honest.coverage(low, high, random.normal(0, 3, 400)).share == pytest.approx(
        0.8, abs=0.07
    )
    assert honest.widened(spread, scores, random.normal(0, 0.1, 400)) == spread


def test_chances_that_are_exactly_right_lie_in_the_range_of_perfect_calibration():
    y, chance = truth(3_000, 5)
    low, high = honest.perfect_ece(chance, 1)
    assert low <= ece(y, chance) <= high
    assert ece(y, np.clip(chance + 0.15, 0, 1)) > high
