"""The fit behind conversion, win and churn: chances that are published only when they hold up."""

import numpy as np

from ml import calibration, honest, metrics, records, target, trial
from ml.ask import Ask
from ml.candidates import FOR_CHANCES
from ml.errors import BadFrame
from ml.fitted import Fitted
from ml.frame import Floats
from ml.models.base import logit, sigmoid
from ml.records import Records
from ml.selection import Judge
from ml.spread import Spread
from ml.threads import one_thread

LEAST_TO_TRY = 10  # records for an algorithm that was asked for by name
COMPARABLE = 10  # a chance is told by a tenth of the held-back records: those most like it


@one_thread
def fit(ask: Ask) -> Fitted:
    """The chance of a yes; the base rate where a model does not help. Raises `BadFrame`."""
    known = read(ask)
    enough = honest.enough(known.outcomes)
    judge = judge_of(known.outcomes)
    if not known.usable or (ask.algorithm is None and not enough):
        reason = enough.reason if known.usable else "no column can be used"
        spread = Spread("chance", comparable=len(known.outcomes))
        return trial.plain(ask, known, judge, spread, reason)
    if len(known.outcomes) < LEAST_TO_TRY:
        raise BadFrame(
            f"Only {len(known.outcomes)} rows have an outcome in '{ask.target}'; an algorithm "
            f"needs at least {LEAST_TO_TRY}. Add records.",
            ask.target,
        )
    tried = trial.run(ask, known, judge, FOR_CHANCES)
    learn = calibration.learn if known.order is None else _forward(tried.held.block)
    return trial.published(
        ask,
        known,
        tried,
        Spread("chance", comparable=len(tried.actual) / COMPARABLE),
        calibration=learn(tried.scores, tried.actual),
    )


def read(ask: Ask) -> Records:
    """The records whose outcome is known; raises `BadFrame` where only one kind is."""
    outcomes, labels = target.yes_no(ask.frame, ask.target)
    known = records.of(ask, outcomes, labels)
    if len(set(known.outcomes.tolist())) < 2:
        raise BadFrame(
            f"Column '{ask.target}' holds only one kind of outcome ({len(known.outcomes)} rows). "
            "Both kinds are needed: add records that ended the other way.",
            ask.target,
        )
    return known


def judge_of(outcomes: Floats) -> Judge:
    """Log loss; the baseline is the base rate known at the time."""
    return Judge(
        target=outcomes,
        losses=lambda actual, raw: metrics.log_losses(actual, sigmoid(raw)),
        usual=lambda past: float(logit((past.sum() + 0.5) / (len(past) + 1))),
        measure=lambda actual, raw: metrics.of_chances(actual, sigmoid(raw)),
        baseline="base rate",
        chance=True,
    )


def _forward(block: "np.ndarray[tuple[int], np.dtype[np.intp]]") -> calibration.Learn:
    return lambda raw, outcomes: calibration.forward(raw, outcomes, block)
