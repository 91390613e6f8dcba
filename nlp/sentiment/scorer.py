"""From texts to moods."""

import re
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING

from nlp import language
from nlp.sentiment.clean import clean
from nlp.sentiment.mood import Label, Mood, unsure

if TYPE_CHECKING:
    from nlp.sentiment.model import Floats, Model

LIMIT = 40_000
"""Characters that are looked at; what comes after is left out."""

FACES = 4_000
"""Characters among which a message of emoji alone is searched for them."""

UNDECIDED = 0.04
"""Below this distance of good from bad, with little neutral, the scorer will not decide."""

_EMOJI_NAME = re.compile(r":[a-z0-9_+-]{1,40}:")
_NAMES: tuple[Label, Label, Label] = ("negative", "neutral", "positive")


class Scorer:
    """Scores messages. Cheap to keep; safe to share between threads.

    `rich` says whether sentence embeddings are used.
    """

    def __init__(self, model: "Model", rich: bool) -> None:
        self.model = model
        self.rich = rich

    def score(self, texts: Sequence[str]) -> list[Mood]:
        """Return one mood for each text, in order; a text is cut after `LIMIT` characters."""
        cut = [text[:LIMIT] for text in texts]
        codes = [language.detect(text) for text in cut]
        judged = [at for at, code in enumerate(codes) if _can_judge(cut[at], code)]
        shares = self.shares([cut[at] for at in judged], [codes[at] for at in judged])
        moods = [unsure(code) for code in codes]
        for at, row in zip(judged, shares, strict=True):
            moods[at] = mood_of(row, codes[at])
        return moods

    def shares(self, texts: Sequence[str], codes: Sequence[str]) -> "Floats":
        """Return an array (texts, 3): the shares of negative, neutral and positive.

        `codes` are the languages of the texts; what is not Chinese is read as English.
        """
        import numpy as np  # noqa: PLC0415 - heavy

        read = [code if code in {"zh", "mixed"} else "en" for code in codes]
        return np.exp(self.log_shares([clean(text) for text in texts], read))

    def log_shares(self, texts: Sequence[str], codes: Sequence[str]) -> "Floats":
        """Return the logarithms of `shares` for texts that are clean already."""
        from nlp.sentiment.vectors import embed  # noqa: PLC0415 - numpy

        return self.model.log_shares(texts, codes, embed(texts) if self.rich else None)


def mood_of(shares: "Floats", code: str) -> Mood:
    """Turn shares of negative, neutral and positive into a mood, or into *unsure*."""
    bad, neutral, good = (float(share) for share in shares)
    if abs(good - bad) < UNDECIDED and neutral < 1 / 3:
        return unsure(code)
    best = max(range(3), key=lambda at: float(shares[at]))
    return Mood(_NAMES[best], round(good - bad, 4), True, code)


@cache
def load() -> Scorer:
    """Return the scorer of this process, read once (about a second).

    Raises `nlp.sentiment.store.DamagedModel` where a file is not the one that was trained.
    """
    from nlp.sentiment import store, vectors  # noqa: PLC0415 - numpy and the model's files

    scorer = Scorer(store.read(), vectors.available())
    scorer.score(["Ready?", "准备好了吗？"])
    return scorer


def _can_judge(text: str, code: str) -> bool:
    """Emoji alone can be judged; letters of no known language cannot."""
    if code in language.READ:
        return True
    bare = _EMOJI_NAME.sub(" ", clean(text))
    return code == "unknown" and not any(letter.isalpha() for letter in bare) and _has_face(text)


def _has_face(text: str) -> bool:
    from nlp.sentiment import rules  # noqa: PLC0415 - reads the lexicons

    return bool(rules.hits(text[:FACES]))
