"""How a person corrects the reading of a file: columns as fields, owners as people."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from itertools import islice
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.engine.reply import Element, Option
from crm.engine.texts import T, Term, Text
from crm.imports import captions, headers, uploads
from crm.imports.guess import KINDS, PREFIX, TYPES
from crm.imports.plan import Plan
from crm.imports.scene import Scene
from crm.imports.uploads import Sent
from crm.language.fields.base import FieldType, Reading
from crm.models import Upload, User

LEAVE = "-"
COLUMNS_SHOWN = 60
OWNERS_SHOWN = 25
LOOKED_AT = 200_000
NOBODY = "nobody"


@cache
def fields(kind: str) -> tuple[str, ...]:
    """The fields that a column of a kind of file may fill."""
    words: dict[str, dict[str, str]] = json.loads(
        (headers.TABLES / "headers.json").read_text("utf-8")
    )
    parts = ("contact", "company") if kind == "partner" else (kind,)
    return tuple(
        dict.fromkeys(
            name for part in (*parts, "common", "address") for name in words.get(part, {})
        )
    )


def shown(plan: Plan) -> list[tuple[str, str]]:
    """Every header of the file with the field that it fills, or `-` where it is left out."""
    of = {n: name for name, numbers in plan.columns.items() for n in numbers}
    return [(header, of.get(n, LEAVE)) for n, header in enumerate(plan.headers) if header]


def owners(plan: Plan, path: Path) -> list[str]:
    """The names of owners in a file, each once, as they first stand."""
    columns = [n for name in ("owner", "owner_id") for n in plan.columns.get(name, ())]
    if not columns or plan.kind in {"product", "consent"}:
        return []
    found: dict[str, None] = {}
    for row in islice(plan.opened(path).rows(), LOOKED_AT):
        said = next((row.cells[n].strip() for n in columns if _filled(row.cells, n)), "")
        if said:
            found.setdefault(said)
    return list(found)


def _filled(cells: tuple[str, ...], n: int) -> bool:
    return n < len(cells) and bool(cells[n].strip())


def unknown(scene: Scene, said: list[str], meant: Mapping[str, int]) -> list[str]:
    """The owners' names that mean nobody here, and of whom nobody has decided yet."""
    return [name for name in said if scene.owner(name) is None and name not in meant]


class Columns(FieldType[dict[str, str]]):
    """The columns of an upload's file, each as one input: a field, or left out."""

    element = "parts"
    is_announced = False

    def parse(self, text: str, reading: Reading) -> dict[str, str]:
        """What was chosen by header, as JSON."""
        del reading
        return {str(key): str(value) for key, value in json.loads(text).items()}

    def show(self, value: dict[str, str]) -> str:
        """The choices as JSON."""
        return json.dumps(value, ensure_ascii=False)

    def parts(self, name: str, texts: Mapping[str, str], reading: Reading) -> tuple[Element, ...]:
        """One select for each column of the file that the form is about."""
        plan = _plan(reading.session, texts)
        if plan is None:
            return ()
        options = _options(plan.kind, reading.language)
        return tuple(
            Element(
                f"{name}~{n}",
                header[:150] or str(n + 1),
                "select",
                field if any(o.value == field for o in options) else LEAVE,
                options,
                _hint(plan, header),
            )
            for n, (header, field) in enumerate(shown(plan)[:COLUMNS_SHOWN])
        )

    def gathered(self, given: Mapping[int, str], texts: Mapping[str, str], session: Session) -> str:
        """The inputs, by their place, as the text that `parse` reads: what differs from before."""
        plan = _plan(session, texts)
        before = shown(plan) if plan else []
        return self.show(
            {
                before[n][0]: value
                for n, value in sorted(given.items())
                if n < len(before) and before[n][1] != value
            }
        )


class Owners(FieldType[dict[str, str]]):
    """The owners' names of an upload's files, each as one input: a person of the workspace."""

    element = "parts"
    is_announced = False

    def parse(self, text: str, reading: Reading) -> dict[str, str]:
        """Who was chosen by name, as JSON."""
        del reading
        return {str(key): str(value) for key, value in json.loads(text).items()}

    def show(self, value: dict[str, str]) -> str:
        """The choices as JSON."""
        return json.dumps(value, ensure_ascii=False)

    def parts(self, name: str, texts: Mapping[str, str], reading: Reading) -> tuple[Element, ...]:
        """One choice of a person for each name that means nobody yet, then for the others."""
        upload = _upload(reading.session, texts)
        if upload is None:
            return ()
        people = _people(reading.session)
        options = (
            Option(T("Nobody: leave it unassigned"), NOBODY),
            *(Option(person.name, person.slack_id) for person in people[:99]),
        )
        by_id = {person.id: person.slack_id for person in people}
        return tuple(
            Element(
                f"{name}~{n}",
                T("Owner in the file: {name}", name=said[:100]),
                "select",
                by_id.get(upload.owners.get(said) or 0, NOBODY),
                options,
            )
            for n, said in enumerate(names_asked(upload))
        )

    def gathered(self, given: Mapping[int, str], texts: Mapping[str, str], session: Session) -> str:
        """The inputs, by their place, as the text that `parse` reads."""
        upload = _upload(session, texts)
        names = names_asked(upload) if upload else []
        return self.show({names[n]: value for n, value in given.items() if n < len(names)})


def names_asked(upload: Upload) -> list[str]:
    """The owners' names that the form asks about: those of nobody here, and those once decided."""
    unknown_ones = (name for each in upload.files for name in each["unknown"])
    return list(dict.fromkeys((*upload.owners, *unknown_ones)))[:OWNERS_SHOWN]


def people(session: Session, chosen: Mapping[str, str]) -> dict[str, int]:
    """The chosen people's ids by the name in the file; 0 is nobody."""
    by_slack = {person.slack_id: person.id for person in _people(session)}
    return {said: by_slack.get(slack_id, 0) for said, slack_id in chosen.items()}


def _people(session: Session) -> list[User]:
    statement = select(User).where(User.is_outsider.is_(False), User.is_active.is_(True))
    return list(session.scalars(statement.order_by(User.name)))


def _options(kind: str, language: str) -> tuple[Option, ...]:
    own = [f"{PREFIX}{of_type}" for of_type in TYPES] if kind in KINDS else []
    every = [*own, *fields(kind)][:99]
    return (
        Option(T("Leave out"), LEAVE),
        *(Option(captions.called(name, language)[:75], name) for name in every),
    )


def _hint(plan: Plan, header: str) -> Text | None:
    """What a column that is left out would be as an own field."""
    of_type = guessed(plan).get(header)
    return T("Left out so far; as an own field: {type}", type=Term(of_type)) if of_type else None


def guessed(plan: Plan) -> dict[str, str]:
    """The columns that are left out and hold something, by header with the type they would have."""
    return {plan.headers[int(n)]: of_type for n, of_type in plan.guesses.items()}


def as_own_fields(plan: Plan) -> dict[str, str]:
    """The mapping that makes an own field of every column that is left out."""
    return {header: f"{PREFIX}{of_type}" for header, of_type in guessed(plan).items()}


def _upload(session: Session, texts: Mapping[str, str]) -> Upload | None:
    number = str(texts.get("upload") or "")
    if not number.isdigit():
        return None
    return session.scalars(select(Upload).where(Upload.id == int(number))).one_or_none()


def _plan(session: Session, texts: Mapping[str, str]) -> Plan | None:
    sent = sent_of(session, texts)
    return sent.understood if sent else None


def sent_of(session: Session, texts: Mapping[str, str]) -> Sent | None:
    """The file that a form is about."""
    upload = _upload(session, texts)
    if upload is None:
        return None
    wanted = str(texts.get("file") or "")
    found = (each for each in uploads.files(upload) if each.name == wanted or not wanted)
    return next(found, None)
