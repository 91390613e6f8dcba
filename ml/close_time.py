"""How long a deal takes to close: stage medians unless a model is closer than they are."""

from dataclasses import replace

import numpy as np
import pandas as pd

from ml import frame as frames
from ml import records, trial
from ml.amounts import MODEL_FLOOR, judge_of
from ml.ask import Ask, Progress
from ml.candidates import FOR_AMOUNTS
from ml.encode import Encoder, learn
from ml.errors import BadFrame
from ml.fitted import Fitted
from ml.folds import splits
from ml.frame import Column, Floats
from ml.models.constant import Constant
from ml.models.design import Effects
from ml.models.linear import built
from ml.records import Records
from ml.selection import Judge
from ml.spread import of_misses
from ml.threads import one_thread

KIND = "time-to-close"
DAYS = "days to close"
FEW = 5.0  # deals by which a stage's median is drawn to that of all
LEAST = 5
SETTLED = 0.95  # of deals are closed when so many days have passed


@one_thread
def fit(
    frame: pd.DataFrame,
    started: str,
    ended: str,
    *,
    stage: str | None = None,
    seed: int = 42,
    progress: Progress | None = None,
) -> Fitted:
    """Days from `started` to `ended` of closed deals, from their other columns.

    `stage` names the column whose medians are the baseline (all deals' median without it). The
    newest deals are held back. Only closed deals teach, and only those begun long enough ago;
    deals that stay open for ever are not seen, so say "of deals that close". Raises `BadFrame`.
    """
    ask = _ask(frame, (started, ended), seed, progress)
    known = records.of(ask, frames.numbers(ask.frame[DAYS]))
    judge = replace(judge_of(known.outcomes, "log amount"), baseline="stage medians")
    if len(known.outcomes) < LEAST:
        raise BadFrame(f"Only {len(known.outcomes)} deals have both dates; {LEAST} are needed.")
    if len(known.outcomes) < MODEL_FLOOR or not known.usable:
        return _medians(ask, known, judge, stage, "stage medians only: too few deals for a model")
    tried = trial.run(ask, known, judge, FOR_AMOUNTS)
    held = replace(tried.held, baseline=_held_back(known, judge, stage, seed)[tried.held.rows])
    tried = replace(tried, held=held)
    verdict = tried.verdict()
    if not verdict.passes:
        plain = _medians(ask, known, judge, stage, verdict.reason)
        return replace(plain, comparison=tried.table_of_figures())
    spread = of_misses("log amount", tried.actual - tried.scores, 0.0)
    return trial.published(ask, known, tried, spread)


def _ask(frame: pd.DataFrame, dates: tuple[str, str], seed: int, progress: Progress | None) -> Ask:
    for name in dates:
        if name not in frame.columns:
            raise BadFrame(f"There is no column '{name}'. Name the two dates' columns.", name)
    start, end = (frames.dates(frame[name]) for name in dates)
    days = _settled(start, np.where(end >= start, end - start, np.nan))
    made = frame.drop(columns=dates[1]).assign(**{DAYS: days})
    return Ask(KIND, made, DAYS, dates[0], None, seed, progress).checked()


def _settled(start: Floats, days: Floats) -> Floats:
    """Days of deals begun so long ago that nearly all of their kind have closed.

    Of the youngest deals only the quick ones have an end yet; they would make all look quick.
    """
    known = np.isfinite(days)
    if not known.any():
        return days
    usual = float(np.quantile(days[known], SETTLED))
    last = float((start + days)[known].max())
    out: Floats = np.where(start <= last - usual, days, np.nan)
    return out


def _held_back(known: Records, judge: Judge, stage: str | None, seed: int) -> Floats:
    """Each held-back deal's stage median, from the deals that the models learned from."""
    out, seen = np.zeros(len(judge.target)), np.zeros(len(judge.target))
    codes, size = _stages(known, stage)
    for cut in splits(known.outcomes, known.order, seed, strata=False):
        medians = _by_stage(judge.target[cut.train], codes[cut.train], size)
        out[cut.test] += medians[codes[cut.test]]
        seen[cut.test] += 1
    return out / np.maximum(seen, 1)


def _stages(
    known: Records, stage: str | None
) -> tuple["np.ndarray[tuple[int], np.dtype[np.int32]]", int]:
    encoder = _encoder(known, stage)
    if not encoder.categories:
        return np.zeros(len(known.frame), np.int32), 1
    return encoder.encode(known.frame).codes[:, 0], len(encoder.categories[0].words)


def _encoder(known: Records, stage: str | None) -> Encoder:
    return Encoder((), ()) if stage is None else learn(known.frame, [Column(stage, "category")])


def _by_stage(
    target: Floats, codes: "np.ndarray[tuple[int], np.dtype[np.int32]]", size: int
) -> Floats:
    overall = float(np.median(target))
    found = np.full(size, overall)
    for code in np.unique(codes):
        own = target[codes == code]
        found[code] = (len(own) * float(np.median(own)) + FEW * overall) / (len(own) + FEW)
    return found


def _medians(ask: Ask, known: Records, judge: Judge, stage: str | None, reason: str) -> Fitted:
    codes, size = _stages(known, stage)
    medians = _by_stage(judge.target, codes, size)
    spread = of_misses("log amount", judge.target - medians[codes], 0.0)
    plain = trial.plain(ask, known, judge, spread, reason)
    encoder = _encoder(known, stage)
    if not encoder.categories:
        return replace(plain, model=Constant(float(medians[0]), "stage medians"))
    effects = Effects((), (medians,))
    model = built("stage medians", effects, 0.0, encoder.encode(known.frame))
    return replace(plain, encoder=encoder, model=model)
