"""What others answer: NLTK's VADER, with its published thresholds, and SnowNLP."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlp.sentiment.clean import clean

THRESHOLD = 0.05


def vader(texts: Sequence[str]) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    """Return NLTK VADER's labels (0 negative, 1 neutral, 2 positive) and compound scores.

    NLTK reads lexicons only from its own data folder; the one of vaderSentiment is handed to it.
    """
    from nltk.sentiment.vader import (  # noqa: PLC0415 - four seconds
        SentimentIntensityAnalyzer,
        VaderConstants,
    )
    from vaderSentiment import vaderSentiment  # noqa: PLC0415 - only its lexicon

    analyzer = SentimentIntensityAnalyzer.__new__(SentimentIntensityAnalyzer)
    lexicon = Path(vaderSentiment.__file__).parent / "vader_lexicon.txt"
    analyzer.lexicon_file = lexicon.read_text(encoding="utf-8").rstrip("\n")
    analyzer.lexicon = analyzer.make_lex_dict()
    analyzer.constants = VaderConstants()
    scores = np.array([analyzer.polarity_scores(clean(text))["compound"] for text in texts])
    return np.where(scores <= -THRESHOLD, 0, np.where(scores >= THRESHOLD, 2, 1)), scores


def snow(texts: Sequence[str]) -> NDArray[np.float64]:
    """Return SnowNLP's share of positive, 0…1, of each Chinese text."""
    from snownlp import SnowNLP  # noqa: PLC0415 - a development requirement

    return np.array([SnowNLP(text or ".").sentiments for text in texts])
