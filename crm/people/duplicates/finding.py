"""All pairs of a set of entries that may be one person, with score, tier and reasons."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from crm.engine.texts import Text
from crm.people.duplicates import blocking, model, reasons
from crm.people.duplicates.compare import Pair, compare, setting
from crm.people.duplicates.entry import Entry

# Two that are surely a third are one another, unless what is known of them speaks against it.
BY_A_THIRD, AGAINST = 0.9, 0.1
Positions = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Found:
    """Two entries that may be one person; `score` is the chance, `tier` suggest or sure."""

    a: str
    b: str
    score: float
    tier: str
    pair: Pair
    is_by_third: bool = False

    @property
    def reasons(self) -> list[Text]:
        """Why, in words."""
        third = [reasons.THIRD] if self.is_by_third else []
        return [*third, *reasons.words(self.pair)]


def find(entries: Sequence[Entry], by: model.Model | None = None) -> Iterator[Found]:
    """The pairs of entries that may be one person, each once, in the order of the entries.

    Rows of entirely equal content are compared once: among more than `blocking.LARGEST` of them
    each is paired with the first only. Pairs known by a third entry alone come last.
    """
    weights = by or model.shipped()
    first, copies = _distinct(entries)
    around = setting(first)
    yield from _copies(first, copies, weights)
    told: dict[Positions, float] = {}
    for one, other in blocking.pairs(first):
        pair = compare(first[one], first[other], around)
        chance = weights.chance(pair)
        tier = weights.tier(pair, chance)
        if tier is not None:
            told[one, other] = chance
            for a, b in _spread(copies[one], copies[other]):
                yield Found(a, b, chance, tier, pair)
    for (one, other), chance in _by_a_third(told).items():
        pair = compare(first[one], first[other], around)
        if weights.chance(pair) >= AGAINST and pair.name.generation != "conflict":
            for a, b in _spread(copies[one], copies[other]):
                yield Found(a, b, chance, "suggest", pair, is_by_third=True)


def _by_a_third(told: Mapping[Positions, float]) -> dict[Positions, float]:
    """Pairs that were not told but are both a third entry, with the chance that both are."""
    beside: dict[int, dict[int, float]] = defaultdict(dict)
    for (one, other), chance in told.items():
        beside[one][other] = beside[other][one] = chance
    found: dict[Positions, float] = {}
    for near in beside.values():
        if len(near) <= blocking.LARGEST:
            for pair in combinations(sorted(near), 2):
                chance = near[pair[0]] * near[pair[1]]
                if pair not in told and chance >= max(BY_A_THIRD, found.get(pair, 0.0)):
                    found[pair] = chance
    return found


def _distinct(entries: Sequence[Entry]) -> tuple[list[Entry], list[list[str]]]:
    """One entry for each content, and the ids of all that have it."""
    groups: dict[tuple[object, ...], list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[entry.content].append(entry)
    members = list(groups.values())
    return [group[0] for group in members], [[each.id for each in group] for group in members]


def _copies(
    first: Sequence[Entry], copies: Sequence[list[str]], weights: model.Model
) -> Iterator[Found]:
    for entry, ids in zip(first, copies, strict=True):
        if len(ids) == 1:
            continue
        pair = compare(entry, entry)
        chance = weights.chance(pair)
        tier = weights.tier(pair, chance)
        if tier is not None:
            for a, b in _among(ids):
                yield Found(a, b, chance, tier, pair)


def _among(ids: list[str]) -> Iterator[tuple[str, str]]:
    if len(ids) > blocking.LARGEST:
        yield from ((ids[0], other) for other in ids[1:])
        return
    for number, one in enumerate(ids):
        yield from ((one, other) for other in ids[number + 1 :])


def _spread(mine: list[str], yours: list[str]) -> Iterator[tuple[str, str]]:
    """Every pair between two groups of copies; only the first ones' where that were too many."""
    few = len(mine) * len(yours) <= blocking.LARGEST
    for one in mine if few else mine[:1]:
        yield from ((one, other) for other in (yours if few else yours[:1]))
