"""From labelled texts to the shipped model."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.sentiment.clean import clean
from nlp.sentiment.grams import Vocabulary, learn_vocabulary
from nlp.sentiment.model import Head, Linear, Model
from nlp.sentiment.traits import traits
from nlp.sentiment.vectors import SIZE, available, embed
from nlp.train.sources import Source

Floats = NDArray[np.float64]
Say = Callable[[str], None]


@dataclass(frozen=True)
class Recipe:
    """The few numbers that were chosen on the development sets, for one language.

    `tame_*` are inverse strengths of the L2 penalty; `mix` and `bare` weigh rules, grams and
    embeddings, with and without the last.
    """

    least: int
    most: int
    tame_rules: float
    tame_grams: float
    mix: tuple[float, float, float]
    bare: tuple[float, float, float]
    sharpness: float = 1.0
    bare_sharpness: float = 1.0


RECIPES = {
    "en": Recipe(1, 40_000, 0.003, 3.0, (0.5, 0.3, 0.5), (0.6, 0.5, 0.0)),
    "zh": Recipe(2, 40_000, 0.01, 1.0, (0.3, 0.8, 0.3), (0.4, 0.8, 0.0)),
}
TAME_VECTORS = 0.5


@dataclass(frozen=True)
class _Seen:
    """A source with everything that is computed once for each text."""

    source: Source
    texts: list[str]
    traits: Floats
    vectors: Floats


def fit(sources: Sequence[Source], say: Say = lambda _: None) -> Model:
    """Train the mix on `sources`; `say` is told what is being done."""
    seen = [_look(source, say) for source in sources]
    heads = {}
    for code, recipe in RECIPES.items():
        say(f"fitting the head for {code}")
        heads[code] = _fit_head([one for one in seen if one.source.language == code], recipe)
    say("fitting the embeddings")
    return Model(heads, _fit_vectors(seen))


def _look(source: Source, say: Say) -> _Seen:
    say(f"reading {len(source.texts)} texts of {source.name}")
    texts = [clean(text) for text in source.texts]
    vectors = embed(texts) if available() else np.zeros((len(texts), SIZE))
    return _Seen(source, texts, np.array([traits(text) for text in texts]), vectors)


def _fit_head(seen: Sequence[_Seen], recipe: Recipe) -> Head:
    labels, weights = _balanced([one.source for one in seen])
    texts = [text for one in seen for text in one.texts]
    rows = np.vstack([one.traits for one in seen])
    centre, scale = rows.mean(axis=0), np.maximum(rows.std(axis=0), 1e-3)
    vocabulary = learn_vocabulary(texts, recipe.least, recipe.most)
    return Head(
        centre=centre,
        scale=scale,
        rules=_softmax((rows - centre) / scale, labels, weights, recipe.tame_rules),
        vocabulary=vocabulary,
        grams=_softmax(table(vocabulary, texts), labels, weights, recipe.tame_grams),
        mix=np.array(recipe.mix),
        bare=np.array(recipe.bare),
        sharpness=recipe.sharpness,
        bare_sharpness=recipe.bare_sharpness,
    )


def _fit_vectors(seen: Sequence[_Seen]) -> Linear:
    """Fit the embeddings on both languages at once: they share one space."""
    kept = [one for one in seen if one.source.name != "vader_tweets"]
    labels, weights = _balanced([one.source for one in kept])
    return _softmax(np.vstack([one.vectors for one in kept]), labels, weights, TAME_VECTORS)


def _balanced(sources: Sequence[Source]) -> tuple[NDArray[np.int64], Floats]:
    """Return labels and weights that make the three moods weigh the same, 1 on average."""
    labels = np.concatenate([np.array(source.labels) for source in sources])
    weights = np.concatenate([np.full(len(source.labels), source.weight) for source in sources])
    totals = np.array([weights[labels == label].sum() for label in range(3)])
    weights = weights * (totals.sum() / 3 / totals)[labels]
    return labels, weights / weights.mean()


def table(vocabulary: Vocabulary, texts: Sequence[str]) -> object:
    """Return the weighted grams of texts as a SciPy sparse table (texts, grams)."""
    from scipy.sparse import csr_matrix  # noqa: PLC0415 - heavy

    return csr_matrix(vocabulary.table(texts), shape=(len(texts), len(vocabulary.place)))


def _softmax(rows: object, labels: NDArray[np.int64], weights: Floats, tame: float) -> Linear:
    from sklearn.linear_model import LogisticRegression  # noqa: PLC0415 - heavy

    fitted = LogisticRegression(C=tame, max_iter=2000).fit(rows, labels, weights)
    return Linear(fitted.coef_.T.astype(np.float64), fitted.intercept_.astype(np.float64))
