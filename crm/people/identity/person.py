"""Names of people: which part is which, without titles, and whether two could be one person's."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from functools import cache, lru_cache

from crm.people.identity import chinese
from crm.people.identity.script import HAN, digraphs, fold, has_han, table, words

TITLES = frozenset(table("people")["titles"].split())
HAN_TITLES = tuple(table("people")["han_titles"].split())
DEGREES = frozenset(table("people")["degrees"].split())
SUFFIXES = {
    "jr": "2", "junior": "2", "jnr": "2", "jun": "2", "ii": "2", "2nd": "2", "filho": "2",
    "sr": "1", "senior": "1", "snr": "1", "sen": "1", "i": "1", "1st": "1", "pere": "1",
    "iii": "3", "3rd": "3", "iv": "4", "4th": "4", "v": "5",
}  # fmt: skip
PARTICLES = frozenset(table("people")["particles"].split())


@dataclass(frozen=True, slots=True)
class Name:
    """A name taken apart, folded: `han` is simplified, family name first, "" for Latin names.

    `generation` is 1 for senior, 2 for junior, 3 …; "" where nothing says.
    """

    given: tuple[str, ...] = ()
    family: tuple[str, ...] = ()
    generation: str = ""
    han: str = ""

    @property
    def tokens(self) -> tuple[str, ...]:
        """All Latin words, given name first."""
        return self.given + self.family

    @property
    def is_empty(self) -> bool:
        """Whether there is no name at all."""
        return not (self.given or self.family or self.han)

    @property
    def han_family(self) -> str:
        """The Chinese family name, simplified."""
        return chinese.split(self.han)[0] if self.han else ""

    @property
    def han_given(self) -> str:
        """The Chinese given name, simplified."""
        return chinese.split(self.han)[1] if self.han else ""


@lru_cache(maxsize=65_536)
def read(first: str = "", last: str = "", full: str = "") -> Name:
    """A name from its columns, any of which may be empty, or hold the whole name."""
    if any(has_han(part) for part in (first, last, full)):
        return _chinese(first, last, full)
    if first.strip() and last.strip():
        given, family = list(words(_bare(first))), list(words(_bare(last)))
        generation = _take_generation(family) or _take_generation(given, at_least=2)
        return Name(tuple(_untitled(given)), tuple(_untitled(family)), generation)
    if not full.strip() and len(words(first or last)) == 1:
        return Name(words(first), words(last))
    return _whole(full if full.strip() else first or last)


def key(name: Name) -> str:
    """One writing of a name: order, case, accents, titles and short forms do not count.

    Empty where the name is. Generations (junior, senior) stay apart.
    """
    if name.han:
        return name.han
    long = [word for word in name.tokens if len(word) > 1]
    parts = sorted(w if w in PARTICLES else formal(digraphs(w)) for w in long)
    return " ".join([*(parts or sorted(name.tokens)), *filter(None, [name.generation])])


def sounds(name: Name) -> frozenset[str]:
    """All letters of a name, sorted: the same for 毛玲洋, Lingyang Mao and MAO Ling Yang."""
    if not name.han:
        letters = "".join(sorted(digraphs("".join(name.tokens))))
        return frozenset({letters} if letters else ())
    family = chinese.family_sound(name.han_family)
    givens = chinese.given_sounds(name.han_given)
    return frozenset("".join(sorted(digraphs(family + given))) for given in givens if family)


def formal(word: str) -> str:
    """The first name of the group that a short form belongs to (`bob` → `robert`), or itself."""
    groups = _groups().get(word)
    return _roots()[min(groups)] if groups else word


def same_given(one: str, other: str) -> bool:
    """Whether two folded given names can be one: the same, or forms of one name."""
    if one == other or digraphs(one) == digraphs(other):
        return True
    return bool(_groups().get(one, _NONE) & _groups().get(other, _NONE))


def is_known(word: str) -> bool:
    """Whether a folded word is a given name of the tables: then it is no typing error."""
    return word in _known()


_NONE: frozenset[int] = frozenset()


@cache
def _roots() -> tuple[str, ...]:
    return tuple(line.split()[0] for line in table("nicknames")["given"])


@cache
def _groups() -> dict[str, frozenset[int]]:
    found: dict[str, set[int]] = defaultdict(set)
    for number, line in enumerate(table("nicknames")["given"]):
        for word in line.split():
            found[word].add(number)
    return {word: frozenset(numbers) for word, numbers in found.items()}


@cache
def _known() -> frozenset[str]:
    return frozenset(_groups()) | frozenset(table("given")["names"].split())


def _chinese(first: str, last: str, full: str) -> Name:
    """Chinese characters, perhaps with a Latin name beside them (`王小明 (David Wang)`)."""
    given, family, whole = (_han_of(part) for part in (first, last, full))
    if given and family:
        turned = given in chinese.FAMILIES and family not in chinese.FAMILIES
        han = given + family if turned else family + given
    else:
        han = whole or family or given
    latin = " ".join(HAN.sub(" ", part) for part in ((first, last) if first or last else (full,)))
    beside = _whole(latin) if words(latin) else Name()
    return Name(beside.given, beside.family, beside.generation, han)


def _han_of(text: str) -> str:
    found = "".join(HAN.findall(fold(text)))
    for title in HAN_TITLES:
        if len(found) > len(title) + 1:
            found = found.removesuffix(title)
    return found


def _bare(text: str) -> str:
    """Without what stands in brackets: a former name, a nickname, a department."""
    cut = text.partition("(")[0]
    return cut if cut.strip() else text


def _whole(full: str) -> Name:
    text = _bare(full)
    before, comma, after = text.partition(",")
    if comma and words(after) and not _is_suffix(after):
        family = list(words(before))
        given = list(words(after))
        generation = _take_generation(given, at_least=2) or _take_generation(family)
        return Name(tuple(_untitled(given)), tuple(_untitled(family)), generation)
    parts = list(words(text))
    generation = _take_generation(parts, at_least=3)
    parts = _untitled(parts)
    cut = _family_from(parts)
    return Name(tuple(parts[:cut]), tuple(parts[cut:]), generation)


def _is_suffix(text: str) -> bool:
    return all(word in SUFFIXES or word in DEGREES for word in words(text))


def _take_generation(parts: list[str], at_least: int = 2) -> str:
    """Take junior, senior, II … off the end; one letter only where enough other words are left."""
    while len(parts) > 1 and parts[-1] in DEGREES:
        parts.pop()
    if len(parts) >= at_least and parts[-1] in SUFFIXES:
        return SUFFIXES[parts.pop()]
    return ""


def _untitled(parts: list[str]) -> list[str]:
    kept = [word for word in parts if word not in DEGREES] or parts
    while len(kept) > 1 and kept[0] in TITLES:
        kept = kept[1:]
    return kept


def _family_from(parts: list[str]) -> int:
    """Where the family name begins: the last word, with the particles before it."""
    cut = max(len(parts) - 1, min(1, len(parts)))
    while cut > 1 and parts[cut - 1] in PARTICLES:
        cut -= 1
    return cut
