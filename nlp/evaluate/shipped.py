"""The shipped mood model on kinds of text that it never saw."""

from collections.abc import Iterator
from functools import cache

import numpy as np
from numpy.typing import NDArray

from nlp.evaluate.baseline import snow, vader
from nlp.evaluate.plain import FACTS_EN, FACTS_ZH
from nlp.evaluate.row import Row, accuracy, macro_f1, mean_f1
from nlp.evaluate.times import Figure
from nlp.sentiment import load
from nlp.sentiment.model import Model
from nlp.sentiment.scorer import Scorer
from nlp.sentiment.vectors import available
from nlp.train import sources
from nlp.train.__main__ import shipped as trained_on
from nlp.train.fit import fit
from nlp.train.sources import Source

BARE = "without embeddings"
RICH = "with embeddings"
SNOW_SAMPLE = 400

Met = NDArray[np.bool_]


def figures() -> Iterator[Row]:
    """The rows of the shipped model; those with embeddings only where the wheel is there."""
    for rich in (True, False) if available() else (False,):
        scorer = Scorer(load().model, rich)
        with_what = RICH if rich else BARE
        yield from _airline(scorer, with_what)
        yield from _english(scorer, with_what)
        yield from _chinese(scorer, with_what)


def _airline(scorer: Scorer, with_what: str) -> Iterator[Row]:
    airline = sources.labelled("airline", "en")
    guesses = _shares(scorer, airline).argmax(axis=1)
    truth = np.array(airline.labels)
    figure = macro_f1(f"airline unseen, 3 classes, {with_what}", guesses, truth, 0.59, 0.65)
    yield Row(figure, f"VADER {_vader_airline():.3f}")


def _english(scorer: Scorer, with_what: str) -> Iterator[Row]:
    """Airline and film reviews are never trained on; for the tweets a model without them is."""
    domains = {
        "airline": (sources.labelled("airline", "en"), scorer),
        "films": (sources.labelled("sst2", "en"), scorer),
        "tweets": (sources.labelled("vader_tweets", "en"), Scorer(_without_tweets(), scorer.rich)),
    }
    met, before = [], []
    for source, judge in domains.values():
        polar = source.only([label != 1 for label in source.labels])
        met.append(_told_apart(judge, polar))
        before.append(_vader_polar(source.name))
    bar, goal = (0.84, 0.88) if scorer.rich else (0.80, 0.83)
    parts = ", ".join(f"{name} {hits.mean():.3f}" for name, hits in zip(domains, met, strict=True))
    yield Row(
        _mean(f"English unseen, 2 classes, {with_what} ({parts})", met, bar, goal),
        f"VADER {np.mean(before):.3f}",
    )


def _chinese(scorer: Scorer, with_what: str) -> Iterator[Row]:
    for name, said in (("zh_hotel", "hotel"), ("zh_waimai", "takeaway")):
        source = sources.labelled(name, "zh")
        met = _told_apart(scorer, source)
        bar, goal = (0.85, 0.89) if name == "zh_waimai" else (0, 0)
        figure = accuracy(f"Chinese unseen, {said}, 2 classes, {with_what}", met, bar, goal)
        yield Row(figure, f"SnowNLP {_snow(name):.3f}")
    moods = scorer.score(FACTS_ZH)
    neutral = [mood.label == "neutral" and mood.sure for mood in moods]
    yield Row(accuracy(f"Chinese plain facts, neutral recall, {with_what}", neutral, 0.70, 0.80))
    neutral = [mood.label == "neutral" and mood.sure for mood in scorer.score(FACTS_EN)]
    yield Row(accuracy(f"English plain facts, neutral recall, {with_what}", neutral, 0, 0))


def _shares(scorer: Scorer, source: Source) -> NDArray[np.float64]:
    return scorer.shares(source.texts, [source.language] * len(source.texts))


def _told_apart(scorer: Scorer, polar: Source) -> Met:
    shares = _shares(scorer, polar)
    return np.asarray((shares[:, 2] > shares[:, 0]) == (np.array(polar.labels) == 2))


def _mean(name: str, met: list[Met], bar: float, goal: float) -> Figure:
    """The mean over domains, with the interval of independent shares."""
    value = float(np.mean([hits.mean() for hits in met]))
    error = float(np.sqrt(sum(hits.var() / len(hits) for hits in met))) / len(met)
    count = sum(len(hits) for hits in met)
    low, high = value - 1.96 * error, value + 1.96 * error
    return Figure(name, value, "accuracy", count, bar, goal, low, high)


@cache
def _without_tweets() -> Model:
    return fit([one for one in trained_on() if one.name != "vader_tweets"])


@cache
def _vader_airline() -> float:
    airline = sources.labelled("airline", "en")
    return mean_f1(vader(airline.texts)[0], np.array(airline.labels))


@cache
def _vader_polar(name: str) -> float:
    source = sources.labelled(name, "en")
    polar = source.only([label != 1 for label in source.labels])
    scores = vader(polar.texts)[1]
    return float(((scores >= 0) == (np.array(polar.labels) == 2)).mean())


@cache
def _snow(name: str) -> float:
    source = sources.labelled(name, "zh")
    step = len(source.labels) // SNOW_SAMPLE
    sample = source.only([at % step == 0 for at in range(len(source.labels))])
    good = snow(sample.texts) >= 0.5
    return float((good == (np.array(sample.labels) == 2)).mean())
