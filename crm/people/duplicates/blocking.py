"""Which pairs are worth a look: entries that share a key. Nobody compares everybody.

A key shared by very many (a switchboard, a company of thousands) is divided by the name; what is
still too many is compared along a sorted neighbourhood, so that a million rows of one person
cost a million comparisons and not their square.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence

from crm.people.duplicates.entry import Entry
from crm.people.identity import chinese, person, phone
from crm.people.identity.script import digraphs

LARGEST = 60
NEIGHBOURS = 12
HUGE = 5_000


def keys(entry: Entry) -> set[str]:
    """The keys under which an entry may meet its copies; the first letter says which kind."""
    found = {f"e{each}" for each in entry.emails}
    found |= {f"p{phone.tail(each, 8)}" for each in entry.phones}
    found |= {f"h{each}" for each in entry.handles}
    found |= {f"s{each}" for each in person.sounds(entry.name) if len(each) > 3}
    if entry.name_key:
        found.add(f"n{entry.name_key}")
    beginnings = _beginnings(entry)
    for kind, place in (("c", entry.company), ("a", entry.street)):
        if place:
            found |= {f"{kind}{place}|{beginning}" for beginning in beginnings}
    if len(entry.born) >= 6:
        found.add(f"d{entry.born}")
    found |= {f"z{entry.postcode}|{beginning}" for beginning in beginnings if entry.postcode}
    locals_ = {each.partition("@")[0] for each in entry.emails}
    found |= {f"l{local}|{beginning}" for local in locals_ for beginning in beginnings}
    return found


def _beginnings(entry: Entry) -> set[str]:
    """The first letters of each word of a name, in its formal and in its Latin form."""
    words = {person.formal(word) for word in entry.name.tokens} | set(entry.name.tokens)
    if entry.name.han:
        words.add(chinese.family_sound(entry.name.han_family))
        words |= chinese.given_sounds(entry.name.han_given)
        words.add(entry.name.han)
    return {digraphs(word)[:2] for word in words if word and word not in person.PARTICLES}


def pairs(entries: Sequence[Entry]) -> Iterator[tuple[int, int]]:
    """The positions of entries worth comparing, each pair once, the smaller first."""
    seen: set[int] = set()
    size = len(entries)
    for one, other in _candidates(entries):
        low, high = (one, other) if one < other else (other, one)
        code = low * size + high
        if low != high and code not in seen:
            seen.add(code)
            yield low, high


def _candidates(entries: Sequence[Entry]) -> Iterator[tuple[int, int]]:
    blocks: dict[str, list[int]] = defaultdict(list)
    for position, entry in enumerate(entries):
        for key in keys(entry):
            blocks[key].append(position)
    for members in blocks.values():
        if len(members) > 1:
            yield from _within(entries, members)


def _within(entries: Sequence[Entry], members: list[int]) -> Iterator[tuple[int, int]]:
    if len(members) <= LARGEST:
        yield from _all(members)
        return
    smaller: dict[str, list[int]] = defaultdict(list)
    for position in members:
        smaller[entries[position].name_key].append(position)
    for group in smaller.values():
        yield from _all(group) if len(group) <= LARGEST else _neighbours(entries, group)
    yield from _neighbours(entries, members)


def _all(members: Sequence[int]) -> Iterator[tuple[int, int]]:
    for number, one in enumerate(members):
        for other in members[number + 1 :]:
            yield one, other


def _neighbours(entries: Sequence[Entry], members: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Pairs near to each other once sorted by name, company and the ways to be reached."""
    reach = NEIGHBOURS if len(members) < HUGE else 2
    ordered = sorted(members, key=lambda position: _order(entries[position]))
    for number, one in enumerate(ordered):
        for other in ordered[number + 1 : number + 1 + reach]:
            yield one, other


def _order(entry: Entry) -> tuple[str, ...]:
    first = entry.emails[:1] or entry.phones[:1] or ("",)
    return entry.name_key, entry.company, first[0], entry.street
