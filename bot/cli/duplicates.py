"""`rapport duplicates`: the pairs of a file that may be one person, without a database."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot.cli.terminal import Failed, progress, say, write, write_json

if TYPE_CHECKING:
    from crm.people.duplicates.finding import Found

app = typer.Typer()
# The import's names of a contact's fields, and what they are called where people are compared.
FIELDS = {
    "external_id": "id",
    "first": "first_name",
    "last": "last_name",
    "name": "full_name",
    "company": "company",
    "title": "title",
    "email": "email",
    "phone": "phone",
    "mobile": "phone",
    "street": "street",
    "city": "city",
    "postcode": "postcode",
    "country": "country",
    "birth": "born",
}


@app.command()
def duplicates(
    file: Annotated[Path, typer.Argument(help="A CSV file of people with a column id")],
    json: Annotated[bool, typer.Option("--json", help="JSON lines on a terminal, too")] = False,
) -> None:
    """Find the rows of a file that may be one person."""
    from crm.people.duplicates import file as files  # noqa: PLC0415 - numpy only where it is used
    from crm.people.duplicates import finding  # noqa: PLC0415 - as above

    if not file.is_file():
        raise Failed(f"{file} is not a file; give a CSV file of people with a column id.")
    people = list(progress(files.entries(file, _columns), "Reading"))
    counts = {"suggest": 0, "sure": 0}
    for found in progress(finding.find(people), "Comparing"):
        counts[found.tier] += 1
        _write(found, as_json=json or not sys.stdout.isatty())
    say(f"{len(people):,} rows: {counts['sure']:,} pairs sure, {counts['suggest']:,} to look at.")


def _columns(named: list[str]) -> dict[str, list[int]]:
    """The columns as an import of contacts recognises them, and what only people's files have."""
    from crm.imports import headers  # noqa: PLC0415 - as above
    from crm.people.duplicates import file as files  # noqa: PLC0415 - as above

    columns: dict[str, list[int]] = {}
    taken: set[int] = set()
    known = headers.recognise(named, (), "contact")
    for field, numbers in known.columns.items() if known is not None else ():
        if field in FIELDS:
            columns.setdefault(FIELDS[field], []).extend(numbers)
            taken |= set(numbers)
    for field, numbers in files.recognise(named).items():
        free = [number for number in numbers if number not in taken]
        columns.setdefault(field, []).extend(free)
    return {field: numbers for field, numbers in columns.items() if numbers}


def _write(found: Found, *, as_json: bool) -> None:
    from crm.engine.texts import Reader  # noqa: PLC0415 - as above
    from crm.engine.texts import say as worded  # noqa: PLC0415 - as above

    reasons = [worded(reason, Reader()) for reason in found.reasons]
    if not as_json:
        write(f"{found.a}  {found.b}  {found.score:.2f}  {found.tier}  {', '.join(reasons)}")
        return
    score = round(found.score, 4)
    tier = found.tier
    write_json({"a": found.a, "b": found.b, "score": score, "tier": tier, "reasons": reasons})
