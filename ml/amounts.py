"""The fit behind purchase amounts: the usual (median) amount unless a model is closer to it."""

import numpy as np

from ml import honest, metrics, records, target, trial
from ml.ask import Ask
from ml.candidates import FOR_AMOUNTS
from ml.errors import BadFrame, UnknownChoice
from ml.fitted import Fitted
from ml.frame import Floats
from ml.selection import Judge
from ml.spread import Link, Spread, of_misses, to_answer
from ml.threads import one_thread

FLOOR, MODEL_FLOOR = honest.FLOOR_ALL, 2 * honest.MODEL_EACH
LEAST_TO_TRY = 10
SKEWED = 1.3  # mean over median, from which amounts are compared by their logarithms


@one_thread
def fit(ask: Ask) -> Fitted:
    """The amount to expect (its median); raises `BadFrame` or `UnknownChoice`."""
    if ask.algorithm == "logistic":
        names = ", ".join(name for name in FOR_AMOUNTS if name != "blend")
        raise UnknownChoice(f"'logistic' answers yes or no, not how much. Choose of: {names}.")
    known = records.of(ask, target.amount(ask.frame, ask.target))
    link = link_of(known.outcomes)
    judge = judge_of(known.outcomes, link)
    floor = 0.0 if known.outcomes.min() >= 0 else None
    n = len(known.outcomes)
    if not known.usable or (ask.algorithm is None and n < MODEL_FLOOR):
        reason = _too_few(n) if known.usable else "no column can be used"
        misses = judge.target - judge.usual(judge.target)
        return trial.plain(ask, known, judge, of_misses(link, misses, floor), reason)
    if n < LEAST_TO_TRY:
        raise BadFrame(
            f"Only {n} rows have an amount in '{ask.target}'; an algorithm needs at least "
            f"{LEAST_TO_TRY}. Add records.",
            ask.target,
        )
    tried = trial.run(ask, known, judge, FOR_AMOUNTS)
    return trial.published(ask, known, tried, _spread(tried, link, floor))


def _spread(tried: trial.Trial, link: Link, floor: float | None) -> Spread:
    shown = tried.scores if tried.verdict().passes else tried.held.baseline
    return of_misses(link, tried.actual - shown, floor)


def _too_few(n: int) -> str:
    if n < FLOOR:
        return f"not enough yet ({n} of {FLOOR})"
    return f"usual amount only ({n} of {MODEL_FLOOR})"


def link_of(amounts: Floats) -> Link:
    """Logarithms for amounts of which a few are many times the others, plain ones otherwise."""
    median = float(np.median(amounts))
    skewed = amounts.min() >= 0 and amounts.mean() > SKEWED * median
    return "log amount" if skewed else "amount"


def judge_of(amounts: Floats, link: Link) -> Judge:
    """Absolute error in the amounts' own unit; the baseline is the median known at the time."""

    def losses(actual: Floats, raw: Floats) -> Floats:
        out: Floats = np.abs(to_answer(link, actual) - to_answer(link, raw))
        return out

    def measure(actual: Floats, raw: Floats) -> dict[str, float]:
        return metrics.of_amounts(to_answer(link, actual), to_answer(link, raw))

    return Judge(
        target=np.log1p(amounts) if link == "log amount" else amounts,
        losses=losses,
        usual=lambda past: float(np.median(past)),
        measure=measure,
        baseline="usual amount",
        chance=False,
    )
