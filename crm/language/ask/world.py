"""The names of a workspace: its people, companies, products, stages and words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from crm.engine.errors import NotUnderstood
from crm.engine.texts import T
from crm.language.ask.lexicon import Phrases, Sense, lexicon
from crm.language.ask.tokens import key

PLAIN_WORDS = frozenset(
    [
        "the",
        "a",
        "an",
        "new",
        "open",
        "all",
        "deals",
        "deal",
        "team",
        "support",
        "sales",
        "list",
        "show",
        "my",
        "me",
        "in",
        "of",
        "to",
        "for",
        "by",
        "on",
        "it",
    ]
)
LONGEST_WORLD = 20_000_000
OUTCOMES = frozenset({Sense("event", "won"), Sense("event", "lost")})


@dataclass(frozen=True, slots=True)
class Person:
    """A contact: name, company and title."""

    name: str
    company: str | None
    title: str | None = None


@dataclass(slots=True)
class World:
    """What the sentences talk about; `now` is the local wall time, without an offset."""

    now: datetime
    currency: str
    me: str
    people: list[Person] = field(default_factory=list)
    phrases: Phrases = field(default_factory=Phrases)
    members: dict[str, str] = field(default_factory=dict)
    zone: str = "UTC"
    reasons: list[tuple[str, str]] = field(default_factory=list)
    # The types of the workspace's own fields, by `kind/name`.
    own: dict[str, str] = field(default_factory=dict)

    def companies_of(self, name: str) -> list[str]:
        """The companies of everybody with that name."""
        return [person.company or "" for person in self.people if person.name == name]

    def knows(self, name: str) -> bool:
        """Whether something here is called exactly so."""
        return any(sense.value == name for sense in self.phrases.senses.get(key(name), ()))

    def add(self, type_: str, name: str, aliases: Iterable[str] = ()) -> None:
        """Let a name and its aliases be found in sentences."""
        for phrase in (name, *aliases):
            is_outcome = type_ == "stage" and _is_outcome(phrase)
            self.phrases.add(phrase, Sense("outcome_stage" if is_outcome else type_, name))
            if type_ == "lost_reason":
                self.reasons.append((key(phrase), name))


def from_json(source: Mapping[str, Any]) -> World:
    """A world from the shape of `world.json`."""
    now = datetime.fromisoformat(source["now"]).replace(tzinfo=None)
    world = World(
        now, source["base_currency"], source["acting_user"], zone=source.get("zone", "UTC")
    )
    _add_users(world, source)
    for pipeline in source.get("pipelines", ()):
        world.add("pipeline", pipeline["name"], pipeline.get("aliases", ()))
        for stage in pipeline.get("stages", ()):
            aliases = stage.get("aliases", ())
            bare = [alias[1:] for alias in aliases if alias[:1] == "已" and len(alias) > 2]
            world.add("stage", stage["name"], [*aliases, *bare])
    for product in source.get("products", ()):
        aliases = [*product.get("aliases", ()), *_plural(product["name"])]
        world.add("product", product["name"], aliases)
    for word, values in source.get("words", {}).items():
        for value in values:
            world.add(word, value["name"], [*value.get("aliases", ()), *_plural(value["name"])])
    for own in source.get("custom_fields", ()):
        _add_own(world, own)
    _add_companies(world, source.get("companies", ()))
    _add_people(world, source.get("people", ()))
    return world


def load(path: Path) -> World:
    """The world of a file; raises `NotUnderstood` where it is none."""
    try:
        return from_json(json.loads(path.read_text("utf-8")[:LONGEST_WORLD]))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise NotUnderstood(
            T("{path} is no world that can be read.", path=path.name),
            next_step=T("Give a JSON file with now, base_currency, acting_user and names."),
        ) from error


def _add_users(world: World, source: Mapping[str, Any]) -> None:
    for team in source.get("teams", ()):
        world.add("team", team["name"], team.get("aliases", ()))
    for user in source.get("users", ()):
        handle, name = user["handle"], user.get("name") or user["handle"]
        first = name.split()[0] if name.isascii() else ""
        aliases = [name, first, *user.get("aliases", ())]
        world.add("user", handle, [alias for alias in aliases if alias])
        world.members[handle] = user.get("team") or ""


def _is_outcome(phrase: str) -> bool:
    """Whether a stage's name says how a deal ended: that is its status, which has a day."""
    known = lexicon().senses.get(key(phrase), ())
    return any(sense in OUTCOMES for sense in known)


def _add_own(world: World, own: Mapping[str, Any]) -> None:
    """A field of the workspace itself: its name, and the values that a choice has."""
    field_ = f"{own['kind']}/{own['name']}"
    world.own[field_] = own.get("type") or ("choice" if own.get("choices") else "text")
    for name in (own["name"], own["name"].replace("_", " ")):
        world.phrases.add(name, Sense("own_field", field_))
    for value in own.get("choices", ()):
        world.phrases.add(str(value), Sense("own_value", f"{field_}/{value}"))


def _plural(name: str) -> Iterator[str]:
    """A Latin name in the plural."""
    if name.isascii() and name[-1:].isalpha() and not name.endswith("s"):
        yield f"{name}s"


def _add_companies(world: World, companies: Iterable[Mapping[str, Any]]) -> None:
    for company in companies:
        name = company["name"]
        short = [] if company.get("aliases") else _short(name)
        world.add("company", name, [*company.get("aliases", ()), *short])


def _short(name: str) -> Iterator[str]:
    """The first word of a company's Latin name, where it is no common word."""
    first = key(name).split(" ")[0]
    if name.isascii() and len(first) > 3 and first not in PLAIN_WORDS:
        yield first


def _add_people(world: World, people: Iterable[Mapping[str, Any]]) -> None:
    titles: set[str] = set()
    for one in people:
        person = Person(one["name"], one.get("company"), one.get("title"))
        world.people.append(person)
        aliases = list(one.get("aliases", ()))
        words = person.name.split()
        if len(words) > 1 and person.name[0].isascii():
            aliases += [words[0], " ".join(words[:-1]), words[-1]]
        world.add("contact", person.name, aliases)
        if person.title and person.title not in titles:
            titles.add(person.title)
            world.add("title", person.title, [f"{person.title}s"] if person.title.isascii() else [])
