"""A small language for shapes: each check yields what is wrong with a value, and where."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import isfinite

from sandbox.values import Json

Path = tuple[str | int, ...]


@dataclass(frozen=True)
class Problem:
    """One thing that Slack would refuse, and the way to it, as `("blocks", 3, "text")`."""

    path: Path
    sentence: str

    @property
    def place(self) -> str:
        """The way as one reads it: `blocks[3].text`."""
        parts = [f"[{p}]" if isinstance(p, int) else f".{p}" for p in self.path]
        return "".join(parts).removeprefix(".")

    def __str__(self) -> str:
        """The line that Slack puts into `response_metadata.messages`, after the place."""
        pointer = "/" + "/".join(str(p) for p in self.path)
        return f"[ERROR] {self.place}: {self.sentence} [json-pointer:{pointer}]"


Problems = Iterator[Problem]
Check = Callable[[object, Path], Problems]


def string(most: int, least: int = 1) -> Check:
    """A string of `least` to `most` characters."""

    def check(value: object, path: Path) -> Problems:
        if not isinstance(value, str):
            yield Problem(path, "must be a string")
        elif len(value) > most:
            yield Problem(path, f"must be less than {most + 1} characters")
        elif len(value) < least:
            yield Problem(path, f"must be more than {least - 1} characters")

    return check


def pattern(expression: str, sentence: str, most: int = 3_000) -> Check:
    """A string that matches the whole of a regular expression."""
    whole, length = re.compile(expression), string(most)

    def check(value: object, path: Path) -> Problems:
        yield from (wrong := list(length(value, path)))
        if not wrong and not whole.fullmatch(str(value)):
            yield Problem(path, sentence)

    return check


def boolean(value: object, path: Path) -> Problems:
    """True or false, not a word for it."""
    if not isinstance(value, bool):
        yield Problem(path, "must be a boolean")


def integer(least: int, most: int) -> Check:
    """A whole number within bounds, both included."""

    def check(value: object, path: Path) -> Problems:
        if isinstance(value, bool) or not isinstance(value, int):
            yield Problem(path, "must be an integer")
        elif not least <= value <= most:
            yield Problem(path, f"must be between {least} and {most}")

    return check


def number(value: object, path: Path) -> Problems:
    """A number, neither infinite nor a word for one."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        yield Problem(path, "must be a number")


def choice(*allowed: str) -> Check:
    """One of some words."""

    def check(value: object, path: Path) -> Problems:
        if not isinstance(value, str) or value not in allowed:
            yield Problem(path, f"must be a valid enum value: {', '.join(allowed)}")

    return check


def anything(_value: object, _path: Path) -> Problems:
    """No demand at all."""
    return iter(())


def each(check: Check, most: int, least: int = 1) -> Check:
    """A list of `least` to `most` items, each of them right."""

    def checks(value: object, path: Path) -> Problems:
        if not isinstance(value, list):
            yield Problem(path, "must be an array")
            return
        if len(value) > most:
            yield Problem(path, f"no more than {most} items allowed")
        if len(value) < least:
            yield Problem(path, f"no fewer than {least} items allowed")
        for index, item in enumerate(value):
            yield from check(item, (*path, index))

    return checks


def shape(
    needed: Mapping[str, Check],
    allowed: Mapping[str, Check] | None = None,
    *rules: Callable[[Json, Path], Problems],
) -> Check:
    """An object with all of `needed`, perhaps some of `allowed`, no other key.

    `rules` are asked only when every field is right, so that they can rely on its type.
    """
    known = {**needed, **(allowed or {})}

    def check(value: object, path: Path) -> Problems:
        if not isinstance(value, dict):
            yield Problem(path, "must be an object")
            return
        wrong = [Problem(path, f"missing required field: {k}") for k in needed if k not in value]
        for key, item in value.items():
            wrong += _field(known.get(key), item, (*path, key))
        yield from wrong
        for rule in () if wrong else rules:
            yield from rule(value, path)

    return check


def by_type(kinds: Mapping[str, Check], what: str) -> Check:
    """An object whose `type` decides which check it has to pass."""

    def check(value: object, path: Path) -> Problems:
        if not isinstance(value, dict):
            yield Problem(path, "must be an object")
        elif "type" not in value:
            yield Problem(path, "missing required field: type")
        elif not isinstance(value["type"], str) or value["type"] not in kinds:
            yield Problem((*path, "type"), f"unsupported {what} type: {value['type']}")
        else:
            yield from kinds[value["type"]](value, path)

    return check


def only_one(*keys: str) -> Callable[[Json, Path], Problems]:
    """A rule: exactly one of `keys` is given."""

    def rule(value: Json, path: Path) -> Problems:
        given = [key for key in keys if value.get(key) is not None]
        if len(given) != 1:
            yield Problem(path, f"must have exactly one of: {', '.join(keys)}")

    return rule


def not_both(one: str, other: str) -> Callable[[Json, Path], Problems]:
    """A rule: of two keys at most one is given."""

    def rule(value: Json, path: Path) -> Problems:
        if value.get(one) is not None and value.get(other) is not None:
            yield Problem(path, f"cannot have both {one} and {other}")

    return rule


def some_of(*keys: str) -> Callable[[Json, Path], Problems]:
    """A rule: at least one of `keys` is given."""

    def rule(value: Json, path: Path) -> Problems:
        if not any(value.get(key) for key in keys):
            yield Problem(path, f"must have at least one of: {', '.join(keys)}")

    return rule


def _field(check: Check | None, value: object, path: Path) -> Problems:
    if check is None:
        yield Problem(path, f"unknown field: {path[-1]}")
    else:
        yield from check(value, path)
