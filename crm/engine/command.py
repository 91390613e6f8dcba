"""The declaration of a command, and the one registry that everything is made from."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, Literal, TypeVar, get_type_hints

from crm.engine.call import Call
from crm.engine.permission import MEMBERS
from crm.engine.reply import Reply
from crm.language.form import Form

Effect = Literal["read", "change", "outward"]
Surface = Literal["words", "button", "inside"]


@dataclass(frozen=True, slots=True)
class Command:
    """One operation: its name, its form, who may, what it does to the store, and the function.

    `surface` is `words` for what people can say, `button` for what only buttons and menus do,
    `inside` for what follows from events. `prepare` does slow work (a model's) before the writing
    transaction is begun: it gets the call in a reading one and the form, and what it returns is
    `call.context["prepared"]` of the function.
    """

    name: str
    form: type[Form]
    function: Callable[[Call, Any], Reply]
    may: frozenset[str]
    effect: Effect
    surface: Surface
    prepare: Callable[[Call, Any], Any] | None = None

    @property
    def help(self) -> str:
        """The first line of the function's docstring: the help text's key."""
        return (inspect.getdoc(self.function) or "").split("\n", 1)[0]

    @property
    def is_change(self) -> bool:
        """Whether it may change the store."""
        return self.effect != "read"


REGISTRY: dict[str, Command] = {}

Operation = TypeVar("Operation", bound=Callable[[Call, Any], Reply])


def command(
    name: str,
    *,
    may: frozenset[str] = MEMBERS,
    effect: Effect = "read",
    surface: Surface = "words",
    prepare: Callable[[Call, Any], Any] | None = None,
) -> Callable[[Operation], Operation]:
    """Declare a function `(call, form) -> Reply` as the command `name` (`deal add`).

    The form is the type of its second parameter. Raises `ValueError` when a name is taken.
    """

    def declare(function: Operation) -> Operation:
        if name in REGISTRY:
            raise ValueError(f"two commands are called {name}")
        form = list(get_type_hints(function).values())[1]
        REGISTRY[name] = Command(name, form, function, may, effect, surface, prepare)
        return function

    return declare


def changers(kind: str) -> frozenset[str]:
    """The roles that may give records of a kind away: who may assign them, or else edit them."""
    by_name = (f"{kind} assign", f"{kind} edit")
    return next((REGISTRY[name].may for name in by_name if name in REGISTRY), MEMBERS)


def spoken() -> Iterator[Command]:
    """The commands that people can say, by name."""
    return (REGISTRY[name] for name in sorted(REGISTRY) if REGISTRY[name].surface == "words")
