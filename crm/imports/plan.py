"""How a file is understood: made once from the whole file, kept with the run, used by each row."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from crm.engine.errors import NotUnderstood
from crm.engine.texts import T
from crm.imports import cells, files, headers, sheets, sums
from crm.imports.guess import ADDED, KINDS, PREFIX, Guess

SAMPLE = 100
MOST_UNKNOWN = 200
DATES = frozenset(
    [
        "own:date",
        "created_at",
        "close_on",
        "closed_at",
        "at",
        "bought_on",
        "resolved_at",
        "valid_until",
        "sent_at",
        "accepted_at",
        "converted_at",
        "birth",
    ]
)
AMOUNTS = frozenset(
    [
        "own:number",
        "own:money",
        "amount",
        "actual_amount",
        "price",
        "cost",
        "revenue",
        "line_price",
        "line_amount",
    ]
)
IDS = ("external_id", "company_id", "contact_id", "deal_id", "partner_id", "any_id", "ticket_id")


@dataclass(frozen=True, slots=True)
class Plan:
    """The file's shape, what its columns are, and how each column writes dates and amounts.

    `day_first` and `comma` are positions of columns; `scales` and `currencies` come from what the
    headers say in brackets. `owners` says whom (a user's id) a name in the file means; 0 is nobody.
    `guesses` has the type that a column which is not taken would have as an own field, `choices`
    the values of columns of choices, both by position; `stages` says which stage (an id) a word
    of the file means. `unread` has the names of a workbook's further sheets.
    """

    kind: str
    vendor: str
    headers: tuple[str, ...]
    header_line: int
    encoding: str
    separator: str | None
    columns: dict[str, list[int]]
    day_first: tuple[int, ...]
    comma: tuple[int, ...]
    scales: dict[str, int]
    currencies: dict[str, str]
    left_out: tuple[str, ...]
    rows: int
    owners: dict[str, int] = field(default_factory=dict)
    guesses: dict[str, str] = field(default_factory=dict)
    choices: dict[str, list[str]] = field(default_factory=dict)
    stages: dict[str, int] = field(default_factory=dict)
    unread: tuple[str, ...] = ()

    @property
    def added(self) -> str:
        """The columns that are own fields, as a part of each row's digest; empty without any."""
        own = {name: n for name, n in self.columns.items() if name.startswith("own:")}
        return f"\x1f{sorted(own.items())}" if own else ""

    def stored(self) -> dict[str, Any]:
        """The plan as JSON."""
        return asdict(self)

    def opened(self, path: Path) -> files.Opened:
        """The file, read as planned."""
        return files.Opened(path, self.headers, self.header_line, self.encoding, self.separator)

    def style(self, column: int) -> cells.Style:
        """How a column writes."""
        return cells.Style(column in self.day_first, column in self.comma)


def read(stored: dict[str, Any]) -> Plan:
    """A stored plan."""
    lists = ("headers", "day_first", "comma", "left_out", "unread")
    return Plan(**(stored | {name: tuple(stored.get(name, ())) for name in lists}))


def make(path: Path, kind: str | None = None, mapping: dict[str, str] | None = None) -> Plan:
    """Read a file once and decide how it is understood; `mapping` (header: field) corrects it.

    Raises `NotUnderstood` where nothing is recognised, or an id column was ruined by a spreadsheet.
    """
    opened = files.open_file(path)
    sample = [row.cells for row in islice(opened.rows(), SAMPLE)]
    found = headers.recognise(opened.headers, sample, kind)
    if found is None or not found.columns:
        raise NotUnderstood(
            T("I cannot tell what {file} holds.", file=path.name),
            next_step=T(
                "Name its kind: company, contact, lead, deal, activity, ticket or product."
            ),
        )
    columns = _mapped(found.columns, opened.headers, mapping or {})
    evidence = _Evidence(columns, _unknown(found, columns, opened.headers))
    count = 0
    for row in opened.rows():
        count += 1
        evidence.see(row.cells, row.line, opened.headers)
    units = dict(found.units)
    columns = evidence.with_added(columns, opened.headers, mapping or {})
    return Plan(
        kind=found.kind,
        vendor=found.vendor,
        headers=opened.headers,
        header_line=opened.header_line,
        encoding=opened.encoding,
        separator=opened.separator,
        columns=columns,
        day_first=evidence.day_first(opened.separator),
        comma=evidence.comma(opened.separator),
        scales={str(n): 10_000 for n, unit in units.items() if "万" in unit or "萬" in unit},
        currencies={str(n): c for n, unit in units.items() if (c := _currency(unit))},
        left_out=found.left_out,
        rows=count,
        guesses=evidence.guesses(columns),
        choices=evidence.choices(columns),
        unread=() if opened.separator else sheets.unread(path),
    )


def _unknown(
    found: headers.Recognition, columns: dict[str, list[int]], names: tuple[str, ...]
) -> dict[int, Guess]:
    """The columns that no field of ours takes, and those a person made own fields."""
    if found.kind not in KINDS or found.vendor == "rapport":
        return {}
    ours = {n for name, each in columns.items() if not name.startswith(PREFIX) for n in each}
    said = {n for name, each in columns.items() if name.startswith(PREFIX) for n in each}
    left = {n for n, name in enumerate(names) if name in set(found.left_out)} - ours
    return {n: Guess() for n in sorted(left | said)[:MOST_UNKNOWN]}


def _currency(unit: str) -> str | None:
    plain = unit.replace("万", "").replace("萬", "").strip().casefold()
    return sums.CURRENCIES.get(plain)


def _mapped(
    columns: dict[str, list[int]], names: tuple[str, ...], mapping: dict[str, str]
) -> dict[str, list[int]]:
    kept = {name: list(numbers) for name, numbers in columns.items()}
    for header, wanted in mapping.items():
        number = names.index(header)
        for numbers in kept.values():
            if number in numbers:
                numbers.remove(number)
        if wanted:
            kept.setdefault(wanted, []).insert(0, number)
    return {name: numbers for name, numbers in kept.items() if numbers}


class _Evidence:
    """What a whole file says about how its columns write dates and amounts."""

    def __init__(self, columns: dict[str, list[int]], unknown: dict[int, Guess]) -> None:
        self._unknown = unknown
        self._dates = {n: [0, 0] for f in DATES & columns.keys() for n in columns[f]}
        self._amounts = {n: [0, 0] for f in AMOUNTS & columns.keys() for n in columns[f]}
        self._ids = [n for f in IDS for n in columns.get(f, ())]

    def see(self, row: tuple[str, ...], line: int, names: tuple[str, ...]) -> None:
        """Take one row into account; raises `NotUnderstood` for an id in scientific notation."""
        width = len(row)
        for n, guess in self._unknown.items():
            if n < width and row[n]:
                guess.see(row[n])
        for n, counts in self._dates.items():
            if n < width and row[n]:
                _add(counts, cells.day_order((row[n],)))
        for n, counts in self._amounts.items():
            if n < width and row[n]:
                _add(counts, sums.comma_order((row[n],)))
        self._refuse_ruined(row, line, names)

    def _refuse_ruined(self, row: tuple[str, ...], line: int, names: tuple[str, ...]) -> None:
        width = len(row)
        for n in self._ids:
            if n < width and "+" in row[n] and cells.SCIENTIFIC.fullmatch(row[n].strip()):
                raise NotUnderstood(
                    T(
                        "Line {line}, column {column}: a spreadsheet turned the id into {value}, and links would be wrong.",  # noqa: E501 - one text
                        line=line,
                        column=names[n],
                        value=row[n].strip(),
                    ),
                    next_step=T("Export the file again and do not open it in a spreadsheet."),
                )

    def with_added(
        self, columns: dict[str, list[int]], names: tuple[str, ...], mapping: dict[str, str]
    ) -> dict[str, list[int]]:
        """The columns, with those that Salesforce's people added as own fields by themselves."""
        made = {name: list(numbers) for name, numbers in columns.items()}
        taken = {n for numbers in columns.values() for n in numbers}
        for n, guess in self._unknown.items():
            of_type = guess.type()
            if of_type and n not in taken and names[n].endswith(ADDED) and names[n] not in mapping:
                made.setdefault(f"{PREFIX}{of_type}", []).append(n)
                if of_type == "date":
                    self._dates[n] = guess.days
                elif of_type in {"number", "money"}:
                    self._amounts[n] = guess.commas
        return made

    def guesses(self, columns: dict[str, list[int]]) -> dict[str, str]:
        """The types of the columns that are not taken."""
        taken = {n for numbers in columns.values() for n in numbers}
        left = {n: guess.type() for n, guess in self._unknown.items() if n not in taken}
        return {str(n): of_type for n, of_type in left.items() if of_type}

    def choices(self, columns: dict[str, list[int]]) -> dict[str, list[str]]:
        """The values of the columns that are fields of choices."""
        mine = columns.get(f"{PREFIX}choice", ())
        return {str(n): self._unknown[n].choices() for n in mine if n in self._unknown}

    def day_first(self, separator: str | None) -> tuple[int, ...]:
        """The columns whose dates begin with the day."""
        return _decided(self._dates, default=separator == ";")

    def comma(self, separator: str | None) -> tuple[int, ...]:
        """The columns whose decimal mark is a comma."""
        return _decided(self._amounts, default=separator == ";")


def _add(counts: list[int], more: tuple[int, int]) -> None:
    counts[0] += more[0]
    counts[1] += more[1]


def _decided(counts: dict[int, list[int]], *, default: bool) -> tuple[int, ...]:
    """Each column by its own cells; one that says nothing as the others, else by default."""
    yes, no = (sum(each[i] for each in counts.values()) for i in (0, 1))
    fallback = default if yes == no else yes > no
    return tuple(n for n, (a, b) in counts.items() if (fallback if a == b else a > b))
