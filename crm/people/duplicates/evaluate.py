"""Print the figures: `python -m crm.people.duplicates.evaluate [FOLDER]`.

The labelled people of a folder, made-up worlds of other seeds than training's, and Febrl where
its package is installed. Pairs that share nothing but the name count neither way.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crm.people.duplicates import blocking, finding, labelled
from crm.people.duplicates.generate import Labelled, Recipe, make

HERE = Path(__file__).resolve().parents[3]
SAMPLE = HERE.parent / "shared" / "data" / "dedupe"
MADE = {
    "harder": Recipe(size=5_000, variety=200, alike=0.55, hard=0.5),
    "few names": Recipe(size=5_000, variety=60, alike=0.4, hard=0.3),
    "chinese": Recipe(size=3_000, chinese=0.9, hard=0.3),
    "large": Recipe(size=20_000, variety=300, alike=0.4, hard=0.3),
    "few, hard": Recipe(size=5_000, variety=60, alike=0.5, hard=0.7),
    "born": Recipe(size=5_000, variety=120, alike=0.5, hard=0.5, born=1.0),
    "han, hard": Recipe(size=5_000, chinese=0.9, alike=0.5, hard=0.7),
    "50,000": Recipe(size=50_000, variety=150, alike=0.4, hard=0.4),
}


@dataclass(frozen=True, slots=True)
class Figures:
    """Counts of a set: pairs to find, found, right; the same of the tier `sure`; missed by kind."""

    wanted: int
    found: int
    right: int
    sure: int
    sure_right: int
    blocked: int
    missed: Counter[str]
    wrong: Counter[str]

    @property
    def precision(self) -> float:
        """The share of suggestions that are right."""
        return self.right / max(1, self.found)

    @property
    def recall(self) -> float:
        """The share of the pairs that is suggested."""
        return self.right / max(1, self.wanted)

    @property
    def sure_precision(self) -> float:
        """The share of sure suggestions that are right."""
        return self.sure_right / max(1, self.sure)


def measure(data: Labelled) -> Figures:
    """Find the duplicates of a set and compare them with its truth."""
    unclear = {frozenset(pair) for pair in data.unclear}
    same = {frozenset(p): kind for p, kind in data.same.items() if frozenset(p) not in unclear}
    alike = {frozenset(pair): kind for pair, kind in data.alike.items()}
    hits = {frozenset((f.a, f.b)): f.tier for f in finding.find(data.entries)}
    told = {pair: tier for pair, tier in hits.items() if pair not in unclear}
    sure = [pair for pair, tier in told.items() if tier == "sure"]
    offered = {
        frozenset((data.entries[a].id, data.entries[b].id)) for a, b in blocking.pairs(data.entries)
    }
    return Figures(
        wanted=len(same),
        found=len(told),
        right=sum(pair in same for pair in told),
        sure=len(sure),
        sure_right=sum(pair in same for pair in sure),
        blocked=sum(pair in offered or pair in hits for pair in same),
        missed=Counter(kind for pair, kind in same.items() if pair not in told),
        wrong=Counter(alike.get(pair, "unrelated") for pair in told if pair not in same),
    )


def sets(folder: Path) -> Iterator[tuple[str, Labelled]]:
    """The sets at hand, by name."""
    if (folder / "people.csv").exists():
        yield "sample", labelled.people(folder)
    for number, (name, recipe) in enumerate(MADE.items()):
        yield name, make(recipe, 9_000 + number)
    for number in (1, 2, 3):
        data = labelled.febrl(number)
        if data is not None:
            yield f"febrl{number}", data


def main() -> None:
    """Print a line a set, then what was missed and wrongly found."""
    parser = argparse.ArgumentParser(description="Figures of duplicates.")
    parser.add_argument("folder", type=Path, nargs="?", default=SAMPLE)
    write = sys.stdout.write
    write(f"{'set':<10}{'pairs':>7}{'blocked':>9}{'precision':>11}{'recall':>8}")
    write(f"{'sure':>7}{'precision':>11}{'share':>7}\n")
    for name, data in sets(parser.parse_args().folder):
        got = measure(data)
        write(f"{name:<10}{got.wanted:>7}{got.blocked / max(1, got.wanted):>9.4f}")
        write(f"{got.precision:>11.4f}{got.recall:>8.4f}{got.sure:>7}")
        write(f"{got.sure_precision:>11.4f}{got.sure_right / max(1, got.wanted):>7.2f}\n")
        write(f"  missed {dict(got.missed.most_common(8))}\n")
        write(f"  wrong {dict(got.wrong.most_common(8))}\n")


if __name__ == "__main__":
    main()
