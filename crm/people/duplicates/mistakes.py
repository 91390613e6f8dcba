"""What happens to a person's record on its way into a file: the ways in which copies differ."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from functools import cache

from crm.language import simplified
from crm.people.duplicates.slips import slip, smudge
from crm.people.duplicates.world import Human, World, latin, pools
from crm.people.identity.script import table

Row = dict[str, str]
NAMES = ("first_name", "last_name", "full_name")


def row(human: Human) -> Row:
    """A clean record of a person."""
    first, last = human.given, human.family
    if human.generation:
        last = f"{last} {human.generation}"
    full = f"{last}{first}" if human.han else f"{first} {last}"
    return {
        "first_name": first, "last_name": last, "full_name": full, "company": human.company,
        "title": human.title, "email": human.email, "phone": human.phone, "street": human.street,
        "city": human.city, "country": human.country, "born": human.born,
        "postcode": human.postcode,
    }  # fmt: skip


def copy(world: World, human: Human, kind: str) -> Row:
    """Another record of the same person, wrong or different in a way of `KINDS`."""
    return KINDS[kind](world, human)


def disturb(world: World, made: Row, *, hard: float) -> Row:
    """What differs besides: case, phone format, street form, blanks; more of it when `hard`."""
    chance = world.chance
    if chance.random() < 0.3:
        made["phone"] = _formatted(chance, made["phone"])
    if chance.random() < 0.3:
        made["street"] = _shortened(chance, made["street"])
    if chance.random() < 0.12:
        made = {key: value.upper() if key in NAMES else value for key, value in made.items()}
    for key in ("email", "phone", "street", "title", "company", "city", "born", "postcode"):
        if chance.random() < 0.06 + 0.16 * hard:
            made[key] = ""
    if chance.random() < 0.2:
        made["title"] = chance.choice(pools()["titles"])
    if chance.random() < 0.3 * hard and made["last_name"] and made["first_name"].isascii():
        key = chance.choice(("first_name", "last_name"))
        made[key] = slip(chance, made[key])
        made["full_name"] = f"{made['first_name']} {made['last_name']}".strip()
    return made


def _exact(_world: World, human: Human) -> Row:
    return row(human)


def _typo_name(world: World, human: Human) -> Row:
    if human.han:
        return _pinyin(world, human)
    if world.chance.random() < 0.5:
        return row(replace(human, given=slip(world.chance, human.given)))
    return row(replace(human, family=slip(world.chance, human.family)))


def _two_typos(world: World, human: Human) -> Row:
    return _email_typo(world, replace(human, family=slip(world.chance, human.family)))


def _nickname(world: World, human: Human) -> Row:
    forms = _short_forms().get(human.given.lower(), ())
    if not forms:
        return _typo_name(world, human)
    return row(replace(human, given=world.chance.choice(forms).title()))


def _swapped(_world: World, human: Human) -> Row:
    made = row(human)
    made["first_name"], made["last_name"] = made["last_name"], made["first_name"]
    made["full_name"] = f"{made['first_name']} {made['last_name']}"
    return made


def _one_field(_world: World, human: Human) -> Row:
    made = row(human)
    made["first_name"], made["last_name"] = made["full_name"], ""
    return made


def _comma(_world: World, human: Human) -> Row:
    made = row(human)
    made["full_name"] = f"{human.family}, {human.given}"
    return made | {"first_name": "", "last_name": ""}


def _initial(_world: World, human: Human) -> Row:
    if human.han:
        given, family = latin(human)
        return row(replace(human, given=given[0], family=family, han=False))
    return row(replace(human, given=human.given[0] + "."))


def _middle(world: World, human: Human) -> Row:
    if human.han:
        return row(human)
    more = world.chance.choice([f"{world.chance.choice('ABDEJLMRST')}.", world.human().given])
    return row(replace(human, given=f"{human.given} {more}"))


def _married(world: World, human: Human) -> Row:
    other = world.chance.choice(pools()["families"])
    family = f"{human.family}-{other}" if world.chance.random() < 0.4 else other
    changed = replace(human, family=human.family if human.han else family)
    if world.chance.random() < 0.6:
        changed = replace(changed, email=world.email(changed))
    return row(changed)


def _moved(world: World, human: Human) -> Row:
    company, domain = world.company(han=human.han)
    title = world.chance.choice(pools()["titles"])
    moved = replace(human, company=company, domain=domain, title=title)
    at_home = human.email.endswith(human.domain)
    made = row(replace(moved, email=world.email(moved) if at_home else human.email))
    if world.chance.random() < 0.5:
        made |= {"street": "", "city": ""}
    return made


def _pinyin(world: World, human: Human) -> Row:
    if not human.han:
        return row(replace(human, given=_plain(human.given), family=_plain(human.family)))
    given, family = latin(human)
    others = table("romanised").get(family.lower())
    if others and world.chance.random() < 0.25:
        family = world.chance.choice(others.split()).title()
    made = row(replace(human, given=given, family=family, han=False))
    if world.chance.random() < 0.5:
        made["full_name"] = f"{family} {given}"
        made["first_name"], made["last_name"] = family, given
    return made


def _traditional(_world: World, human: Human) -> Row:
    made = row(human)
    keys = (*NAMES, "company", "street")
    return made | {key: "".join(_older().get(c, c) for c in made[key]) for key in keys}


def _company_form(world: World, human: Human) -> Row:
    words = human.company.split(" ")
    if human.han:
        form = world.chance.choice(["", "有限公司", "股份有限公司"])
        base = human.company
        for each in sorted(pools()["chinese_forms"], key=len, reverse=True):
            base = base.removesuffix(each)
        return row(replace(human, company=base + form))
    shorts: list[str] = [_abbreviations().get(word.lower(), word) for word in words]
    kept = shorts if world.chance.random() < 0.5 else words
    return row(replace(human, company=" ".join(kept[:-1] if len(kept) > 2 else kept)))


def _phone_format(world: World, human: Human) -> Row:
    made = row(human) | {"phone": _formatted(world.chance, human.phone)}
    if world.chance.random() < 0.6:
        made["email"] = world.email(human)
    return made


def _new_phone(world: World, human: Human) -> Row:
    return row(human) | {"phone": world.phone(human.country)}


def _email_typo(world: World, human: Human) -> Row:
    local, _, domain = human.email.partition("@")
    return row(human) | {"email": f"{slip(world.chance, local)}@{domain}"}


def _missing(world: World, human: Human) -> Row:
    made = row(human)
    keep = world.chance.choice(["email", "phone", "company"])
    gone = {"email", "phone", "company", "street", "title"} - {keep}
    return made | dict.fromkeys(gone, "")


def _moved_house(world: World, human: Human) -> Row:
    return row(human) | {"street": world.street(han=human.han)}


def _other_ways(world: World, human: Human) -> Row:
    """Another e-mail and another phone: the office's and the private one."""
    return _new_phone(world, replace(human, email=world.email(human)))


def _smudged(world: World, human: Human) -> Row:
    """As an old paper register was typed: several errors anywhere, no e-mail."""
    chance = world.chance
    made = row(human) | {"email": "", "full_name": ""}
    keys = ["first_name", "last_name", "street", "city", "postcode", "born"]
    for key in chance.choices(keys, k=chance.choice([2, 3, 4, 5])):
        made[key] = smudge(chance, made[key])
    if chance.random() < 0.08:
        made["first_name"], made["last_name"] = made["last_name"], made["first_name"]
    if chance.random() < 0.15:
        made[chance.choice(keys)] = ""
    if chance.random() < 0.1:
        made["street"] = world.street(han=human.han)
    if chance.random() < 0.1:
        made["last_name"] = chance.choice(pools()["families"])
    return made


KINDS: dict[str, Callable[[World, Human], Row]] = {
    "exact": _exact, "typo_name": _typo_name, "two_typos": _two_typos, "nickname": _nickname,
    "swapped": _swapped, "one_field": _one_field, "comma": _comma, "initial": _initial,
    "middle": _middle, "married": _married, "moved_job": _moved, "pinyin": _pinyin,
    "traditional": _traditional, "company_form": _company_form, "phone_format": _phone_format,
    "new_phone": _new_phone, "email_typo": _email_typo, "missing": _missing,
    "moved_house": _moved_house, "smudged": _smudged, "other_ways": _other_ways,
}  # fmt: skip


def kind(chance: random.Random) -> str:
    """Which mistake comes next; that both ways to reach somebody differ is rare."""
    return chance.choices(list(KINDS), [0.3 if each == "other_ways" else 1.0 for each in KINDS])[0]


def _formatted(chance: random.Random, phone: str) -> str:
    if not phone.startswith("+"):
        return phone
    digits = phone[1:]
    code = next((c for c in ("353", "86", "49", "44", "1") if digits.startswith(c)), digits[:2])
    rest = digits[len(code) :]
    forms = [f"00{digits}", f"+{code} {rest[:3]} {rest[3:]}", f"+{code}-{rest[:2]}-{rest[2:]}"]
    if code == "1":
        forms += [
            f"({rest[:3]}) {rest[3:6]}-{rest[6:]}",
            f"{rest[:3]}.{rest[3:6]}.{rest[6:]}",
            rest,
        ]
    if code in {"44", "49"}:
        forms += [f"+{code} (0){rest}", f"0{rest[:3]} {rest[3:]}"]
    if code == "86":
        forms += [f"{rest[:3]} {rest[3:7]} {rest[7:]}", rest]
    return chance.choice(forms)


def _shortened(chance: random.Random, street: str) -> str:
    for each in pools()["street_kinds"]:
        forms = each.split("|")
        if street.endswith(f" {forms[0]}"):
            shorter: str = chance.choice(forms[1:])
            return street.removesuffix(forms[0]) + shorter
    return street.removesuffix("号") if chance.random() < 0.5 else street


def _plain(text: str) -> str:
    return text.replace("ü", "ue").replace("ö", "oe").replace("ä", "ae").replace("ß", "ss")


@cache
def _short_forms() -> dict[str, tuple[str, ...]]:
    lines = (line.split() for line in table("nicknames")["given"])
    return {line[0]: tuple(line[1:4]) for line in lines}


@cache
def _older() -> dict[str, str]:
    found: dict[str, str] = {}
    for old, new in simplified.table().items():
        found.setdefault(new, chr(old))
    return found


@cache
def _abbreviations() -> dict[str, str]:
    return {long: short.title() + "." for short, long in table("companies")["short"].items()}
