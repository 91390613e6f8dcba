"""A team's own weights on top of the shipped model, kept as JSON."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from nlp.sentiment.grams import Vocabulary
from nlp.sentiment.model import Floats, SparseRow, normal
from nlp.sentiment.scorer import Scorer
from nlp.sentiment.traits import traits
from nlp.sentiment.vectors import embed

VERSION = 1
GRAMS, RULES, VECTORS = 4.0, 0.2, 4.0
"""How much each block counts beside the shipped model; chosen on the development sets."""


class OtherVersion(Exception):
    """The file of a team's weights was written by another version of Rapport."""


@dataclass(frozen=True)
class TeamModel:
    """Corrections as weights: logits = slope · shipped logits + inputs @ weights + bias.

    The inputs are grams, scaled rules and embeddings; weights are (inputs, 3).
    """

    vocabulary: Vocabulary
    grams: Floats
    rules: Floats
    vectors: Floats
    bias: Floats
    slope: float

    def logits(self, base: Floats, rows: "Rows") -> Floats:
        """Return the corrected logits (texts, 3) of texts with the shipped logits `base`."""
        logits = self.slope * base + self.bias + RULES * rows.rules @ self.rules
        if rows.vectors is not None:
            logits = logits + VECTORS * rows.vectors @ self.vectors
        own = [SparseRow(*self.vocabulary.weigh(text)) @ self.grams * GRAMS for text in rows.texts]
        return np.asarray(logits + np.array(own), dtype=np.float64)


@dataclass(frozen=True)
class Rows:
    """What a team's weights are applied to."""

    texts: Sequence[str]
    rules: Floats
    vectors: Floats | None


def read_rows(scorer: Scorer, texts: Sequence[str], codes: Sequence[str]) -> Rows:
    """Compute the inputs of clean texts; `codes` are their languages."""
    heads = scorer.model.heads
    picked = [heads.get(code, heads["en"]) for code in codes]
    rules = np.array(
        [
            (np.array(traits(text)) - head.centre) / head.scale
            for text, head in zip(texts, picked, strict=True)
        ]
    )
    return Rows(texts, rules, embed(texts) if scorer.rich else None)


class TeamScorer(Scorer):
    """The shipped scorer with a team's corrections on top."""

    def __init__(self, shipped: Scorer, team: TeamModel) -> None:
        super().__init__(shipped.model, shipped.rich)
        self.team = team

    def log_shares(self, texts: Sequence[str], codes: Sequence[str]) -> Floats:
        """Return the logarithms of the corrected shares of clean texts."""
        if not texts:
            return np.zeros((0, 3))
        rows = read_rows(self, texts, codes)
        base = self.model.log_shares(texts, codes, rows.vectors)
        return normal(self.team.logits(base, rows))


def write(team: TeamModel, path: Path) -> None:
    """Keep a team's weights as JSON."""
    kept = {
        "version": VERSION,
        "words": list(team.vocabulary.place),
        "rarity": _numbers(team.vocabulary.rarity),
        "grams": _numbers(team.grams),
        "rules": _numbers(team.rules),
        "vectors": _numbers(team.vectors),
        "bias": _numbers(team.bias),
        "slope": team.slope,
    }
    path.write_text(json.dumps(kept, ensure_ascii=False), encoding="utf-8")


def read(path: Path) -> TeamModel:
    """Read a team's weights. Raises `OtherVersion`, and `KeyError` for a file that is none."""
    kept = json.loads(path.read_text(encoding="utf-8"))
    if kept["version"] != VERSION:
        raise OtherVersion(f"{path.name} has version {kept['version']}; learn anew")
    words: list[str] = kept["words"]
    return TeamModel(
        Vocabulary({word: at for at, word in enumerate(words)}, np.array(kept["rarity"])),
        np.array(kept["grams"]).reshape(-1, 3),
        np.array(kept["rules"]),
        np.array(kept["vectors"]),
        np.array(kept["bias"]),
        float(kept["slope"]),
    )


def _numbers(array: Floats) -> list[float]:
    rounded: list[float] = np.round(array, 4).tolist()
    return rounded
