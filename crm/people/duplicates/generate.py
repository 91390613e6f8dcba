"""A labelled set of people: records, the pairs that are one person, and those that look alike."""

from __future__ import annotations

import random
from dataclasses import dataclass
from itertools import combinations

from crm.people.duplicates import lookalikes, mistakes
from crm.people.duplicates.compare import compare
from crm.people.duplicates.entry import Entry, read
from crm.people.duplicates.model import is_backed
from crm.people.duplicates.world import Human, World

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a set is made of; `hard` from 0 to 1 is how much is blank and wrong at once."""

    size: int = 2_000
    variety: int = 300
    chinese: float = 0.2
    hard: float = 0.3
    alike: float = 0.35
    born: float = 0.1
    bare: bool = False
    postcodes: bool = False


@dataclass(frozen=True, slots=True)
class Labelled:
    """Entries with the truth: pairs by their kind; `unclear` ones share nothing but the name."""

    entries: list[Entry]
    same: dict[Pair, str]
    alike: dict[Pair, str]
    unclear: frozenset[Pair]


def make(recipe: Recipe, seed: int) -> Labelled:
    """Make a set; the same seed makes the same set."""
    chance = random.Random(seed)  # noqa: S311 - made-up people, nothing is kept secret by it
    world = World(chance, recipe.variety, recipe.chinese)
    maker = _Maker(world, recipe)
    while len(maker.entries) < recipe.size:
        maker.add_some()
    return maker.done()


class _Maker:
    def __init__(self, world: World, recipe: Recipe) -> None:
        self.world, self.recipe = world, recipe
        self.entries: list[Entry] = []
        self.same: dict[Pair, str] = {}
        self.alike: dict[Pair, str] = {}
        self.with_born = world.chance.random() < recipe.born

    def add_some(self) -> None:
        """One person or a group of lookalikes, each perhaps with copies."""
        chance = self.world.chance
        if chance.random() < self.recipe.alike:
            kind = "namesake" if self.recipe.bare else lookalikes.kind(chance)
            people = lookalikes.group(self.world, kind)
        else:
            kind, people = "", [self.world.human()]
        ids = [self._copies(human) for human in people]
        for mine, yours in combinations(ids, 2):
            self.alike |= {(a, b): kind for a in mine for b in yours}

    def _copies(self, human: Human) -> list[str]:
        chance = self.world.chance
        ids = [self._add(mistakes.row(human))]
        kinds = ["first"]
        while chance.random() < 0.28 and len(ids) < 4:
            kind = "smudged" if self.recipe.bare else mistakes.kind(chance)
            ids.append(self._add(mistakes.copy(self.world, human, kind)))
            kinds.append(kind)
        for (one, _), (other, kind) in combinations(zip(ids, kinds, strict=True), 2):
            self.same[one, other] = kind
        return ids

    def _add(self, made: mistakes.Row) -> str:
        made = mistakes.disturb(self.world, made, hard=self.recipe.hard)
        if not self.with_born:
            made["born"] = ""
        if self.recipe.bare:
            made |= {"email": "", "phone": "", "company": "", "title": ""}
        elif not self.recipe.postcodes:
            made["postcode"] = ""
        id_ = f"X{len(self.entries):06}"
        self.entries.append(read(id_, made))
        return id_

    def done(self) -> Labelled:
        """The set, with the pairs that nobody could tell."""
        by_id = {entry.id: entry for entry in self.entries}
        unclear = {pair for pair in self.same if is_unclear(by_id[pair[0]], by_id[pair[1]])}
        return Labelled(self.entries, self.same, self.alike, frozenset(unclear))


def is_unclear(one: Entry, other: Entry) -> bool:
    """Whether two entries share nothing but the name, or not even that."""
    return not is_backed(compare(one, other))
