"""Train the shipped mood model: `python -m nlp.train` (make train-nlp)."""

import hashlib
import sys
from collections.abc import Sequence

from nlp.sentiment import store
from nlp.train import sources
from nlp.train.fit import fit
from nlp.train.sources import Source


def shipped() -> list[Source]:
    """Return what the shipped model is trained on, with the weight of each text."""
    hotel = [row[2] for row in sources.rows("zh_hotel")]
    return [
        sources.written("en", 10),
        sources.labelled("vader_tweets", "en", 0.6),
        sources.questions(600, 0.5),
        sources.written("zh", 10),
        sources.snow(0.5, apart_from=hotel),
    ]


def main() -> None:
    """Train, and write the model with its manifest."""
    trained_on = shipped()
    model = fit(trained_on, say=_say)
    store.write(model, store.FOLDER, {one.name: fingerprint(one.texts) for one in trained_on})
    _say(f"written to {store.FOLDER.name}/")


def fingerprint(texts: Sequence[str]) -> str:
    """Return how many texts there are, and a short hash of them in order."""
    digest = hashlib.sha256("\n".join(texts).encode()).hexdigest()[:16]
    return f"{len(texts)} texts, sha256 {digest}"


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")


if __name__ == "__main__":
    main()
