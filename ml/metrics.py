"""Error figures, as in the rules: AUC counts ties half, ECE never parts equal chances."""

import numpy as np

from ml.frame import Floats


def log_losses(outcomes: Floats, chances: Floats) -> Floats:
    """−log of the chance given to what happened, for each record."""
    held = np.clip(chances, 1e-15, 1 - 1e-15)
    out: Floats = -np.where(outcomes == 1, np.log(held), np.log(1 - held))
    return out


def auc(outcomes: Floats, scores: Floats) -> float:
    """The chance that a yes scores above a no, ties half; NaN with one kind only."""
    yes = float((outcomes == 1).sum())
    no = len(outcomes) - yes
    if not yes or not no:
        return float("nan")
    values, codes, counts = np.unique(scores, return_inverse=True, return_counts=True)
    ranks = np.cumsum(counts) - (counts - 1) / 2
    above = ranks[codes][outcomes == 1].sum() - yes * (yes + 1) / 2
    return float(above / (yes * no)) if len(values) else float("nan")


def brier(outcomes: Floats, chances: Floats) -> float:
    """Mean squared distance of chance and outcome."""
    return float(np.mean((chances - outcomes) ** 2))


def ece(outcomes: Floats, chances: Floats, bins: int = 10) -> float:
    """Expected calibration error: `bins` of equal count, equal chances together, by size."""
    which = bin_of(chances, bins)
    sizes = np.bincount(which)
    gaps = np.abs(np.bincount(which, outcomes) - np.bincount(which, chances))
    return float(gaps[sizes > 0].sum() / len(outcomes))


def bin_of(chances: Floats, bins: int = 10) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    """The bin of each chance: by its middle rank, so that equal chances share one."""
    _, codes, counts = np.unique(chances, return_inverse=True, return_counts=True)
    middle = np.cumsum(counts) - (counts + 1) / 2
    out: np.ndarray[tuple[int], np.dtype[np.int64]] = (middle * bins // len(chances)).astype(
        np.int64
    )[codes]
    return out


def of_chances(outcomes: Floats, chances: Floats) -> dict[str, float]:
    """AUC, log loss, Brier and ECE of chances against what happened."""
    return {
        "auc": auc(outcomes, chances),
        "log_loss": float(log_losses(outcomes, chances).mean()),
        "brier": brier(outcomes, chances),
        "ece": ece(outcomes, chances),
    }


def of_amounts(actual: Floats, predicted: Floats) -> dict[str, float]:
    """MAE, MSE, RMSE and WAPE (Σ|error| / Σ|actual|) of amounts."""
    error = actual - predicted
    mse = float(np.mean(error**2))
    size = float(np.abs(actual).sum())
    wape = float(np.abs(error).sum() / size) if size else float("nan")
    return {"mae": float(np.abs(error).mean()), "mse": mse, "rmse": mse**0.5, "wape": wape}
