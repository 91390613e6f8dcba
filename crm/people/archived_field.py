"""Own fields that were put aside: adding one of the same name brings it back with its values."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.engine.errors import Conflict
from crm.engine.texts import T, Term
from crm.language.normal import name_key
from crm.models import CustomField


def called(session: Session, kind: str, name: str) -> CustomField | None:
    """The archived field of a kind by its name, of which there can be one."""
    statement = select(CustomField).where(
        CustomField.kind == kind,
        CustomField.name_key == name_key(name),
        CustomField.archived_at.is_not(None),
    )
    return session.scalars(statement).one_or_none()


def revive(found: CustomField, type_: str, choices: list[str]) -> None:
    """Ask for the field again, its choices with the new ones behind those that values have.

    Raises `Conflict` where it was of another type, which its values would not fit.
    """
    if found.type != type_:
        same = f"/crm field add {found.kind} {found.name} type={found.type}"
        kept = f" choices={','.join(map(str, found.choices))}" if found.choices else ""
        raise Conflict(
            T(
                "A field {name} ({type}) was put aside, and its values are kept.",
                name=found.name,
                type=Term(found.type),
            ),
            next_step=T(
                "Bring it back with {example}, or choose another name.", example=same + kept
            ),
            field="type",
        )
    found.archived_at = None
    found.choices = [*found.choices, *(one for one in choices if one not in found.choices)]
