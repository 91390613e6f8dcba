"""The examples of the algorithms' pages, followed by the code that they describe."""

from pathlib import Path

import numpy as np
import pytest

from ml.encode import Table
from ml.models import ALGORITHMS
from ml.models.base import sigmoid
from ml.models.design import Curve, Design, Effects, NumberBasis
from ml.models.linear import Linear
from ml.models.network import Network
from ml.models.trees import Growth, boosting, learn_values, tree


def numbers(*columns):
    return Table(np.column_stack(columns).astype(float), np.zeros((len(columns[0]), 0), np.int32))


def referrals():
    """200 deals, 60 won; 60 by referral, 36 of them won."""
    came = np.repeat([1.0, 0.0], [60, 140])
    won = np.concatenate([np.arange(60) < 36, np.arange(140) < 24]).astype(float)
    return numbers(came), won


def test_the_logistic_example():
    visits, referral = Curve(np.zeros(0), np.zeros(0), 0.0, 0.9), np.array([0, 0, 0, 0.5])
    model = Linear("logistic", Effects((visits,), (referral,)), -1.6, np.zeros(2))
    table = Table(np.array([[1.0], [1.0]]), np.array([[3], [1]], np.int32))
    assert model.raw(table).tolist() == pytest.approx([-0.2, -0.7])
    assert sigmoid(model.raw(table)).tolist() == pytest.approx([0.450, 0.332], abs=0.0005)


def test_the_trees_example():
    table, won = referrals()
    raw = tree(table, won, Growth("binary", 1, ())).raw(table)
    assert raw[0] == pytest.approx(0.175, abs=0.0005)
    assert sigmoid(raw[:1])[0] == pytest.approx(0.544, abs=0.0005)


def test_boosting_goes_on_towards_what_was_seen():
    came = np.repeat([1.0, 0.0], [2_000, 2_000])
    won = np.concatenate([np.arange(2_000) < 800, np.arange(2_000) < 400]).astype(float)
    said = sigmoid(boosting(numbers(came), won, Growth("binary", 1, ())).raw(numbers(came)))
    assert (said[0], said[-1]) == pytest.approx((0.4, 0.2), abs=0.01)


def test_the_word_example():
    codes = np.repeat([3, 4], [30, 70]).astype(np.int32)[:, None]
    won = np.concatenate([np.arange(30) < 15, np.arange(70) < 12]).astype(float)
    values = learn_values(Table(np.zeros((100, 0)), codes), won, (5,))[0]
    assert values[3] == pytest.approx(0.4425)


def test_the_networks_example_and_its_reasons():
    basis = NumberBasis(np.array([-1e9, 1e9]), np.zeros(1), np.ones(1))
    inward = np.array([[0.8, -0.4], [0.0, 0.0], [0.3, 0.9], [0.0, 0.0]])
    parts = inward, np.array([0.1, 0.2]), np.array([1.2, -0.7]), -0.3, np.zeros(4)
    model = Network("network", Design((basis, basis), ()), *parts)
    table = numbers([1.0], [-0.5])
    each, background = model.contributions(table)
    assert model.raw(table)[0] == pytest.approx(0.6)
    assert background + each.sum() == pytest.approx(0.6)


def test_every_algorithm_has_its_page():
    pages = Path(__file__).resolve().parents[2] / "docs" / "guide" / "algorithms"
    assert {page.stem for page in pages.glob("*.md")} == {*ALGORITHMS, "README"}
    assert all("## Example" in (pages / f"{name}.md").read_text() for name in ALGORITHMS)
