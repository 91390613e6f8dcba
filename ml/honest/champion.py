"""Champion and challenger: who may speak, decided on the newest outcomes."""

from dataclasses import dataclass

import numpy as np

from ml.frame import Floats
from ml.honest.drift import MOVED
from ml.honest.gate import ERRORS, paired
from ml.metrics import log_losses

NEWEST = 0.2  # of the outcomes decide about a challenger
LATEST, SILENT = 50, 2.0  # outcomes, and standard errors, that silence a champion


@dataclass(frozen=True)
class Ruling:
    """Whether the challenger is promoted (or the champion silenced), and why."""

    yes: bool
    reason: str


def promote(outcomes: Floats, challenger: Floats, champion: Floats, base: Floats) -> Ruling:
    """Whether the challenger's chances beat both the active model's and the base rate's.

    All four are in the outcomes' order; the newest fifth decides, by more than 1.64 paired
    standard errors of log loss against each.
    """
    start = int(len(outcomes) * (1 - NEWEST))
    y, new = outcomes[start:], log_losses(outcomes, challenger)[start:]
    for name, chances in (("base rate", base), ("active model", champion)):
        gain, error = paired(log_losses(y, chances[start:]) - new)
        if not gain > ERRORS * error:
            told = f"gain of {gain:.4f}, ±{error:.4f}, on the newest {len(y)}"
            return Ruling(yes=False, reason=f"not better than the {name} ({told})")
    return Ruling(yes=True, reason=f"better than both on the newest {len(y)} outcomes")


def silence(
    outcomes: Floats, chances: Floats, base: Floats, moved: dict[str, float] | None = None
) -> Ruling:
    """Whether the active model should fall silent and the base rate speak instead.

    When over the last fifty outcomes it was two standard errors worse than the base rate, or a
    column's stability index (`moved`: by column) is beyond 0.25.
    """
    far = {name: value for name, value in (moved or {}).items() if value > MOVED}
    if far:
        name = max(far, key=lambda column: far[column])
        return Ruling(yes=True, reason=f"'{name}' has moved (PSI {far[name]:.2f})")
    y, said, usual = outcomes[-LATEST:], chances[-LATEST:], base[-LATEST:]
    if len(y) < LATEST:
        return Ruling(yes=False, reason=f"only {len(y)} of {LATEST} outcomes so far")
    worse, error = paired(log_losses(y, said) - log_losses(y, usual))
    loud = not worse > SILENT * error
    told = f"log loss {worse:+.4f} against the base rate, ±{error:.4f}"
    return Ruling(yes=not loud, reason=f"{told}, over the last {len(y)}")


def track_record(outcomes: Floats, chances: Floats, base: Floats) -> dict[str, float]:
    """The record so far: log loss and Brier of the model beside those of the base rate."""
    return {
        "log_loss": float(log_losses(outcomes, chances).mean()),
        "base_log_loss": float(log_losses(outcomes, base).mean()),
        "brier": float(np.mean((chances - outcomes) ** 2)),
        "base_brier": float(np.mean((base - outcomes) ** 2)),
    }
