"""A made-up world of people for training and trying: who exists before anybody copies them badly.

Everything is drawn from `world.json` and the tables of `identity` by a seeded generator, so that
a set is the same each time. Nobody in it exists.
"""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Any

from crm.people.identity import chinese
from crm.people.identity.script import table, words

CHINESE = frozenset({"CN", "TW", "HK"})
DIAL = {"US": "1", "CA": "1", "GB": "44", "IE": "353", "DE": "49", "FR": "33", "ES": "34",
        "IT": "39", "NL": "31", "AU": "61", "IN": "91", "SE": "46", "CN": "86", "TW": "86",
        "HK": "86"}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Human:
    """A person as they are: names as given and family, how and where they are reached."""

    given: str
    family: str
    country: str
    city: str
    street: str
    phone: str
    company: str
    domain: str
    title: str
    email: str
    born: str
    postcode: str = ""
    han: bool = False
    generation: str = ""


@cache
def pools() -> dict[str, Any]:
    """The lists of `world.json`, split."""
    raw = json.loads((Path(__file__).parent / "world.json").read_text(encoding="utf-8"))
    return {
        name: text.split("|") if name == "forms" else [w.replace("_", " ") for w in text.split()]
        for name, text in raw.items()
    }


@dataclass
class World:
    """A seeded draw of people; `variety` is how many different names and companies there are."""

    chance: random.Random
    variety: int = 300
    chinese: float = 0.2
    companies: list[tuple[str, str, bool]] = field(default_factory=list)
    givens: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Draw the given names of this world: half with short forms, half without."""
        grouped = [line.split()[0].title() for line in table("nicknames")["given"]]
        others = [name.title() for name in table("given")["names"].split()]
        half = max(20, self.variety // 2)
        self.givens = self.chance.sample(grouped, min(half, len(grouped)))
        self.givens += self.chance.sample(others, half)

    def human(self) -> Human:
        """Somebody new."""
        han = self.chance.random() < self.chinese
        country, city, area = self._place(han=han)
        given, family = self._names(han=han)
        company, domain = self.company(han=han)
        born = f"19{self.chance.randint(40, 99)}{self.chance.randint(1, 12):02}"
        human = Human(
            given=given, family=family, country=country, city=city, han=han,
            street=self.street(han=han), phone=self.phone(country, area), company=company,
            domain=domain, title=self.chance.choice(pools()["titles"]), email="",
            born=f"{born}{self.chance.randint(1, 28):02}",
            postcode=str(self.chance.randint(1000, 1000 + 4 * self.variety)),
        )  # fmt: skip
        return replace(human, email=self.email(human))

    def _place(self, *, han: bool) -> tuple[str, str, str]:
        places = [p.split(":") for p in pools()["cities"] if (p[:2] in CHINESE) == han]
        country, city, area = self.chance.choice(places)
        return country, city, area

    def _names(self, *, han: bool) -> tuple[str, str]:
        if han:
            signs = pools()["han_given"][0]
            given = "".join(self.chance.choices(signs, k=1 + (self.chance.random() < 0.7)))
            return given, self.chance.choice("".join(table("people")["families"])[:100])
        families = pools()["families"][: self.variety]
        return self.chance.choice(self.givens), self.chance.choice(families)

    def company(self, *, han: bool) -> tuple[str, str]:
        """A company's name and its mail domain: one that exists, or a new one."""
        here = [each for each in self.companies if each[2] == han]
        if here and (len(here) >= self.variety or self.chance.random() < 0.4):
            return self.chance.choice(here)[:2]
        name = self._chinese_company() if han else self._western_company()
        stem = f"z{self.chance.randint(1, 9999)}" if han else "".join(words(name))[:14]
        made = name, f"{stem}{self.chance.randint(1, 999)}.example"
        self.companies.append((*made, han))
        return made

    def _chinese_company(self) -> str:
        kinds = ("chinese_places", "chinese_stems", "chinese_trades", "chinese_forms")
        return "".join(self.chance.choice(pools()[kind]) for kind in kinds)

    def _western_company(self) -> str:
        middle = self.chance.choice(pools()["families"]) if self.chance.random() < 0.25 else ""
        parts = [
            self.chance.choice(pools()["stems"]),
            middle,
            self.chance.choice(pools()["trades"]),
        ]
        return " ".join(filter(None, [*parts, self.chance.choice(pools()["forms"])]))

    def street(self, *, han: bool) -> str:
        """A street and a house number."""
        number = self.chance.randint(1, 400)
        if han:
            return f"{self.chance.choice(pools()['chinese_streets'])}{number}号"
        kind = self.chance.choice(pools()["street_kinds"]).split("|")[0]
        return f"{number} {self.chance.choice(pools()['streets'])} {kind}"

    def phone(self, country: str, area: str = "") -> str:
        """A number in E.164."""
        if country in CHINESE:
            return f"+861{self.chance.choice('3578')}{self.chance.randint(10**8, 10**9 - 1)}"
        length = 10 if country in {"US", "CA", "IN"} else 9
        rest = "".join(self.chance.choices("23456789", k=1))
        rest += "".join(self.chance.choices("0123456789", k=length - len(area) - 1))
        return f"+{DIAL[country]}{area}{rest}"

    def email(self, human: Human) -> str:
        """An address made of the name, at the company or at a public service."""
        given, family = latin(human)
        first, last = "".join(words(given)) or "x", "".join(words(family)) or "y"
        number = str(self.chance.randint(1, 99)) if self.chance.random() < 0.3 else ""
        pattern = self.chance.choice(
            [f"{first}.{last}", f"{first[0]}{last}", f"{first}", f"{first}_{last}",
             f"{last}.{first}", f"{first}{last[0]}"]
        )  # fmt: skip
        free = self.chance.random() < 0.35
        return f"{pattern}{number}@{self.chance.choice(pools()['free']) if free else human.domain}"


def latin(human: Human) -> tuple[str, str]:
    """Given and family name in Latin letters."""
    if not human.han:
        return human.given, human.family
    given = min(chinese.given_sounds(human.given), default="x")
    return given.title(), chinese.family_sound(human.family).title()
