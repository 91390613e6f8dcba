"""Forms: the typed input of a command. Each field is annotated with how words become its value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict

from crm.language.fields.base import FieldType, Reading


class Form(BaseModel):
    """A command's input; declare fields as `name: Annotated[type, FieldType()]`."""

    model_config = ConfigDict(frozen=True, arbitrary_types_allowed=True, extra="forbid")

    # Fields that are asked only while another one has some of the values: name → (other, values).
    asked_when: ClassVar[Mapping[str, tuple[str, frozenset[str]]]] = {}

    @classmethod
    def specs(cls) -> dict[str, Spec]:
        """The fields by name, in the order they were declared."""
        return _specs(cls)

    @classmethod
    def pasted(cls, text: str, reading: Reading) -> dict[str, str]:
        """The fields of a text that was pasted whole (a card, a signature), if it is one.

        They are shown in the form, to be looked at before anything is saved.
        """
        del text, reading
        return {}


def texts(form: Form) -> dict[str, str]:
    """The filled fields as texts that read as the same values again, for buttons."""
    values = {name: (spec, getattr(form, name)) for name, spec in form.specs().items()}
    return {name: spec.type.show(value) for name, (spec, value) in values.items() if value}


@dataclass(frozen=True, slots=True)
class Spec:
    """One field: its name, how it is read, whether it must be given, and its default."""

    name: str
    type: FieldType[Any]
    is_required: bool
    default: Any


@cache
def _specs(form: type[Form]) -> dict[str, Spec]:
    specs = {}
    for name, info in form.model_fields.items():
        kind = next(item for item in info.metadata if isinstance(item, FieldType))
        required = info.is_required()
        specs[name] = Spec(name, kind, required, None if required else info.get_default())
    return specs
