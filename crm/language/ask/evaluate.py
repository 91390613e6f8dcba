"""The table of how sentences are read: `python -m crm.language.ask.evaluate [FILE WORLD]`.

The development sentences and the rules of comparison lie beside the repository; without them it
says so and ends.
"""

from __future__ import annotations

import importlib.util
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from crm.language.ask import phrasings, world
from crm.language.ask.reader import Reader

ROOT = Path(__file__).parents[3]
SHARED = ROOT.parent / "shared"
COMPARE = SHARED / "tools" / "ask_compare.py"
DEVELOPMENT = SHARED / "data" / "ask"
HELD_BACK = ROOT / "tests" / "crm" / "language" / "ask"
Case = Mapping[str, Any]


def comparer(names: Path) -> Any:
    """The rules of comparison for a world; None where they are not there."""
    if not COMPARE.is_file():
        return None
    spec = importlib.util.spec_from_file_location("ask_compare", COMPARE)
    if spec is None or spec.loader is None:
        return None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.Comparer(json.loads(names.read_text("utf-8")))


def score(cases: Iterable[Case], names: Path) -> dict[tuple[str, str], Counter[str]]:
    """Exact, wrong and refused readings by language and kind, with milliseconds under `ms`."""
    rules, reader = comparer(names), Reader(world.load(names))
    found: dict[tuple[str, str], Counter[str]] = {}
    for case in cases:
        counts = found.setdefault((case["language"], case["kind"]), Counter())
        began = time.process_time()
        reading = reader.understand(case["text"])
        counts["µs"] += int((time.process_time() - began) * 1e6)
        differences = rules.diffs(case["gold"], reading)
        counts["n"] += 1
        counts[_outcome(differences)] += 1
        if differences and "--wrong" in sys.argv:
            sys.stderr.write(f"{case['id']}\t{case['text']}\t{differences}\n")
    return found


def _outcome(differences: list[str]) -> str:
    if not differences:
        return "exact"
    return "refused" if differences == ["refused"] else "wrong"


def table(title: str, found: Mapping[tuple[str, str], Counter[str]]) -> Iterator[str]:
    """The lines of the table: shares by language and kind, and the mean time."""
    yield f"{title:22}{'n':>5}{'exact':>8}{'wrong':>8}{'refused':>9}{'ms':>7}"
    for (language, kind), counts in sorted(found.items()):
        count = counts["n"]
        shares = "".join(
            f"{counts[name] / count:{width}.3f}"
            for name, width in (("exact", 8), ("wrong", 8), ("refused", 9))
        )
        yield f"{language} {kind:19}{count:5}{shares}{counts['µs'] / count / 1000:7.2f}"


def held_back() -> Iterator[Case]:
    """The phrasings that were written apart from the rules."""
    for language in ("en", "zh"):
        yield from phrasings.read(HELD_BACK / f"held_back_{language}.txt")


def unseen() -> Iterator[Case]:
    """A second batch, written before the reader was asked, in other wordings."""
    for language in ("en", "zh"):
        yield from phrasings.read(HELD_BACK / f"unseen_{language}.txt")


def batches(folder: str) -> Iterator[tuple[Path, Path]]:
    """The sentences of a folder, and the world that each file is about.

    `batches` was seen when rules were made; `fresh`, `everyday` (as people type in a hurry) and
    `last` were scored once before the rules were touched for them.
    """
    for path in sorted((HELD_BACK / folder).glob("*.txt")):
        yield path, path.with_name(f"{path.stem.rpartition('_')[0]}_world.json")


def merged(folder: str) -> dict[tuple[str, str], Counter[str]]:
    """The scores of all the worlds of a folder together."""
    found: dict[tuple[str, str], Counter[str]] = {}
    for path, names in batches(folder):
        for key, counts in score(phrasings.read(path), names).items():
            found.setdefault(key, Counter()).update(counts)
    return found


def _development() -> list[Case]:
    lines = (DEVELOPMENT / "questions_dev.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines if line.strip()]


def main() -> None:
    """Print the tables of the development sentences and of the held-back phrasings."""
    if not (COMPARE.is_file() and DEVELOPMENT.is_dir()):
        sys.stdout.write(f"no sentences: {DEVELOPMENT.name} is not beside the repository\n")
        return
    parts = (
        ("development", _development(), DEVELOPMENT / "world.json"),
        ("held back", list(held_back()), HELD_BACK / "ask_world.json"),
        ("unseen", list(unseen()), HELD_BACK / "ask_world.json"),
    )
    for title, cases, names in parts:
        for line in table(title, score(cases, names)):
            sys.stdout.write(f"{line}\n")
    for folder in ("batches", "fresh", "everyday", "last", "worded"):
        for line in table(f"other worlds: {folder}", merged(folder)):
            sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    main()
