"""The figures of the customer questions on the development data, where it is there."""

import subprocess
import sys

import numpy as np
import pytest

from ml.evaluate import cohort, figure, lifetime, recommend, revenue
from ml.lifetime.dropout import Dropout
from ml.lifetime.summary import Summary

needs_data = pytest.mark.skipif(
    not figure.DATA.exists(), reason="the development data is not beside this repository"
)


@needs_data
@pytest.mark.parametrize("topic", [lifetime, revenue, recommend, cohort])
def test_every_bar_holds(topic):
    missed = [f"{f.name}: {f.value:.4f} ({f.bar})" for f in topic.figures() if not f.holds]
    assert missed == []


def test_the_worked_example_of_the_guide_is_right():
    one = Summary(("a",), *(np.array([v]) for v in (2.0, 30.43, 38.86, np.nan, np.nan)))
    model = Dropout("bg", 0.243, 4.414, 0.793, 2.426)
    assert model.alive(one)[0] == pytest.approx(0.73, abs=0.005)
    assert model.expected(one, 39)[0] == pytest.approx(1.23, abs=0.01)


def test_the_forecast_needs_no_heavy_library():
    code = "import sys, ml.revenue; print([m for m in ('pandas', 'numpy') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_customer_questions_import_neither_slack_nor_sql():
    code = (
        "import sys, ml.anomaly, ml.cohort, ml.contact_time, ml.lifetime, ml.next_purchase,"
        " ml.recommend, ml.segments;"
        " print([m for m in ('slack_bolt', 'sqlalchemy') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
