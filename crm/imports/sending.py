"""Records as a file in the asker's direct messages: a kind, a filtered list, or everything."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

from openpyxl import Workbook
from sqlalchemy import ColumnElement, select

from crm.engine import permission, post
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import Missing, NotAllowed, NotUnderstood
from crm.engine.reply import Attached, Next, Notice, Reply
from crm.engine.run import reading_of
from crm.engine.texts import T, Term
from crm.imports import export, uploads
from crm.language import fields
from crm.language.form import Form
from crm.language.query import compile as compiled
from crm.language.query import records
from crm.language.query.filter import Node, node_from_json, node_to_json
from crm.language.query.grammar import Filters, kind_called
from crm.language.query.scene import Scene
from crm.models import User
from crm.people import user

FORMATS = ("csv", "xlsx", "json")
ALL = frozenset({"all", "everything", "全部", "所有"})
LINKING = frozenset({"as", "in", "to", "为", "成"})
SHEET_ROWS = 1_000_000
Row = dict[str, Any]


class ExportRecords(Form):
    """What is to be written: a kind with filters, or all; and the format."""

    what: Annotated[str | None, fields.Phrase(1_000)] = None
    format: Annotated[str | None, fields.Choice(*FORMATS)] = None
    where: Annotated[str | None, fields.Hidden(20_000)] = None


class SendRecords(Form):
    """A file that somebody asked for: for whom, of what, in which format."""

    person: Annotated[str, fields.Hidden(20)]
    kind: Annotated[str, fields.Hidden(20)]
    where: Annotated[str, fields.Hidden(20_000)]
    format: Annotated[str, fields.Hidden(5)]
    key: Annotated[str, fields.Hidden(60)]


@dataclass(frozen=True, slots=True)
class Made:
    """A file that was written, and how many records are in it."""

    path: Path
    count: int


@command("export")
def export_records(call: Call, form: ExportRecords) -> Reply:
    """Send you records as a file: a kind, a filtered list, or all."""
    if not form.what:
        raise Missing(
            T("Export what?"),
            next_step=T("For example: {example}", example="/crm export deals stage=proposal xlsx"),
            field="what",
        )
    kind, nodes = _asked(call, form)
    return export_list(call, kind, nodes, form.format or "csv")


def export_list(call: Call, kind: str, nodes: Sequence[Node], form: str = "csv") -> Reply:
    """Write the records of a kind (or `all`) that keep the filters, and send them to the caller.

    The file is made after this answer, with the caller's rights as they are then. Raises
    `NotUnderstood` for a kind that has no list.
    """
    if kind != "all" and kind not in export.MODELS:
        raise NotUnderstood(T("There is no list of {kind} yet.", kind=kind[:40]))
    if call.caller.user_id is None:
        raise NotAllowed(T("Only members of this workspace can do that."))
    key = f"export:{call.key or call.now.isoformat()}"[:60]
    wanted = {
        "person": str(call.caller.user_id),
        "kind": kind,
        "where": json.dumps([node_to_json(node) for node in nodes], ensure_ascii=False),
        "format": form,
        "key": key,
    }
    said = T("I write the file and send it to our direct messages.")
    return Reply((Notice(said),), then=(Next("export send", wanted, key),))


def _asked(call: Call, form: ExportRecords) -> tuple[str, tuple[Node, ...]]:
    """The kind and the filters that somebody typed, or a button carries."""
    first, _, rest = (form.what or "").strip().partition(" ")
    words = rest.split()
    while words and words[-1].casefold() in LINKING:
        words.pop()
    if first.casefold() in ALL:
        return "all", ()
    kind = kind_called(first) or (first if first in export.MODELS else None)
    kind = kind or {"products": "product", "consents": "consent", "产品": "product"}.get(first)
    if kind is None:
        raise NotUnderstood(
            T("“{word}” is no kind of record that can be exported.", word=first[:40]),
            next_step=T("For example: {example}", example="/crm export deals stage=proposal xlsx"),
            field="what",
        )
    if form.where:
        return kind, tuple(node_from_json(each) for each in json.loads(form.where))
    if not words:
        return kind, ()
    return kind, Filters(kind).parse(" ".join(words), reading_of(call))


def _prepared(call: Call, form: SendRecords) -> Made:
    """Write the file in a reading session, with the rights of who asked."""
    where = uploads.folder(call.workspace_id, 0)
    stem = "".join(sign for sign in form.key if sign.isalnum())[-12:]
    suffix = "zip" if (form.format, form.kind) == ("csv", "all") else form.format
    path = where / f"{form.kind}-{call.now:%Y%m%d}-{stem}.{suffix}"
    return Made(path, written(_as(call, form), form, path))


@command(
    "export send", may=permission.EVERYONE, effect="change", surface="inside", prepare=_prepared
)
def send(call: Call, form: SendRecords) -> Reply:
    """Send a file that was asked for."""
    made: Made = call.context["prepared"]
    person = call.session.scalars(select(User).where(User.id == int(form.person))).one()
    said = T(
        "{kind}: {n} records",
        kind=T("Everything") if form.kind == "all" else Term(form.kind),
        n=made.count,
    )
    reply = Reply((Attached(said, made.path.name, str(made.path)),))
    post.to_person(call, person, ("export", form.key), "message", reply)
    return Reply()


def _as(call: Call, form: SendRecords) -> Call:
    """The call in the name of who asked, with the rights of that person now."""
    person = call.session.scalars(select(User).where(User.id == int(form.person))).one()
    return replace(call, caller=user.caller_of(call.session, person, call.settings))


def written(call: Call, form: SendRecords, path: Path) -> int:
    """Write what is asked for to a path; returns how many records that were."""
    kinds = export.KINDS if form.kind == "all" else [form.kind]
    nodes = tuple(node_from_json(each) for each in json.loads(form.where))

    def of(kind: str) -> Callable[[], Iterator[Row]]:
        return lambda: export.rows(call.session, kind, *_only(call, kind, nodes))

    tables = {kind: of(kind) for kind in kinds}
    return WRITERS[form.format](path, tables)


def _only(call: Call, kind: str, nodes: tuple[Node, ...]) -> list[ColumnElement[bool]]:
    found = [export.seen(call.caller, kind)]
    if nodes and kind in records.MODELS:
        found += compiled.conditions(kind, nodes, Scene.of(call))
    return found


Tables = dict[str, Callable[[], Iterator[Row]]]


def _names(rows: Iterable[Row]) -> list[str]:
    found: dict[str, None] = {}
    for row in rows:
        found.update(dict.fromkeys(row))
    return list(found) or ["ref", "external_id"]


def _csv(path: Path, tables: Tables) -> int:
    """One table as CSV with a mark, so that spreadsheets read it as UTF-8; several in a ZIP."""
    if path.suffix != ".zip":
        return sum(_one_csv(path, rows) for rows in tables.values())
    count = 0
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for kind, rows in tables.items():
            part = path.with_suffix(f".{kind}.csv")
            count += _one_csv(part, rows)
            archive.write(part, f"{kind}.csv")
            part.unlink()
    return count


def _one_csv(path: Path, rows: Callable[[], Iterator[Row]]) -> int:
    names, count = _names(rows()), 0
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow(names)
        for row in rows():
            table.writerow([export.safe(row.get(name)) for name in names])
            count += 1
    return count


def _xlsx(path: Path, tables: Tables) -> int:
    """A sheet for each kind, written row by row."""
    book, count = Workbook(write_only=True), 0
    for kind, rows in tables.items():
        names = _names(rows())
        sheet = book.create_sheet(kind)
        sheet.append(names)
        for n, row in enumerate(rows()):
            if n == SHEET_ROWS:
                raise NotUnderstood(T("A sheet holds no more than a million rows; take CSV."))
            sheet.append([export.safe(row.get(name)) for name in names])
            count += 1
    book.save(path)
    return count


def _json(path: Path, tables: Tables) -> int:
    """A list for one kind, an object of lists for several, a record a line."""
    count = 0
    with path.open("w", encoding="utf-8") as file:
        is_one = len(tables) == 1
        file.write("" if is_one else "{")
        for n, (kind, rows) in enumerate(tables.items()):
            file.write("" if is_one else f'{"," if n else ""}\n"{kind}": ')
            file.write("[")
            for m, row in enumerate(rows()):
                file.write(",\n" if m else "\n")
                file.write(json.dumps(row, ensure_ascii=False))
                count += 1
            file.write("\n]")
        file.write("\n" if is_one else "\n}\n")
    return count


WRITERS: dict[str, Callable[[Path, Tables], int]] = {"csv": _csv, "xlsx": _xlsx, "json": _json}
