"""ZIP files of several tables, as data exports of other CRMs come: unpacked within limits."""

from __future__ import annotations

import zipfile
from pathlib import Path

from crm.engine.errors import NotUnderstood
from crm.engine.texts import T
from crm.imports import uploads

TABLES = frozenset({".csv", ".tsv", ".txt", ".xlsx"})
MOST_BYTES = 500_000_000
MOST_MEMBERS = 500
BLOCK = 1 << 20


def unpacked(path: Path, where: Path) -> list[Path]:
    """The tables of an archive as files; the file itself where it is no archive of tables.

    Raises `NotUnderstood` for an archive that holds none, or unpacks to more than fits.
    """
    if path.suffix.lower() != ".zip":
        return [path]
    try:
        with zipfile.ZipFile(path) as opened:
            return _members(opened, path, where)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise NotUnderstood(
            T("{file} cannot be unpacked.", file=path.name),
            next_step=T("Unpack it yourself and send the CSV files."),
        ) from error


def _members(opened: zipfile.ZipFile, path: Path, where: Path) -> list[Path]:
    wanted = [
        each
        for each in opened.infolist()
        if not each.is_dir()
        and Path(each.filename).suffix.lower() in TABLES
        and not Path(each.filename).name.startswith(".")
        and "__MACOSX" not in each.filename
    ]
    if len(opened.infolist()) > MOST_MEMBERS or sum(e.file_size for e in wanted) > MOST_BYTES:
        raise NotUnderstood(
            T("{file} unpacks to more than can be read at once.", file=path.name),
            next_step=T("Unpack it yourself and send the files that you need."),
        )
    if not wanted:
        raise NotUnderstood(
            T("{file} holds no CSV or XLSX file.", file=path.name),
            next_step=T("Send the tables themselves."),
        )
    return [_one(opened, each, where) for each in wanted[: uploads.MOST_FILES]]


def _one(opened: zipfile.ZipFile, member: zipfile.ZipInfo, where: Path) -> Path:
    """Write one member out, never more than it said it would be."""
    path = uploads.place_for(where, member.filename)
    left = member.file_size
    with opened.open(member) as source, path.open("wb") as target:
        while block := source.read(BLOCK):
            left -= len(block)
            if left < 0:
                raise zipfile.BadZipFile(member.filename)
            target.write(block)
    return path
