"""View objects: what a command answers, as plain data that any surface can render.

Frozen values; texts stay keys until the reader is known. A view without an audience is internal:
an outsider never gets it. How they are stored is `stored_reply`'s.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from crm.engine.texts import Text, Value

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
