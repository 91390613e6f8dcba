"""The target column as numbers: yes/no as 1 and 0, amounts as they are."""

import numpy as np
import pandas as pd

from ml import frame as frames
from ml.errors import BadFrame
from ml.frame import Floats


def listed(words: str) -> frozenset[str]:
    """The phrases of a text, apart from each other by bars and lines."""
    return frozenset(word.strip() for line in words.splitlines() for word in line.split("|"))


YES = listed(
    """
    1 | yes | y | true | t | won | win | converted | churned | churn | left | closed won
    closed-won | success | positive | bought | buy | cancelled | canceled | attrited customer
    是 | 赢单 | 成交 | 已成交 | 流失 | 已流失 | 已转化
    """
)
NO = listed(
    """
    0 | no | n | false | f | lost | loss | not converted | stayed | retained | active
    closed lost | closed-lost | failure | negative | existing customer | disqualified
    否 | 输单 | 丢单 | 未流失 | 未转化
    """
)


def yes_no(frame: pd.DataFrame, target: str) -> tuple[Floats, dict[str, str]]:
    """(1, 0 or NaN where the outcome is not known yet, {'yes': word, 'no': word}).

    Two words are told apart by their meaning, and when they mean neither, the rarer is the yes.
    With more than two words only those that plainly mean yes or no are outcomes (a deal that is
    still open has none). Raises `BadFrame` when the column holds no such outcome.
    """
    codes, distinct = frames.words(frame[target])
    counts = np.bincount(codes[codes >= 0], minlength=len(distinct))
    present = [w for w, n in zip(distinct, counts, strict=True) if w and n]
    if not present:
        raise BadFrame(f"Column '{target}' is empty: no outcome is known. Fill it in.", target)
    meaning = _meaning(present, dict(zip(distinct, counts.tolist(), strict=True)), target)
    values = np.array([meaning.get(word, np.nan) for word in distinct], float)
    return frames.spread(codes, values), _labels(meaning)


def _meaning(present: list[str], counts: dict[str, int], target: str) -> dict[str, float]:
    plain = {w: float(w.lower() in YES) for w in present if w.lower() in YES | NO}
    if len(present) == 2 and (len(plain) < 2 or len(set(plain.values())) < 2):
        rarer, other = sorted(present, key=lambda word: (counts[word], word))
        return {rarer: 1.0, other: 0.0} if not plain else _by_one(present, plain)
    if not plain:
        raise BadFrame(
            f"Column '{target}' has {len(present)} different values ({', '.join(present[:4])} …), "
            "none of which says yes or no. Name a column of two values, such as Yes and No.",
            target,
        )
    return plain


def _by_one(present: list[str], plain: dict[str, float]) -> dict[str, float]:
    """Two words of which one is understood: the other is its opposite."""
    known = next(iter(plain))
    return {word: plain[known] if word == known else 1 - plain[known] for word in present}


def _labels(meaning: dict[str, float]) -> dict[str, str]:
    by_side = {side: [w for w, v in meaning.items() if v == side] for side in (1.0, 0.0)}
    return {"yes": ", ".join(by_side[1.0]), "no": ", ".join(by_side[0.0])}


def amount(frame: pd.DataFrame, target: str) -> Floats:
    """The target as numbers, NaN where it holds none; raises `BadFrame` if hardly any does."""
    values = frames.numbers(frame[target])
    filled = int(frame[target].notna().sum())
    if not np.isfinite(values).any() or frames.readable_share(values, filled) < 0.5:
        raise BadFrame(
            f"Column '{target}' holds no amounts. Name a column of numbers as the target.", target
        )
    return values
