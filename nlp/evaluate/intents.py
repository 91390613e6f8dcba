"""Categories: Banking77's 77 intents with all and with ten examples, CLINC's out of scope."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator

import numpy as np

from nlp import intent
from nlp.evaluate.row import Row, accuracy
from nlp.evaluate.times import Figure
from nlp.intent import Category
from nlp.train import sources

Fields = list[str]

SHOTS = 10
SEEDS = 3
CLINC_EACH = 50


def figures() -> Iterator[Row]:
    """The rows of intents and of what is out of scope."""
    rows = sources.rows("banking77")
    order = np.random.default_rng(0).permutation(len(rows))
    exam = [rows[at] for at in order[: len(rows) // 5]]
    pool = [rows[at] for at in order[len(rows) // 5 :]]
    yield Row(accuracy("Banking77, all examples", _met(pool, exam), 0.91, 0.93), "tried .912")
    few = [_met(_some(pool, seed), exam) for seed in range(SEEDS)]
    met = np.concatenate([np.array(hits) for hits in few])
    yield Row(accuracy(f"Banking77, {SHOTS} a class", met, 0.80, 0.84), "tried .80")
    named = [Category(name) for name in sorted({row[1] for row in pool})]
    answers = intent.fit(named).classify([row[2] for row in exam])
    met = np.array([_best(one) == row[1] for one, row in zip(answers, exam, strict=True)])
    yield Row(accuracy("Banking77, names only", met, 0.0, 0.0))
    yield Row(_out_of_scope())


def _met(taught: Iterable[Fields], exam: list[Fields]) -> list[bool]:
    answers = intent.fit(_categories(taught)).classify([row[2] for row in exam])
    return [_best(one) == row[1] for one, row in zip(answers, exam, strict=True)]


def _best(answer: intent.Answer) -> str:
    return answer.ranking[0][0]


def _categories(rows: Iterable[Fields]) -> list[Category]:
    examples: dict[str, list[str]] = defaultdict(list)
    for row in rows:
        examples[row[1]].append(row[2])
    return [Category(name, "", tuple(texts)) for name, texts in sorted(examples.items())]


def _some(rows: list[Fields], seed: int) -> Iterator[Fields]:
    taken: Counter[str] = Counter()
    for at in np.random.default_rng(seed).permutation(len(rows)):
        name = rows[at][1]
        taken[name] += 1
        if taken[name] <= SHOTS:
            yield rows[at]


def _out_of_scope() -> Figure:
    """AUROC of `known`, CLINC's validation texts against its texts of no intent."""
    rows = sources.rows("clinc")
    taken: Counter[str] = Counter()
    kept: list[Fields] = []
    for row in rows:
        taken[row[1]] += row[3] == "train"
        if row[3] == "train" and taken[row[1]] <= CLINC_EACH:
            kept.append(row)
    asked = [row for row in rows if row[3] in {"val", "oos_val", "oos_train"}]
    answers = intent.fit(_categories(kept)).classify([row[2] for row in asked])
    known = np.array([answer.known for answer in answers])
    inside = np.array([row[1] != "oos" for row in asked])
    value = float((known[inside][:, None] > known[~inside][None, :]).mean())
    return Figure("CLINC, out of scope", value, "AUROC", len(asked), 0.95, 0.97)
