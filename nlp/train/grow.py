"""Words whose mood is inferred from words like them: `python -m nlp.train.grow WORDS`.

Valences of VADER's lexicon and of our own are regressed on the words' embeddings (kernel ridge,
Gaussian kernel), then read off for common English and Chinese words. English words come from a
file of one word a line (the shipped list used pyspellchecker's counts, MIT, words counted 60 times
or more), Chinese ones from jieba's dictionary (MIT). Needs the embeddings wheel and ten minutes.
"""

import json
import re
import sys
from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlp.sentiment import rules, store
from nlp.sentiment.vectors import embed
from nlp.train import sources

Floats = NDArray[np.float64]

STEEP = 1.5
RIDGE = 0.3
LEAST = 0.6
BATCH = 2_000
CHINESE = 25_000
_ENGLISH = re.compile(r"[a-z][a-z_'-]{2,}")
_SLUR = re.compile(r"nigg|fagg|kike|chink|wetback|tranny|dyke|paki")
"""Names of groups of people have no place in a list of moods."""

_HAN = re.compile(r"[\u4e00-\u9fff]+")


def main(path: Path) -> None:
    """Write the grown words beside the model; `python -m nlp.train` then seals them with it."""
    known = {
        word: valence
        for word, valence in rules.valences().items()
        if _ENGLISH.fullmatch(word) or _HAN.fullmatch(word)
    }
    groups = _groups()
    words = [word for word in [*_english(path), *_chinese()] if word not in known]
    grown = {
        word: round(float(valence), 1)
        for word, valence in zip(words, _grow(known, _neutral(known), words), strict=True)
        if abs(valence) >= LEAST and word not in groups and not _SLUR.search(word)
    }
    text = json.dumps(grown, ensure_ascii=False, separators=(",", ":"))
    (store.FOLDER / "grown.json").write_text(text, encoding="utf-8")


def _grow(known: dict[str, float], neutral: Sequence[str], words: Sequence[str]) -> Floats:
    taught = embed([*(word.replace("_", " ") for word in known), *neutral])
    valences = np.array([*known.values(), *(0.0 for _ in neutral)])
    alike = _kernel(taught, taught) + RIDGE * np.eye(len(taught))
    weights = np.linalg.solve(alike, valences)
    parts = [words[at : at + BATCH] for at in range(0, len(words), BATCH)]
    return np.concatenate([_kernel(embed(part), taught) @ weights for part in parts])


def _kernel(one: Floats, other: Floats) -> Floats:
    return np.asarray(np.exp(-STEEP * np.maximum(0, 2 - 2 * one @ other.T)), dtype=np.float64)


def _groups() -> set[str]:
    """Return the names of people, places and beliefs, which must not carry a mood."""
    path = Path(__file__).parents[1] / "words" / "groups.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    return {word for line in lines if not line.startswith("#") for word in line.split()}


def _neutral(known: dict[str, float]) -> list[str]:
    """Return words of factual questions, which carry no mood."""
    texts = [*sources.questions(3_000, 1).texts]
    found = {word for text in texts for word in re.findall(r"[a-z']{3,}", text.lower())}
    return sorted(found - known.keys())


def _english(path: Path) -> list[str]:
    return sorted(set(path.read_text(encoding="utf-8").split()))


def _chinese() -> list[str]:
    """Return the commonest words of two to four characters of jieba's dictionary."""
    found = find_spec("jieba")
    if found is None or found.origin is None:
        raise sources.NoData("jieba is not installed; it is among the development requirements")
    lines = (Path(found.origin).parent / "dict.txt").read_text(encoding="utf-8").splitlines()
    rows = [line.split() for line in lines]
    kept = [row for row in rows if _HAN.fullmatch(row[0]) and 2 <= len(row[0]) <= 4]
    return [row[0] for row in sorted(kept, key=lambda row: -int(row[1]))[:CHINESE]]


if __name__ == "__main__":
    main(Path(sys.argv[1]))
