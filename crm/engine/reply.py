"""View objects: what a command answers, as plain data that any surface can render.

Frozen values, JSON both ways with a version; texts stay keys until the reader is known. A view
without an audience is internal: an outsider never gets it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Literal

from crm.engine.money import Money
from crm.engine.texts import Day, Joined, Local, Mention, Percent, Term, Text, Value

VERSION = 1

Audience = Literal["internal", "everyone"]


@dataclass(frozen=True, slots=True)
class View:
    """One part of a reply."""

    audience: Audience = field(default="internal", kw_only=True)


@dataclass(frozen=True, slots=True)
class Button:
    """Runs `command` with `fields`; once, unless reusable. `opens` shows the command's form first.

    Buttons of one `bundle` are alternatives. `token` is given when the button is posted; it is
    all that travels through Slack.
    """

    label: Value
    command: str
    fields: Mapping[str, Any] = field(default_factory=dict)
    style: Literal["default", "primary", "danger"] = "default"
    is_reusable: bool = False
    opens: bool = False
    confirm: Text | None = None
    bundle: str | None = None
    token: str | None = None


@dataclass(frozen=True, slots=True)
class Option:
    """One choice of a menu: its label, and the field value it stands for."""

    label: Value
    value: str


@dataclass(frozen=True, slots=True)
class Menu:
    """A choice that runs `command` with the field `picks` set to the chosen value; reusable."""

    label: Value
    command: str
    picks: str
    options: tuple[Option, ...]
    fields: Mapping[str, Any] = field(default_factory=dict)
    is_reusable: bool = True
    token: str | None = None


@dataclass(frozen=True, slots=True)
class Heading(View):
    """A title line."""

    text: Value


@dataclass(frozen=True, slots=True)
class Paragraph(View):
    """A sentence or more; a plain string is people's text and is escaped."""

    text: Value


@dataclass(frozen=True, slots=True)
class Notice(View):
    """Something to be noticed: info, success, warning or error."""

    text: Value
    level: Literal["info", "success", "warning", "error"] = "info"


@dataclass(frozen=True, slots=True)
class Small(View):
    """Small print under the rest."""

    text: Value


@dataclass(frozen=True, slots=True)
class Fact:
    """A label and its value."""

    label: Value
    value: Value


@dataclass(frozen=True, slots=True)
class Facts(View):
    """Several facts side by side."""

    items: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Card(View):
    """One record: its reference, title and facts, with the likely next steps."""

    ref: str
    title: Value
    facts: tuple[Fact, ...] = ()
    note: Value = None
    actions: tuple[Button | Menu, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a list: a reference, a title, and what stands behind it."""

    ref: str | None
    title: Value
    details: tuple[Value, ...] = ()


@dataclass(frozen=True, slots=True)
class Listing(View):
    """Rows under a title; `total` counts all that there are, shown or not."""

    title: Value
    rows: tuple[Row, ...]
    total: int
    empty: Value = None


@dataclass(frozen=True, slots=True)
class Chips(View):
    """How something was understood: labels and values that can be corrected."""

    items: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Actions(View):
    """Buttons and menus in a row."""

    items: tuple[Button | Menu, ...]


@dataclass(frozen=True, slots=True)
class Series:
    """A named row of figures of a chart."""

    name: Value
    figures: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Chart(View):
    """A chart, shown as an image; `alt` says in words what it shows."""

    title: Value
    kind: Literal["bar", "line"]
    labels: tuple[Value, ...]
    series: tuple[Series, ...]
    alt: Value
    file: str | None = None


@dataclass(frozen=True, slots=True)
class Attached(View):
    """A file that is sent with a sentence; `path` is where it lies, its `name` is unique there."""

    text: Value
    name: str
    path: str


@dataclass(frozen=True, slots=True)
class Element:
    """One field of a form: the kind of input it needs, what is filled in, what is wrong with it.

    A turning one changes by its choice which others are asked. `makes` is the command whose form
    makes a new record for it.
    """

    name: str
    label: Value
    kind: str
    value: str | None = None
    options: tuple[Option, ...] = ()
    hint: Value = None
    is_required: bool = True
    error: Value = None
    is_turning: bool = False
    makes: str | None = None


@dataclass(frozen=True, slots=True)
class FormView(View):
    """A command's form, shown as a modal; `state` comes back unchanged with the answer."""

    command: str
    title: Value
    elements: tuple[Element, ...]
    state: Mapping[str, Any] = field(default_factory=dict)
    notice: Value = None


@dataclass(frozen=True, slots=True)
class Next:
    """A command to run after the commit, once per key: scoring a message, for example."""

    command: str
    fields: Mapping[str, Any]
    key: str


@dataclass(frozen=True, slots=True)
class Record:
    """A record's kind (`deal`) and row id."""

    kind: str
    id: int


@dataclass(frozen=True, slots=True)
class Reply:
    """What a command answers.

    `is_public` posts it where it was asked; otherwise only the person sees it. A secret one is
    never shared nor kept. `about` binds the posted message's thread to a record. `form` is the
    command whose form stands for the views where one can be opened at once.
    """

    views: tuple[View, ...] = ()
    is_public: bool = False
    about: Record | None = None
    then: tuple[Next, ...] = ()
    is_secret: bool = False
    form: str | None = None


def _kinds() -> dict[str, type]:
    views = {kind.__name__: kind for kind in View.__subclasses__()}
    parts = (Button, Option, Menu, Fact, Row, Series, Element, Next, Record, Reply)
    values = (Text, Term, Percent, Day, Joined, Local, Mention, Money)
    return views | {kind.__name__: kind for kind in (*parts, *values)}


KINDS = _kinds()


def to_json(reply: Reply) -> dict[str, Any]:
    """A reply as JSON that `from_json` of this and every later version reads."""
    return {"version": VERSION, "reply": encode(reply)}


def from_json(stored: Mapping[str, Any]) -> Reply:
    """The reply that was stored; fields of later versions are ignored."""
    reply = decode(stored["reply"])
    assert isinstance(reply, Reply)
    return reply


def encode(value: Any) -> Any:
    """Any value of a view as JSON."""
    if is_dataclass(value) and not isinstance(value, type):
        kind = {"_": type(value).__name__}
        return kind | {f.name: encode(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple | list):
        return [encode(item) for item in value]
    if isinstance(value, Mapping):
        return {key: encode(item) for key, item in value.items()}
    return _encode_scalar(value)


def _encode_scalar(value: Any) -> Any:
    if isinstance(value, datetime):
        return {"_": "at", "is": value.isoformat()}
    if isinstance(value, date):
        return {"_": "on", "is": value.isoformat()}
    return {"_": "decimal", "is": str(value)} if isinstance(value, Decimal) else value


SCALARS: dict[str, Callable[[str], Any]] = {
    "at": datetime.fromisoformat,
    "on": date.fromisoformat,
    "decimal": Decimal,
}


def decode(value: Any) -> Any:
    """The value that `encode` wrote."""
    if isinstance(value, list):
        return tuple(decode(item) for item in value)
    if not isinstance(value, dict):
        return value
    name = value.get("_")
    if name is None:
        return {key: decode(item) for key, item in value.items()}
    if name in SCALARS:
        return SCALARS[name](value["is"])
    kind = KINDS[name]
    known = {f.name for f in fields(kind)}
    return kind(**{key: decode(item) for key, item in value.items() if key in known})
