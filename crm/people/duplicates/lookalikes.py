"""People who look alike and are not one: families, twins, father and son, colleagues, namesakes."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from itertools import pairwise

from rapidfuzz.distance import OSA

from crm.people.duplicates.world import Human, World, pools
from crm.people.identity.script import table


def kind(chance: random.Random) -> str:
    """Which lookalikes come next: two of one name or initial in one company are rare."""
    return chance.choices(list(KINDS), [RARE.get(each, 1.0) for each in KINDS])[0]


def group(world: World, kind: str) -> list[Human]:
    """Different people of a kind of `KINDS`, two to five of them."""
    return KINDS[kind](world)


def _family(world: World) -> list[Human]:
    first = world.human()
    share_mail = world.chance.random() < 0.15
    found = [first]
    for _ in range(world.chance.choice([1, 1, 2, 3])):
        other = replace(_at_home(world, first), given=_another_given(world, first))
        mail = first.email if share_mail else world.email(other)
        found.append(replace(other, email=mail))
    return found


def _at_home(world: World, first: Human) -> Human:
    """Somebody else of the household: one address, mostly one phone, another job."""
    other = world.human()
    company, domain = world.company(han=first.han)
    phone = first.phone if world.chance.random() < 0.7 else world.phone(first.country)
    return replace(
        first, company=company, domain=domain, title=other.title, born=other.born, phone=phone
    )


def _another_given(world: World, human: Human) -> str:
    for _ in range(20):
        other = world.human()
        if other.han == human.han and other.given != human.given:
            return other.given
    return human.given + ("一" if human.han else "a")


def _twins(world: World) -> list[Human]:
    first, close = _with_close_name(world)
    other = replace(_at_home(world, first), given=close, born=first.born)
    return [first, replace(other, email=world.email(other))]


def _close_colleagues(world: World) -> list[Human]:
    """Two people of one company whose names differ by a letter or two."""
    first, close = _with_close_name(world)
    return [first, _beside(world, replace(first, given=close))]


def _with_close_name(world: World) -> tuple[Human, str]:
    first = world.human()
    if first.han:
        signs = pools()["han_given"][0]
        head = first.given[0]
        one, other = head + world.chance.choice(signs), head + "华"
    else:
        one, other = world.chance.choice(_close_names())
    renamed = replace(first, given=one)
    return replace(renamed, email=world.email(renamed)), other


def _father_son(world: World) -> list[Human]:
    father = world.human()
    son = _at_home(world, father)
    marks = [("Sr.", "Jr."), ("Sr", "Jr"), ("I", "II"), ("II", "III"), ("", "Jr."), ("Senior", "")]
    elder, younger = world.chance.choice(marks)
    if father.han:
        elder = younger = ""
        son = replace(son, given=_another_given(world, father))
    father = replace(father, generation=elder, email=world.email(father))
    return [father, replace(son, generation=younger, email=world.email(son))]


def _role_mailbox(world: World) -> list[Human]:
    first = world.human()
    mailbox = f"{world.chance.choice(pools()['roles'])}@{first.domain}"
    others = [_beside(world, first, rename=True) for _ in range(world.chance.choice([1, 2, 3]))]
    found = [replace(each, email=mailbox) for each in (first, *others)]
    if world.chance.random() < 0.5:
        found = [replace(each, phone=first.phone, street=first.street) for each in found]
    return found


def _switchboard(world: World) -> list[Human]:
    """Colleagues with the company's one phone and address."""
    first = world.human()
    others = [_beside(world, first, rename=True) for _ in range(world.chance.choice([1, 2, 4]))]
    return [first, *(replace(other, phone=first.phone) for other in others)]


def _same_given(world: World) -> list[Human]:
    """Two of one given name in one company: no married name."""
    first = world.human()
    other = replace(first, family=world.human().family)
    if first.han or other.family == first.family:
        other = replace(first, given=_another_given(world, first))
    return [first, _beside(world, other)]


def _same_family(world: World) -> list[Human]:
    first = world.human()
    return [first, _beside(world, replace(first, given=_another_given(world, first)))]


def _same_initial(world: World) -> list[Human]:
    """John Smith and James Smith of one company: an initial fits both."""
    first = world.human()
    if first.han:
        return _same_family(world)
    alike = [each for each in world.givens if each[0] == first.given[0] and each != first.given]
    given = world.chance.choice(alike) if alike else _another_given(world, first)
    return [first, _beside(world, replace(first, given=given))]


def _namesake(world: World) -> list[Human]:
    first, other = world.human(), world.human()
    while other.han != first.han:
        other = world.human()
    other = replace(other, given=first.given, family=first.family)
    if world.chance.random() < 0.3:
        other = replace(other, city=first.city, country=first.country)
    return [first, replace(other, email=world.email(other))]


def _namesake_here(world: World) -> list[Human]:
    """Two of one name in one company: different phones and boxes, seldom anything shared."""
    first = world.human()
    return [first, _beside(world, first)]


def _beside(world: World, human: Human, *, rename: bool = False) -> Human:
    """A colleague: same company and often its address, everything else their own."""
    other = world.human()
    name = (human.given, human.family)
    if rename and other.han == human.han:
        name = (other.given, other.family)
    elif rename:
        name = (_another_given(world, human), world.chance.choice(pools()["families"]))
    title = human.title if world.chance.random() < 0.2 else other.title
    made = replace(
        human, given=name[0], family=name[1], title=title, born=other.born,
        phone=world.phone(human.country),
    )  # fmt: skip
    if world.chance.random() < 0.4:
        made = replace(made, street=world.street(han=human.han))
    return replace(made, email=world.email(made))


KINDS: dict[str, Callable[[World], list[Human]]] = {
    "family": _family, "twins": _twins, "father_son": _father_son, "role_mailbox": _role_mailbox,
    "switchboard": _switchboard, "same_given": _same_given, "same_family": _same_family,
    "same_initial": _same_initial, "namesake": _namesake, "namesake_here": _namesake_here,
    "close_colleagues": _close_colleagues,
}  # fmt: skip


RARE = {"namesake_here": 0.25, "same_initial": 0.4, "close_colleagues": 0.4}


@cache
def _close_names() -> list[tuple[str, str]]:
    """Given names that differ by one letter or two at the end: Daniel, Daniela."""
    names = sorted(set(table("given")["names"].split()))
    known = set(names)
    found = [(name, name + "a") for name in names if name + "a" in known and len(name) > 3]
    found += [(name, name[:-1] + end) for name in names for end in "aeoiy"
              if len(name) > 4 and name[:-1] + end in known and name[-1] != end]  # fmt: skip
    found += [
        (one, other)
        for one, other in pairwise(names)
        if len(one) > 5 and OSA.distance(one, other) <= 2
    ]
    return [(one.title(), other.title()) for one, other in found]
