"""Learning from corrections: a challenger on top of the shipped model, judged before it may live.

The shipped model is the prior: with few corrections the challenger can hardly differ from it,
and each hundred lets it differ more. Champion and challenger are compared on corrections that the
challenger has not seen; only a gain that is unlikely to be luck promotes it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from nlp import language
from nlp.sentiment import corrections as given
from nlp.sentiment.clean import clean
from nlp.sentiment.corrections import Correction
from nlp.sentiment.grams import Vocabulary, learn_vocabulary
from nlp.sentiment.model import LABELS, Floats
from nlp.sentiment.offset import fit_on_top, sparse_table
from nlp.sentiment.scorer import LIMIT, Scorer, load
from nlp.sentiment.team import GRAMS, RULES, VECTORS, Rows, TeamModel, TeamScorer, read_rows

LEAST = 12
"""Fewer corrections than this teach nothing."""

FOLDS = 5
MANY = 1_500
"""From here on one held-out part is judged instead of every part in turn."""

DOUBT = 1.0
"""Standard errors by which the challenger must lead: about one chance in six of luck."""

Ints = NDArray[np.int64]
Verdict = Literal["promoted", "not better", "too few"]


@dataclass(frozen=True)
class Figures:
    """Shares of held-out corrections that were met, and their macro-F1, both 0…1."""

    accuracy: float
    macro_f1: float


@dataclass(frozen=True)
class Candidate:
    """What corrections taught, and whether it may be used.

    `judged` corrections were compared; figures are None where there were too few.
    """

    verdict: Verdict
    corrections: int
    judged: int
    champion: Figures | None
    challenger: Figures | None
    shipped: Scorer
    team: TeamModel | None

    @property
    def promoted(self) -> bool:
        """Whether the challenger did better."""
        return self.verdict == "promoted"

    def scorer(self) -> Scorer:
        """Return the one to use: the challenger where promoted, else the shipped model."""
        if self.promoted and self.team is not None:
            return TeamScorer(self.shipped, self.team)
        return self.shipped


@dataclass(frozen=True)
class Lesson:
    """Corrections as numbers: `base` are the champion's logits (corrections, 3).

    `groups` keeps the same text in one fold.
    """

    rows: Rows
    base: Floats
    labels: Ints
    weights: Floats
    groups: Ints


def learn(labels: Sequence[Correction], shipped: Scorer | None = None, seed: int = 0) -> Candidate:
    """Learn from a team's corrections; nothing is changed by it.

    Promotion is the caller's: it keeps `candidate.team` (`team.write`) and uses
    `candidate.scorer()`; dropping the file reverses it. `seed` chooses the folds.
    """
    champion = shipped or load()
    kept = given.newest(labels)
    if len(kept) < LEAST or len({one.label for one in kept}) < 2:
        return Candidate("too few", len(kept), 0, None, None, champion, None)
    lesson = study(kept, champion)
    trial = _try(lesson, seed)
    return Candidate(
        verdict="promoted" if trial.leads else "not better",
        corrections=len(kept),
        judged=len(trial.truth),
        champion=_figures(trial.before, trial.truth, trial.weights),
        challenger=_figures(trial.after, trial.truth, trial.weights),
        shipped=champion,
        team=_teach(lesson, np.arange(len(kept))),
    )


def judge(lesson: Lesson, seed: int) -> tuple[bool, TeamModel]:
    """Return whether the challenger leads, and the challenger taught with the whole lesson."""
    return _try(lesson, seed).leads, _teach(lesson, np.arange(len(lesson.labels)))


def pick(lesson: Lesson, places: Ints) -> Lesson:
    """Return the corrections at `places`."""
    return Lesson(
        rows=_pick_rows(lesson.rows, places),
        base=lesson.base[places],
        labels=lesson.labels[places],
        weights=lesson.weights[places],
        groups=np.unique(lesson.groups[places], return_inverse=True)[1],
    )


@dataclass(frozen=True)
class _Trial:
    """What both said about the corrections that were held out."""

    before: Ints
    after: Ints
    truth: Ints
    weights: Floats

    @property
    def leads(self) -> bool:
        """Whether the challenger meets more, by more than `DOUBT` standard errors."""
        met_before, met_after = self.before == self.truth, self.after == self.truth
        gains = (met_after.astype(float) - met_before.astype(float)) * self.weights
        return float(gains.sum()) > DOUBT * float(np.sqrt((gains**2).sum()))


def _try(lesson: Lesson, seed: int) -> _Trial:
    places, logits = _hold_out(lesson, seed)
    return _Trial(
        before=lesson.base[places].argmax(axis=1),
        after=logits.argmax(axis=1),
        truth=lesson.labels[places],
        weights=lesson.weights[places],
    )


def study(kept: Sequence[Correction], champion: Scorer) -> Lesson:
    """Read corrections once, as the champion sees them."""
    texts = [clean(one.text[:LIMIT]) for one in kept]
    found = [language.detect(one.text) for one in kept]
    codes = [code if code in {"zh", "mixed"} else "en" for code in found]
    rows = read_rows(champion, texts, codes)
    numbers: dict[str, int] = {}
    return Lesson(
        rows=rows,
        base=champion.model.log_shares(texts, codes, rows.vectors),
        labels=np.array([LABELS.index(one.label) for one in kept]),
        weights=np.array(given.weigh(kept)),
        groups=np.array([numbers.setdefault(given.same(text), len(numbers)) for text in texts]),
    )


def _hold_out(lesson: Lesson, seed: int) -> tuple[Ints, Floats]:
    """Return the places that were held out, and what a challenger without them says there."""
    places, guesses = [], []
    for held in _folds(lesson.groups, seed):
        taught = np.setdiff1d(np.arange(len(lesson.labels)), held)
        team = _teach(lesson, taught)
        places.append(held)
        guesses.append(team.logits(lesson.base[held], _pick_rows(lesson.rows, held)))
    return np.concatenate(places), np.vstack(guesses)


def _folds(groups: Ints, seed: int) -> Iterator[Ints]:
    order = np.random.default_rng(seed).permutation(groups.max() + 1)
    fold_of = order[groups] % FOLDS
    for fold in range(1 if len(groups) >= MANY else FOLDS):
        held = np.flatnonzero(fold_of == fold)
        if len(held):
            yield held


def _teach(lesson: Lesson, taught: Ints) -> TeamModel:
    rows = _pick_rows(lesson.rows, taught)
    vocabulary = learn_vocabulary(rows.texts, 2 if len(taught) > 1_000 else 1, 30_000)
    blocks = [
        sparse_table(vocabulary, rows.texts) * GRAMS,
        rows.rules * RULES,
        np.zeros((len(taught), 0)) if rows.vectors is None else rows.vectors * VECTORS,
    ]
    weights, bias, slope = fit_on_top(
        blocks, lesson.labels[taught], lesson.base[taught], lesson.weights[taught]
    )
    return _split(vocabulary, weights, bias, slope)


def _split(vocabulary: Vocabulary, weights: Floats, bias: Floats, slope: float) -> TeamModel:
    from nlp.sentiment.traits import NAMES  # noqa: PLC0415 - only their number

    words, rules = len(vocabulary.place), len(NAMES)
    vectors = weights[words + rules :]
    return TeamModel(
        vocabulary,
        weights[:words],
        weights[words : words + rules],
        vectors if len(vectors) else np.zeros((512, 3)),
        bias,
        slope,
    )


def _pick_rows(rows: Rows, places: Ints) -> Rows:
    return Rows(
        [rows.texts[at] for at in places],
        rows.rules[places],
        None if rows.vectors is None else rows.vectors[places],
    )


def _figures(guesses: Ints, truth: Ints, weights: Floats) -> Figures:
    met = float((weights * (guesses == truth)).sum() / weights.sum())
    scores = []
    for label in np.unique(truth):
        both = weights[(guesses == label) & (truth == label)].sum()
        either = weights[guesses == label].sum() + weights[truth == label].sum()
        scores.append(2 * both / either)
    return Figures(met, float(np.mean(scores)))
