"""One row through its plan: a field's text, date, amount, id, each with the column it stands in."""

from __future__ import annotations

import hashlib
import re
from datetime import date, datetime
from decimal import Decimal

from crm.engine.money import Money
from crm.imports import cells, formulas, signs, sums
from crm.imports.draft import Wish
from crm.imports.plan import Plan
from crm.imports.rows import Row

ZOHO = re.compile(r"zcrm_(\d+)")
FAR = 2199


class Refused(ValueError):
    """A cell or a row that cannot be taken; the text names column and value."""


def key_of(external_id: str) -> str:
    """Another system's id as it is compared: prefixes, braces and the long form do not count."""
    text = external_id.strip()
    if signs.SALESFORCE.fullmatch(text):
        return text[:15]
    if found := ZOHO.fullmatch(text):
        return found[1]
    if signs.GUID.fullmatch(text):
        return text.strip("{}").lower()
    return text.removesuffix(".0") if text.removesuffix(".0").isdigit() else text


class Fields:
    """The cells of a row by field."""

    def __init__(self, plan: Plan, row: Row) -> None:
        self.plan = plan
        self.line = row.line
        self.warnings: list[str] = []
        false_too = plan.vendor == "odoo"
        own = plan.vendor == "rapport"
        self._values = [
            cells.clean(formulas.plain(cell))
            if own
            else ("" if false_too and cell == "False" else cells.value(cell))
            for cell in row.cells[: len(plan.headers)]
        ]
        self._raw = row.cells

    def texts(self, field: str) -> list[tuple[int, str]]:
        """The filled cells of a field, with their columns."""
        numbers = self.plan.columns.get(field, ())
        values = self._values
        return [(n, values[n]) for n in numbers if n < len(values) and values[n]]

    def text(self, field: str) -> str:
        """The first filled cell of a field, or ""."""
        for n in self.plan.columns.get(field, ()):
            if n < len(self._values) and self._values[n]:
                return self._values[n]
        return ""

    def at(self, column: int) -> str:
        """The cell of a column, or ""."""
        return self._values[column] if column < len(self._values) else ""

    def truth(self, field: str) -> bool | None:
        """A checkbox; None where the file does not say."""
        for n in self.plan.columns.get(field, ()):
            if n < len(self._raw) and self._raw[n].strip():
                return cells.truth(self._raw[n])
        return None

    def own(self) -> tuple[str, ...]:
        """All cells, where the file is our own export; nothing otherwise."""
        return tuple(self._values) if self.plan.vendor == "rapport" else ()

    def exact(self) -> dict[str, str]:
        """The cells of our own export by header, to the blank as they were written."""
        return dict(zip(self.plan.headers, map(formulas.plain, self._raw), strict=False))

    def own_key(self) -> str:
        """What a record of our own export without another id is known by elsewhere."""
        row = dict(zip(self.plan.headers, self.own(), strict=False))
        stamp = next((row[n] for n in ("created_at", "opened_at", "at") if row.get(n)), "")
        return f"ref:{row['ref']}:{stamp}" if row.get("ref") else ""

    def is_filled(self) -> bool:
        """Whether any cell says anything."""
        return any(self._values)

    def digest(self) -> str:
        """The row's filled cells as one short text: equal rows have equal ones.

        A column that is newly taken as an own field makes them other rows: it has to be filled in.
        """
        said = "\x1f".join(f"{n}\x1e{v}" for n, v in enumerate(self._values) if v)
        said += self.plan.added
        return hashlib.blake2b(said.encode(), digest_size=12).hexdigest()

    def moment(self, field: str) -> datetime | None:
        """The moment of a field in UTC; raises `Refused`, warns of unlikely years."""
        for n, text in self.texts(field):
            try:
                at, _ = cells.moment(text, self.plan.style(n))
            except cells.Unreadable as error:
                raise self.refused(n, text, "is no date") from error
            if not 1950 <= at.year <= FAR:
                self.warnings.append(f"{self.plan.headers[n]}: {text} is an unlikely date")
            return at
        return None

    def money(self, field: str, currency: str) -> Money | None:
        """The sum of a field; its cell, header, currency column or the base says the currency."""
        for n, text in self.texts(field):
            return self.sum_at(n, text, currency)
        return None

    def sum_at(self, n: int, text: str, currency: str) -> Money:
        """The sum that a column's cell says; raises `Refused`."""
        try:
            amount, named = sums.amount(text, self.plan.style(n))
        except cells.Unreadable as error:
            raise self.refused(n, text, "is no amount") from error
        amount *= self.plan.scales.get(str(n), 1)
        code = named or self._currency() or self.plan.currencies.get(str(n)) or currency
        made = Money.of(amount, code)
        if abs(made.minor) >= 1 << 62:
            raise self.refused(n, text, "is too large an amount")
        return made

    def day_at(self, n: int, text: str) -> date:
        """The day that a column's cell says; raises `Refused`."""
        try:
            return cells.moment(text, self.plan.style(n))[0].date()
        except cells.Unreadable as error:
            raise self.refused(n, text, "is no date") from error

    def number_at(self, n: int, text: str) -> Decimal:
        """The plain number that a column's cell says; raises `Refused`."""
        try:
            return sums.amount(text.removesuffix("%"), self.plan.style(n))[0]
        except cells.Unreadable as error:
            raise self.refused(n, text, "is no number") from error

    def decimal(self, field: str) -> Decimal | None:
        """A plain number; raises `Refused`."""
        for n, text in self.texts(field):
            return self.number_at(n, text)
        return None

    def whole(self, field: str) -> int | None:
        """A whole number, or the first of a range; what is none is left out and warned of."""
        for n, text in self.texts(field):
            digits = re.match(r"\d+", re.sub(r"(?<=\d)[,.' ](?=\d{3}\b)", "", text))
            if digits and int(digits[0]) < 1 << 31:
                return int(digits[0])
            self.warnings.append(f"{self.plan.headers[n]}: {text[:60]} is no number, left out")
        return None

    def emails(self, *fields: str) -> list[str]:
        """The addresses of the fields, lower case, each once; raises `Refused`."""
        found: list[str] = []
        for field in fields:
            for n, text in self.texts(field):
                try:
                    found += cells.email(text)
                except cells.Unreadable as error:
                    raise self.refused(n, text, "is no e-mail address") from error
        return list(dict.fromkeys(found))

    def wishes(self, id_field: str, name_field: str, kinds: tuple[str, ...]) -> list[Wish]:
        """The links that a field's columns ask for: by id; by name only without an id column."""
        if id_field in self.plan.columns:
            ids = [part for _, text in self.texts(id_field) for part in text.split(";")]
            if ids or not self.texts(name_field):
                return [Wish(kinds, key_of(part)) for part in ids if part.strip()]
        return [Wish(kinds, name=text) for _, text in self.texts(name_field)[:1]]

    def _currency(self) -> str | None:
        text = self.text("currency").casefold()
        if not text:
            return None
        known = sums.CURRENCIES.get(text)
        return known or (text.upper() if re.fullmatch("[a-z]{3}", text) else None)

    def refused(self, column: int, text: str, why: str) -> Refused:
        """What is said of a cell that cannot be taken."""
        return Refused(f"{self.plan.headers[column]}: “{text[:80]}” {why}")
