"""A pair of entries as features: one level a field, and the crossings that decide.

Every feature is a name that is present or not (`email:same`, `near&phone:same`); the model has a
weight for each. What is missing on one side is a level of its own and says nothing either way.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations, product

from rapidfuzz.distance import OSA

from crm.people.duplicates import naming
from crm.people.duplicates.entry import Entry
from crm.people.identity import company, email

NAMELIKE = frozenset({"same", "near"})


@dataclass(frozen=True, slots=True)
class Setting:
    """What the other entries say: how often words are written, and who shares a phone or box."""

    total: int = 0
    words: Mapping[str, int] = field(default_factory=dict)
    names: Mapping[str, int] = field(default_factory=dict)
    sharing: Mapping[str, int] = field(default_factory=dict)


ALONE = Setting()


def setting(entries: Iterable[Entry]) -> Setting:
    """Count words, names, and the different names behind each e-mail and phone."""
    words: Counter[str] = Counter()
    names: Counter[str] = Counter()
    behind: dict[str, set[str]] = {}
    total = 0
    for entry in entries:
        total += 1
        names[entry.name_key] += 1
        words.update(set(entry.name.tokens) | {"".join(entry.name.family)})
        words.update({entry.name.han_family, entry.name.han_given} - {""})
        for point in (*entry.emails, *entry.phones):
            behind.setdefault(point, set()).add(entry.name_key)
    sharing = {point: len(found) for point, found in behind.items() if len(found) > 2}
    return Setting(total, words, names, sharing)


@dataclass(frozen=True, slots=True)
class Pair:
    """How two entries stand to each other, field by field."""

    name: naming.Relation
    email: str
    phone: str
    company: str
    street: str
    city: str
    title: str
    born: str
    handle: str
    postcode: str
    rarity: str
    mailname: bool

    @property
    def points(self) -> int:
        """How many independent ways to tell a person agree."""
        agree = (self.email == "same", self.phone == "same", self.street == "same")
        return sum(agree) + (self.born == "same") + (self.handle == "same")

    @property
    def against(self) -> int:
        """How many of them disagree."""
        values = (self.email, self.phone, self.street, self.born, self.handle)
        return sum(value.startswith("different") for value in values)


def compare(one: Entry, other: Entry, around: Setting = ALONE) -> Pair:
    """Compare two entries; `around` tells what else is known (`ALONE` where nothing is)."""
    return Pair(
        name=naming.compare(one.name, other.name, around.words),
        email=_emails(one, other, around),
        phone=_phones(one, other, around),
        company=_companies(one.company, other.company),
        street=_streets(one, other),
        city=_towns(one.city, other.city),
        postcode=_towns(one.postcode, other.postcode),
        title=_level(one.title, other.title),
        born=_births(one.born, other.born),
        handle=_handles(one.handles, other.handles),
        rarity=_rarity(one, other, around),
        mailname=_is_named_in_mail(one, other) or _is_named_in_mail(other, one),
    )


WAYS = ("email", "phone", "company", "street")
PLACES = (*WAYS, "city", "title")
LEVELS = (*PLACES, "born", "handle", "postcode")


def features(pair: Pair) -> list[str]:
    """The names of the features that a pair has: its levels, and which of them meet."""
    name, kind = pair.name, pair.name.kind
    level = {key: f"{key}:{getattr(pair, key)}" for key in LEVELS}
    found = [f"given:{name.given}", f"family:{name.family}", f"name:{kind}"]
    found += level.values()
    found += [f"{kind}&{level[key]}" for key in (*PLACES, "postcode")]
    found += [f"{level[one]}&{level[other]}" for one, other in combinations(PLACES, 2)]
    found += [f"{kind}&{level[one]}&{level[other]}" for one, other in combinations(WAYS, 2)]
    found += [f"{pair.rarity}&{level[key]}" for key in (*WAYS, "city")]
    found.append(f"{name.given}&{name.family}")
    return found + _of_names(pair, level)


def _of_names(pair: Pair, level: Mapping[str, str]) -> list[str]:
    """What a name tells beside its kind, and how much else agrees with it."""
    name, kind = pair.name, pair.name.kind
    found = [f"{kind}&points:{min(pair.points, 3)}&against:{min(pair.against, 3)}"]
    found.append(f"{kind}&rarity:{pair.rarity}")
    found.append(f"{kind}&rarity:{pair.rarity}&points:{min(pair.points, 2)}")
    if pair.mailname:
        found.append(f"{kind}&mailname")
    if pair.born != "missing":
        found += [f"{kind}&{level['born']}", f"{level['born']}&{level['street']}"]
    if name.generation:
        found.append(f"generation:{name.generation}")
    if name.turned:
        found.append("turned")
    if name.script:
        found += [f"script:{name.script}", f"script:{name.script}&points:{min(pair.points, 2)}"]
    if name.given in {"variant", "close"}:
        found += [f"{name.given}&{level[key]}" for key in ("email", "phone", "company")]
    return found


def _level(one: str, other: str) -> str:
    if not one or not other:
        return "missing"
    return "same" if one == other else "different"


def _towns(one: str, other: str) -> str:
    if not one or not other:
        return "missing"
    if one == other:
        return "same"
    alike = OSA.normalized_similarity(one, other, score_cutoff=0.7) > 0
    return "near" if alike else "different"


def _emails(one: Entry, other: Entry, around: Setting) -> str:
    if not one.emails or not other.emails:
        return "missing"
    shared = set(one.emails) & set(other.emails)
    if shared:
        if all(email.is_role(each) for each in shared):
            return "role"
        if all(around.sharing.get(each, 0) > 3 for each in shared):
            return "crowd"
        return "same"
    return max((_two_emails(a, b) for a, b in product(one.emails, other.emails)), key=_NEARNESS.get)  # type: ignore[arg-type]  # every level is in the table


_NEARNESS = {"typo": 4, "local": 3, "domain": 1, "different-domain": 0, "different": 2}


def _two_emails(one: str, other: str) -> str:
    (local, _, at), (yours, _, there) = one.rpartition("@"), other.rpartition("@")
    if email.is_role(one) or email.is_role(other):
        return "domain" if at == there and not email.is_free(one) else "different"
    if at == there:
        if _slip(local, yours):
            return "typo"
        return "different" if email.is_free(one) else "domain"
    if local == yours:
        return "typo" if _slip(at, there) else "local"
    return "different" if email.is_free(one) or email.is_free(other) else "different-domain"


def _slip(one: str, other: str) -> bool:
    """One typing error apart, which is no change of a number: jane1 and jane2 are two boxes."""
    if min(len(one), len(other)) < 5 or OSA.distance(one, other, score_cutoff=2) > 1:
        return False
    letters = ["".join(sign for sign in text if not sign.isdigit()) for text in (one, other)]
    return letters[0] != letters[1] or "".join(sorted(one)) == "".join(sorted(other))


def _phones(one: Entry, other: Entry, around: Setting) -> str:
    if not one.phones or not other.phones:
        return "missing"
    shared = set(one.phones) & set(other.phones)
    if shared:
        return "crowd" if all(around.sharing.get(each, 0) > 3 for each in shared) else "same"
    tails = {each[-9:] for each in one.phones} & {each[-9:] for each in other.phones}
    if any(len(tail) == 9 for tail in tails):
        return "same"
    close = any(
        OSA.distance(a, b, score_cutoff=2) == 1 for a, b in product(one.phones, other.phones)
    )
    return "typo" if close else "different"


def _companies(one: str, other: str) -> str:
    if not one or not other:
        return "missing"
    if one == other or one.replace(" ", "") == other.replace(" ", ""):
        return "same"
    mine, yours = company.words_of(one), company.words_of(other)
    both, all_ = len(mine & yours), len(mine | yours)
    if OSA.distance(one, other, score_cutoff=3) <= (2 if min(len(one), len(other)) > 8 else 1):
        return "near"
    if both == min(len(mine), len(yours)) or both / all_ >= 0.6:
        return "part"
    return "different"


def _streets(one: Entry, other: Entry) -> str:
    if not one.street or not other.street:
        return "missing"
    same_town = not (one.city and other.city) or one.city == other.city
    if one.street == other.street:
        return "same" if same_town else "elsewhere"
    alike = _alike(one.street, other.street)
    if one.house == other.house and alike:
        return "same" if same_town else "elsewhere"
    return "near" if alike else "different"


def _alike(one: str, other: str) -> bool:
    return OSA.normalized_similarity(one, other, score_cutoff=0.7) > 0


def _births(one: str, other: str) -> str:
    if len(one) < 6 or len(other) < 6:
        return "missing"
    if one == other:
        return "same"
    return "near" if OSA.distance(one, other, score_cutoff=2) <= 1 else "different"


def _handles(one: tuple[str, ...], other: tuple[str, ...]) -> str:
    if not one or not other:
        return "missing"
    if set(one) & set(other):
        return "same"
    services = {each.partition(":")[0] for each in one}
    return "different" if services & {each.partition(":")[0] for each in other} else "missing"


def _is_named_in_mail(one: Entry, other: Entry) -> bool:
    """Whether an address of one has the other's family name in it, which is not its own."""
    theirs = "".join(other.name.family)
    if len(theirs) < 4 or theirs in "".join(one.name.tokens):
        return False
    return any(theirs in each.partition("@")[0].replace(".", "") for each in one.emails)


def _parts(entry: Entry) -> set[str]:
    return set(entry.name.tokens) | ({entry.name.han_family, entry.name.han_given} - {""})


def _rarity(one: Entry, other: Entry, around: Setting) -> str:
    """How many namesakes such a name would have by chance, from the words of all names."""
    shared = _parts(one) & _parts(other)
    if around.total < 200 or not shared:
        return "unknown"
    chance = sum(math.log(around.words.get(word, 1) / around.total) for word in shared)
    expected = math.exp(chance) * around.total
    return "rare" if expected < 0.1 else "usual" if expected < 1 else "often"
