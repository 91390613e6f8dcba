"""Chances on real records: the X Education leads in time, Telco's churn over ten seeds."""

from dataclasses import replace

import numpy as np
import pandas as pd

from ml import churn, conversion, honest, metrics, target, win
from ml.calibration import Calibration
from ml.evaluate import planted
from ml.evaluate.figure import Figure, data
from ml.fitted import Fitted
from ml.frame import Floats

GRADES = ("Activity Index", "Profile Index", "Activity Score", "Profile Score")
LEAKED = {
    *("Tags", "Lead Quality", "Lead Profile", "Last Activity", "Last Notable Activity"),
    *(f"Asymmetrique {grade}" for grade in GRADES),
}
SEEDS = 10


def leads() -> pd.DataFrame:
    """The leads in the order of their numbers, which stand for time."""
    return pd.read_csv(data("xeducation_leads.csv")).sort_values("Lead Number")


def figures() -> list[Figure]:
    """AUC, log loss, refused columns, calibration."""
    return [*_leads(), *_telco(), *_in_time()]


def _first(frame: pd.DataFrame, share: float = 0.75) -> tuple[pd.DataFrame, pd.DataFrame]:
    cut = int(len(frame) * share)
    return frame.iloc[:cut], frame.iloc[cut:]


def _known(model: Fitted, test: pd.DataFrame) -> tuple[Floats, Floats]:
    outcomes = target.yes_no(test, model.target)[0]
    return outcomes, model.predict(test)["prediction"].to_numpy(float)


def _leads() -> list[Figure]:
    train, test = _first(leads())
    model = conversion.fit(train, "Converted", time="Lead Number")
    outcomes, said = _known(model, test)
    auc = metrics.auc(outcomes, said)
    losses = metrics.log_losses(outcomes, said)
    loss, error = float(losses.mean()), float(losses.std() / len(losses) ** 0.5)
    base = metrics.log_losses(outcomes, np.full(len(outcomes), model.about["usual"])).mean()
    refused = set(model.refused_columns)
    note = f"missed {sorted(LEAKED - refused)}, honest refused {sorted(refused - LEAKED)}"
    beside = f"{model.algorithm}, ±{1.96 * error:.3f}; base rate {base:.3f}"
    right = refused == LEAKED
    count = float(len(refused & LEAKED))
    return [
        Figure("leads: AUC", auc, "", "≥ .885", "≥ .895", auc >= 0.885, model.algorithm),
        Figure("leads: log loss", loss, "", "≤ .415", "≤ .405", loss <= 0.415, beside),
        Figure("leads: leaked columns refused", count, "", "9", "9", right, note),
    ]


def _telco() -> list[Figure]:
    rows = pd.read_csv(data("telco_churn.csv"))
    told, inside, bases = [], [], []
    for seed in range(SEEDS):
        train, test = _stratified(rows, seed)
        model = churn.fit(train, "Churn")
        outcomes, said = _known(model, test)
        told.append(metrics.of_chances(outcomes, said))
        inside.append(told[-1]["ece"] <= honest.perfect_ece(said, seed)[1])
        bases.append(metrics.log_losses(outcomes, np.full(len(outcomes), train_rate(train))).mean())
    auc, loss, ece = (np.array([t[k] for t in told]) for k in ("auc", "log_loss", "ece"))
    share = float(np.mean(inside))
    note = f"±{_error(loss):.4f}; base rate {np.mean(bases):.3f}"
    return [
        Figure(
            "Telco: AUC",
            float(auc.mean()),
            "",
            "≥ .84",
            "≥ .848",
            auc.mean() >= 0.84,
            f"±{_error(auc):.4f}",
        ),
        Figure(
            "Telco: log loss",
            float(loss.mean()),
            "",
            "≤ .422",
            "≤ .414",
            loss.mean() <= 0.422,
            note,
        ),
        Figure(
            "Telco: seeds whose ECE is within perfect calibration's 95 %",
            share,
            "",
            "≥ .8",
            "",
            share >= 0.8,
            f"mean ECE {ece.mean():.4f}",
        ),
    ]


def train_rate(train: pd.DataFrame) -> float:
    """The share of churned among the training rows."""
    return float((train["Churn"] == "Yes").mean())


def _error(values: Floats) -> float:
    return float(1.96 * values.std(ddof=1) / len(values) ** 0.5)


def _stratified(rows: pd.DataFrame, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    test = rows.groupby("Churn").sample(frac=0.25, random_state=seed).index
    return rows.drop(index=test), rows.loc[test]


def _in_time() -> list[Figure]:
    """Calibrated against the same model left alone, on what came after."""
    found = []
    train, test = _first(leads())
    found += _beside("leads", conversion.fit(train, "Converted", time="Lead Number"), test)
    changes = []
    for seed in range(5):
        train, test = _first(planted.drifting(4_000, seed))
        model = win.fit(train, "won", time="day")
        changes.append(_beside("a drifting world", model, test))
    auc = float(np.min([pair[0].value for pair in changes]))
    loss = float(np.mean([pair[1].value for pair in changes]))
    found.append(_change("AUC", "a drifting world", auc, auc >= 0.0, "least of 5 draws"))
    note = f"mean of 5 draws; worst {max(pair[1].value for pair in changes):+.4f}"
    found.append(_change("log loss", "a drifting world", loss, loss <= 0.0, note))
    return found


def _beside(name: str, model: Fitted, test: pd.DataFrame) -> list[Figure]:
    outcomes, said = _known(model, test)
    _, alone = _known(replace(model, calibration=Calibration()), test)
    auc = metrics.auc(outcomes, said) - metrics.auc(outcomes, alone)
    lost = metrics.log_losses(outcomes, said) - metrics.log_losses(outcomes, alone)
    line = f"slope {model.calibration.slope:.2f}, offset {model.calibration.offset:+.2f}"
    return [
        _change("AUC", name, auc, auc >= -1e-9, line),
        _change("log loss", name, float(lost.mean()), lost.mean() <= 1e-9, line),
    ]


def _change(what: str, name: str, value: float, holds: bool, note: str) -> Figure:
    bar = "≥ 0" if what == "AUC" else "≤ 0"
    return Figure(f"calibration in time, {name}: change of {what}", value, "", bar, "", holds, note)
