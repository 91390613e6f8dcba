"""What a team's corrections bring: few, many, and some of them wrong."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from nlp.evaluate.baseline import vader
from nlp.evaluate.row import Row, accuracy, macro_f1, mean_f1
from nlp.evaluate.times import Figure
from nlp.sentiment import Correction, load
from nlp.sentiment.challenger import Lesson, judge, learn, pick, study
from nlp.sentiment.model import LABELS
from nlp.sentiment.scorer import Scorer
from nlp.sentiment.team import TeamModel
from nlp.train import sources

Ints = NDArray[np.int64]

SIZES = {20: (0.58, 0.62), 50: (0.62, 0.67), 500: (0.70, 0.74)}
SEEDS = 5
DRAWS = 50
WRONG = 0.2
WRONG_SIZE = 100
LOSS = 0.01


def figures() -> Iterator[Row]:
    """The rows of learning, as this installation learns (with embeddings where they are)."""
    yield from _corrections()
    yield from _everything()


def _corrections() -> Iterator[Row]:
    airline = sources.labelled("airline", "en")
    lesson = study(_said(airline), load())
    order = np.random.default_rng(0).permutation(len(lesson.labels))
    exam, pool = order[: len(order) // 5], order[len(order) // 5 :]
    before = mean_f1(vader(airline.texts)[0], np.array(airline.labels))
    for size, (bar, goal) in SIZES.items():
        reached = [_live(lesson, exam, _draw(pool, size, seed)) for seed in range(SEEDS)]
        name = f"airline after {size} corrections (worst seed {min(reached):.3f})"
        mean, spread = float(np.mean(reached)), float(np.std(reached))
        figure = Figure(name, mean, "macro-F1", SEEDS, bar, goal, mean - spread, mean + spread)
        yield Row(figure, f"VADER {before:.3f}")
    yield Row(_harm(lesson, exam, pool))


def _harm(lesson: Lesson, exam: Ints, pool: Ints) -> Figure:
    """How often the live model is worse by more than `LOSS` when labels are wrong."""
    champion = _f1(lesson, exam, None)
    worse = 0
    for seed in range(DRAWS):
        rng = np.random.default_rng(1_000 + seed)
        places = _draw(pool, WRONG_SIZE, seed)
        labels = lesson.labels.copy()
        flipped = rng.permutation(places)[: int(WRONG * len(places))]
        labels[flipped] = (labels[flipped] + rng.integers(1, 3, len(flipped))) % 3
        worse += _live(replace(lesson, labels=labels), exam, places) < champion - LOSS
    name = f"{WRONG:.0%} of {WRONG_SIZE} corrections wrong, live model worse"
    return Figure(name, worse / DRAWS, "of draws", DRAWS, 0.05, 0.01, lower_is_better=True)


def _live(lesson: Lesson, exam: Ints, places: Ints) -> float:
    """Teach with `places`; return the macro-F1 of what would be live on `exam`."""
    promoted, team = judge(pick(lesson, places), seed=0)
    return _f1(lesson, exam, team if promoted else None)


def _f1(lesson: Lesson, exam: Ints, team: TeamModel | None) -> float:
    asked = pick(lesson, exam)
    logits = asked.base if team is None else team.logits(asked.base, asked.rows)
    return mean_f1(logits.argmax(axis=1), asked.labels)


def _draw(pool: Ints, size: int, seed: int) -> Ints:
    return np.random.default_rng(seed).permutation(pool)[:size]


def _said(source: sources.Source) -> list[Correction]:
    """Every text with its label; each is said by somebody else, so that none is dropped."""
    return [
        Correction(text, LABELS[label], str(at))
        for at, (text, label) in enumerate(zip(source.texts, source.labels, strict=True))
    ]


def _everything() -> Iterator[Row]:
    """Trained on four fifths of each development set, measured on the last."""
    bars = {
        "airline": ("en", 0.76, 0.80),
        "zh_hotel": ("zh", 0.88, 0.91),
        "zh_waimai": ("zh", 0.88, 0.91),
    }
    for name, (language, bar, goal) in bars.items():
        source = sources.labelled(name, language)
        order = np.random.default_rng(0).permutation(len(source.labels))
        exam = set(order[: len(order) // 5].tolist())
        kept = source.only([at not in exam for at in range(len(order))])
        asked = source.only([at in exam for at in range(len(order))])
        corrections = [
            Correction(text, LABELS[label])
            for text, label in zip(kept.texts, kept.labels, strict=True)
        ]
        guesses = _guesses(learn(corrections).scorer(), asked)
        truth = np.array(asked.labels)
        label = f"trained on all labels, {name}"
        if name == "airline":
            yield Row(macro_f1(label, guesses, truth, bar, goal))
        else:
            yield Row(accuracy(label, guesses == truth, bar, goal))


def _guesses(scorer: Scorer, source: sources.Source) -> Ints:
    shares = scorer.shares(source.texts, [source.language] * len(source.texts))
    if source.language == "zh":
        shares = shares[:, [0, 2]]
        return np.asarray(shares.argmax(axis=1) * 2)
    return np.asarray(shares.argmax(axis=1))
