"""One interface for every question: fit, predict, explain, what if, save, load."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest

import ml
from ml import explain, plots
from ml.errors import BadFrame
from ml.evaluate import planted
from ml.models import ALGORITHMS

KEYS = ["kind", "n", "algorithm", "published", "reason"]
KEYS += ["metrics", "baseline", "refused_columns"]


def customers(n=2_000, seed=3):
    """Made as the demo's customer file is: with repeated rows and missing values."""
    random = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "age": random.integers(18, 80, n),
            "income": random.integers(1_000, 9_000, n),
            "purchase_history": random.integers(0, 40, n),
        }
    ).astype(float)
    told = 10 + 0.5 * frame["age"] + 0.2 * frame["income"] + 0.1 * frame["purchase_history"]
    frame["purchase_amount"] = told + random.normal(0, 30, n)
    frame.loc[frame.sample(60, random_state=1).index, "income"] = np.nan
    return pd.concat([frame, frame.sample(60, random_state=2)])


def textbook(n=2_000):
    return ml.purchase_amount.fit(customers(n), "purchase_amount", algorithm="linear")


@pytest.fixture(scope="module")
def models():
    frame = planted.signal(400, 5)[0]
    return {name: ml.win.fit(frame, "won", algorithm=name) for name in ALGORITHMS}


def test_the_textbook_flow_recovers_the_coefficients():
    model = textbook(40_000)
    weights = model.about["weights"]
    assert weights["income"] == pytest.approx(0.2, abs=0.002)
    assert weights["age"] == pytest.approx(0.5, abs=0.05)
    assert weights["purchase_history"] == pytest.approx(0.1, abs=0.08)
    assert model.about["intercept"] == pytest.approx(10, abs=3)


def test_the_textbook_flow_counts_what_it_dropped_and_splits_as_usual():
    model = textbook()
    assert [(d.rows, d.reason.split(",")[0]) for d in model.cleaning.dropped] == [
        (60, "the same as an earlier row"),
        (60, "a value is missing or unreadable"),
    ]
    assert model.n == 1_940
    assert (model.published, model.reason, model.refused_columns) == (True, "unvalidated", ())


def test_the_textbook_error_is_that_of_scikit_learn():
    linear_model = pytest.importorskip("sklearn.linear_model")
    split = pytest.importorskip("sklearn.model_selection").train_test_split
    clean = customers().drop_duplicates().dropna()
    x, y = clean.drop(columns="purchase_amount"), clean["purchase_amount"]
    train, test, known, later = split(x, y, test_size=0.2, random_state=42)
    error = later - linear_model.LinearRegression().fit(train, known).predict(test)
    model = textbook()
    assert model.metrics["mse"] == pytest.approx(float((error**2).mean()))
    assert model.baseline["mse"] == pytest.approx(float(((later - known.mean()) ** 2).mean()))


def test_given_coefficients_answer_as_by_hand():
    weights = {"age": 0.5, "income": 0.2, "purchase_history": 0.1}
    model = ml.purchase_amount.from_coefficients(10, weights)
    asked = pd.DataFrame({"age": [25], "income": [5000], "purchase_history": [3]})
    assert model.predict(asked)["prediction"].tolist() == pytest.approx([1022.8])


@pytest.mark.parametrize("name", ALGORITHMS)
def test_contributions_sum_to_the_score(models, name):
    frame = planted.signal(100, 6)[0]
    frame.loc[:5, "age"] = np.nan
    told = models[name].explain(frame)
    assert np.abs(told.sum(axis=1) - models[name].score(frame)).max() < 1e-9
    assert models[name].card()["explanation"]


@pytest.mark.parametrize("name", ALGORITHMS)
def test_a_model_read_back_answers_the_same(models, name, tmp_path):
    frame = planted.signal(50, 7)[0]
    path = models[name].save(tmp_path / "models" / "win")
    pd.testing.assert_frame_equal(ml.load(path).predict(frame), models[name].predict(frame))
    assert list(ml.load(path).report()) == KEYS
    assert [p.name for p in path.parent.iterdir()] == ["win"]


def test_a_change_is_worth_what_the_changed_record_scores(models):
    frame = planted.signal(30, 8)[0]
    told = models["boosting"].what_if(frame, {"source": "referral", "visits": 1.5})
    after = models["boosting"].predict(frame.assign(source="referral", visits=1.5))["prediction"]
    before = models["boosting"].predict(frame)["prediction"]
    assert (told["change"] == after - before).all()


def test_a_change_that_no_record_shows_is_refused(models):
    frame = planted.signal(3, 8)[0]
    for column, value in (("source", "television"), ("visits", 1e6), ("weather", 1)):
        with pytest.raises(BadFrame) as caught:
            models["boosting"].what_if(frame, {column: value})
        assert caught.value.column == column


def test_every_algorithm_stands_in_one_table_beside_the_base_rate(models):
    rows = {row["algorithm"]: row["log_loss"] for row in models["network"].comparison}
    assert set(rows) >= {"base rate", "logistic", "tree", "forest", "boosting", "network"}
    assert rows["logistic"] < rows["base rate"]


def test_a_tree_is_printed_as_rules_that_cover_all_rows(models):
    rules = explain.rules(models["tree"])
    assert sum(rule.rows for rule in rules) == 400
    assert str(rules[0]).startswith("if ")
    assert rules[0].answer > rules[-1].answer


def test_reasons_are_the_furthest_contributions(models):
    frame = planted.signal(3, 9)[0]
    first = explain.reasons(models["logistic"], frame, top=2)[0]
    told = models["logistic"].explain(frame).drop(columns="background").iloc[0].abs()
    assert [reason.column for reason in first] == told.nlargest(2).index.tolist()


def test_the_same_seed_gives_the_same_model():
    frame = planted.signal(200, 5)[0]
    one, two = (ml.win.fit(frame, "won", seed=7) for _ in range(2))
    assert one.state() == two.state()


def test_amounts_are_never_negative_where_none_was():
    random = np.random.default_rng(0)
    frame = pd.DataFrame({"size": random.normal(size=300), "kind": random.choice(list("ab"), 300)})
    frame["amount"] = np.exp(2 + frame["size"] + random.normal(0, 1, 300))
    model = ml.purchase_amount.fit(frame, "amount")
    said = model.predict(frame.assign(size=-50.0))
    assert model.published
    assert (said >= 0).all().all()
    assert (said["low"] <= said["prediction"]).all()


def test_plots_are_written_for_what_the_model_knows(models, tmp_path):
    frame = planted.signal(100, 6)[0]
    names = {path.stem for path in plots.save(models["logistic"], frame, tmp_path)}
    assert names == {"comparison", "reliability", "lift", "importance"}
    assert {p.stem for p in plots.save(textbook(), customers(), tmp_path)} >= {"residuals"}


def test_progress_is_told_from_nothing_to_all():
    told = []
    ml.win.fit(planted.signal(200, 5)[0], "won", progress=lambda *step: told.append(step))
    assert told[0][1] == 0
    assert told[-1][1] == told[-1][2]


@pytest.mark.parametrize("first", ["import ml", "import ml; ml.win; ml.scale; ml.plots"])
def test_importing_ml_brings_neither_slack_nor_sql(first):
    code = f"{first}; import sys; print({{'slack_bolt', 'sqlalchemy'}} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_importing_ml_alone_is_light():
    code = "import ml, sys; print({'pandas', 'sklearn', 'matplotlib'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
