"""Texts that wait for their reader: a key with values, said in the reader's language and zone.

The key is the English sentence; `crm/locale/zh.po` holds the Chinese one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.messages.pofile import read_po
from babel.numbers import format_currency, format_decimal, format_percent

from crm.engine.money import Money

LOCALE = Path(__file__).parent.parent / "locale"
LANGUAGES = ("en", "zh")
BABEL = {"en": "en_US", "zh": "zh_CN"}


@dataclass(frozen=True, slots=True)
class Term:
    """A word of the workspace (a stage, a source): said as the catalogue has it, else as it is."""

    word: str


@dataclass(frozen=True, slots=True)
class Percent:
    """A share from 0 to 1."""

    share: float


@dataclass(frozen=True, slots=True)
class Day:
    """A whole day, said with its weekday."""

    on: date


@dataclass(frozen=True, slots=True)
class Local:
    """A moment on somebody's own wall clock, whoever reads it: an aware time and an IANA zone."""

    at: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class Mention:
    """A person who is called by name: a Slack mention where text is escaped, else `@name`."""

    slack_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Text:
    """A sentence to be said: its key, its values, and a plural key counted by the value `n`."""

    key: str
    values: Mapping[str, Value] = field(default_factory=dict)
    plural: str | None = None

    def __hash__(self) -> int:
        """Alike for equal sentences, so that what is said again and again can be kept."""
        return hash((self.key, self.plural))


@dataclass(frozen=True, slots=True)
class Joined:
    """Several values said one after the other, for example the reasons why a deal is at risk."""

    parts: tuple[Value, ...]
    separator: str = ", "


Value = (
    str | int | Decimal | Money | datetime | date | Day | Local | Mention | Term | Percent
    | Text | Joined | None
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: a language (en, zh) and a zone (IANA name)."""

    language: str = "en"
    zone: str = "UTC"


def T(key: str, plural: str | None = None, /, **values: Value) -> Text:  # noqa: N802 - the field's usual name for a text key
    """A text key with its values; `plural` is used unless the value `n` is one."""
    return Text(key, values, plural)


def _as_is(text: str) -> str:
    return text


def say(value: Value, reader: Reader, escape: Callable[[str], str] = _as_is) -> str:
    """Say a value to a reader.

    `escape` is applied to every word that came from people (plain strings and terms), never to
    the catalogue's own sentences, so that markup in a customer's name stays text.
    """
    if isinstance(value, str):
        return escape(value)
    if isinstance(value, Text):
        return _sentence(value, reader, escape)
    if isinstance(value, Term):
        return escape(catalogue(reader.language).get(value.word, value.word))
    if isinstance(value, Mention):
        return f"@{value.name}" if escape is _as_is else f"<@{value.slack_id}>"
    if isinstance(value, Joined):
        separator = "、" if reader.language == "zh" and value.separator == ", " else value.separator
        return separator.join(say(part, reader, escape) for part in value.parts)
    return _figure(value, reader)


def _sentence(text: Text, reader: Reader, escape: Callable[[str], str]) -> str:
    key = text.key
    if text.plural is not None and text.values.get("n") != 1:
        key = text.plural
    pattern = catalogue(reader.language).get(key, key)
    said = {name: say(value, reader, escape) for name, value in text.values.items()}
    return pattern.format_map(said) if said else pattern.replace("{{", "{").replace("}}", "}")


# Babel looks its patterns up anew for every number; the same ones are said again and again.
@lru_cache(maxsize=10_000, typed=True)
def _figure(value: Value, reader: Reader) -> str:
    locale = BABEL[reader.language]
    if isinstance(value, Local):
        return moment(value.at, Reader(reader.language, value.zone))
    if isinstance(value, datetime):
        return moment(value, reader)
    if isinstance(value, Money):
        return _money(value, locale)
    if isinstance(value, Percent):
        return str(format_percent(round(value.share, 3), locale=locale, decimal_quantization=False))
    if isinstance(value, Day | date):
        return _day(value, reader)
    assert value is None or isinstance(value, int | Decimal)
    return "–" if value is None else str(format_decimal(value, locale=locale))


def _day(value: Day | date, reader: Reader) -> str:
    locale = BABEL[reader.language]
    if isinstance(value, Day):
        pattern = "EEE, d MMM y" if reader.language == "en" else "full"
        return str(format_date(value.on, pattern, locale))
    return str(format_date(value, "medium", locale))


def _money(value: Money, locale: str) -> str:
    whole = value.amount == value.amount.to_integral_value()
    pattern = "¤#,##0" if whole else None
    return str(
        format_currency(value.amount, value.currency, pattern, locale, currency_digits=not whole)
    )


def moment(at: datetime, reader: Reader) -> str:
    """An aware time as the reader's wall clock shows it, with its weekday and zone."""
    local = at.astimezone(ZoneInfo(reader.zone))
    if reader.language == "zh":
        return f"{format_datetime(local, 'y年M月d日EEE HH:mm', locale='zh_CN')} {local.tzname()}"
    return f"{format_datetime(local, 'EEE, d MMM y HH:mm', locale='en_US')} {local.tzname()}"


@cache
def catalogue(language: str) -> Mapping[str, str]:
    """The texts of a language by their English key; empty for English, whose keys are its texts."""
    path = LOCALE / f"{language}.po"
    if not path.exists():
        return {}
    found: dict[str, str] = {}
    with path.open("rb") as file:
        for message in read_po(file, locale=BABEL[language]):
            ids = [str(key) for key in _each(message.id)]
            said = [str(text or "") for text in _each(message.string)]
            found.update({key: said[min(i, len(said) - 1)] for i, key in enumerate(ids) if key})
    return {key: text for key, text in found.items() if text}


def _each(texts: object) -> tuple[object, ...]:
    return tuple(texts) if isinstance(texts, list | tuple) else (texts,)
