"""What can go wrong for a person, each with the next step; shown in one place per edge."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from crm.engine.reply import Button
from crm.engine.texts import T, Text, Value


@dataclass(frozen=True, slots=True)
class Choice:
    """One way on: a label, and the fields that a half-understood command is continued with."""

    label: Value
    fields: Mapping[str, str]


class RapportError(Exception):
    """Something a person can mend: one sentence, and the next step.

    `field` names the form's field it belongs to; `choices` continue the command with a click.
    The door adds what was `understood` so far (texts by field) and the `ways` on, as buttons.
    """

    status = 422

    def __init__(
        self,
        text: Text,
        *,
        next_step: Text | None = None,
        field: str | None = None,
        choices: tuple[Choice, ...] = (),
    ) -> None:
        super().__init__(text.key)
        self.text = text
        self.next_step = next_step
        self.field = field
        self.choices = choices
        self.understood: dict[str, str] = {}
        self.ways: tuple[Button, ...] = ()


class NotUnderstood(RapportError):
    """Words that mean nothing here."""


class Missing(RapportError):
    """A field that must be given and was not."""


class Unchecked(Missing):
    """Fields read from a text that was pasted: somebody looks at them before they are saved."""


class Ambiguous(RapportError):
    """A name that several records bear; the choices are the candidates."""


class NotFound(RapportError):
    """A name or reference that nothing visible bears."""

    status = 404


class NotAllowed(RapportError):
    """Something that the person's roles do not include."""

    status = 403


class Conflict(RapportError):
    """Something that was already done, or changed meanwhile."""

    status = 409


class TooEarly(RapportError):
    """Not enough is known yet."""


class Busy(RapportError):
    """The store did not answer in time; nothing was changed."""

    status = 503

    def __init__(self) -> None:
        super().__init__(
            T("Rapport is busy right now; nothing was changed."),
            next_step=T("Please try again in a moment."),
        )


class FormErrors(RapportError):
    """Several fields that need another look, each with its own error."""

    def __init__(self, errors: Mapping[str, RapportError]) -> None:
        first = next(iter(errors.values()))
        super().__init__(first.text, next_step=first.next_step, field=first.field)
        self.errors = errors
