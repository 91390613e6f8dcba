"""What a field type is: it claims its words, reads them, shows them, and has one form element."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from crm.engine.call import Caller
from crm.engine.reply import Element, Option
from crm.engine.settings import Settings
from crm.language.words import Run, Words

V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class Reading:
    """In what light words are read: by whom, when, where; `thread` has its records' ids by kind."""

    session: Session
    caller: Caller
    now: datetime
    settings: Settings
    thread: Mapping[str, int] = field(default_factory=dict)

    @property
    def language(self) -> str:
        """The language of the person who asks."""
        return self.caller.language

    @property
    def zone(self) -> str:
        """The zone of the person who asks (IANA name)."""
        return self.caller.zone


@dataclass(frozen=True, slots=True)
class Claim(Generic[V]):
    """The words a field found for itself, and what they mean."""

    run: Run
    value: V


class FieldType(Generic[V]):
    """One kind of value. `rank` orders the claims: the surer kind of word goes first.

    `element` is the kind of input in a form: text, multiline, number, date, datetime, select,
    person, files, hidden. `is_announced`: its keyword and what follows belong to it (*close next
    fri*).
    """

    element = "text"
    rank = 50
    is_announced = True

    def parse(self, text: str, reading: Reading) -> V:
        """What the text means; raises a `RapportError` with the next step where it means none."""
        raise NotImplementedError

    def show(self, value: V) -> str:
        """The text that reads as this value again: `parse(show(x)) == x`."""
        return str(value)

    def claim(self, words: Words, reading: Reading) -> Claim[V] | None:
        """The field's own words among those that are left, or None."""
        del words, reading
        return None

    def fallback(self, reading: Reading) -> V | None:
        """The value when nothing was said: the thread's record, for example."""
        del reading
        return None

    def parts(self, name: str, texts: Mapping[str, str], reading: Reading) -> tuple[Element, ...]:
        """The inputs `name~0`, `name~1` … of a field whose element is `parts`.

        `texts` are the form's fields as they are known when it is opened.
        """
        del name, texts, reading
        return ()

    def gathered(self, given: Mapping[int, str], texts: Mapping[str, str], session: Session) -> str:
        """The text that `parse` reads, from what was put into the parts by their place."""
        del texts, session
        return str(dict(given))

    def options(self, reading: Reading) -> tuple[Option, ...]:
        """The choices of a select element; none for other elements."""
        del reading
        return ()
