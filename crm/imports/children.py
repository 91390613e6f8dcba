"""People who stand in the rows of their company, one a line: `Contacts/Name`, `child_ids/name`.

Other systems write a record's own cells once, and below them only what belongs to it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from crm.imports.headers import key
from crm.imports.plan import Plan
from crm.imports.rows import Row

PLACES = frozenset(
    [
        "childids",
        "contacts",
        "contact",
        "contactsaddresses",
        "kontakte",
        "kontakteadressen",
        "contactos",
        "联系人",
        "联系人地址",
    ]
)
FIELDS = {
    "external_id": "id",
    "name": "name displayname nom nombre 名称 姓名",
    "email": "email emailadresse courriel correoelectrónico 电子邮件 邮箱",
    "phone": "phone telefon téléphone teléfono 电话",
    "mobile": "mobile mobil portable móvil 手机",
    "title": "function jobposition stelle poste puestodetrabajo 职位",
}


@dataclass(frozen=True, slots=True)
class Children:
    """How the rows are read: the companies' plan, the people's, and which columns are theirs."""

    companies: Plan
    people: Plan
    columns: frozenset[int]

    def split(self, rows: Iterable[Row]) -> Iterator[tuple[int, Plan, Row]]:
        """Each row's own cells and its person's, each with its plan and the line to go on behind.

        A company whose person follows is done with that person.
        """
        above: Row | None = None
        for row in rows:
            if row.trouble or len(row.cells) > len(self.companies.headers):
                yield row.line, self.companies, row
                continue
            own, child = self._part(row, is_child=False), self._part(row, is_child=True)
            if own.filled:
                above = own
                yield row.line - bool(child.filled), self.companies, own
            if child.filled:
                yield row.line, self.people, self._below(child, above)

    def _part(self, row: Row, *, is_child: bool) -> Row:
        cells = (c if (n in self.columns) == is_child else "" for n, c in enumerate(row.cells))
        return replace(row, cells=tuple(cells))

    def _below(self, child: Row, above: Row | None) -> Row:
        """A person's cells with the id and the name of the company in whose rows they stand."""
        cells = list(child.cells)
        for name in ("company_id", "company"):
            for n in self.people.columns.get(name, ()) if above else ():
                cells[n] = above.cells[n] if above and n < len(above.cells) else ""
        return replace(child, cells=tuple(cells))


def of(plan: Plan) -> Children | None:
    """The people in the rows of a file of companies; None where it has no columns for them."""
    if plan.kind not in {"partner", "company"}:
        return None
    found = {n: field for n, header in enumerate(plan.headers) if (field := _field(header))}
    columns: dict[str, list[int]] = {}
    for n, field in found.items():
        columns.setdefault(field, []).append(n)
    if "name" not in columns:
        return None
    for field, name in (("company_id", "external_id"), ("company", "name")):
        columns[field] = [n for n in plan.columns.get(name, ()) if n not in found]
    linked = {name: numbers for name, numbers in columns.items() if numbers}
    named = tuple(h for h in plan.left_out if _field(h) is None)
    people = replace(plan, kind="contact", columns=linked, left_out=())
    return Children(replace(plan, left_out=named), people, frozenset(found))


def _field(header: str) -> str | None:
    """The field of a person that a column such as `child_ids/email` fills."""
    place, slash, name = header.partition("/")
    if not slash or key(place) not in PLACES:
        return None
    word = key(name)
    return next((field for field, words in FIELDS.items() if word in words.split()), None)
