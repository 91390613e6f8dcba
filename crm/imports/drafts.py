"""The rows of a planned file as drafts: one a row, or one an order of several rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from crm.imports import children, kinds
from crm.imports.children import Children
from crm.imports.draft import Bad, Draft, Skip
from crm.imports.making.selling import order_line
from crm.imports.plan import Plan
from crm.imports.rows import Row
from crm.imports.scene import Scene
from crm.imports.wording import Fields, Refused

ORDERS = frozenset({"purchase", "quote"})
# The last line of a draft, and the draft or why there is none.
Item = tuple[int, Draft | Bad | Skip]


def read(plan: Plan, path: Path, scene: Scene, after: int) -> Iterator[Item]:
    """The rows of a file behind a line, as they are asked for."""
    rows = plan.opened(path).rows()
    inside = children.of(plan)
    if inside is not None:
        return _with_people(inside, scene, rows, after)
    return _grouped(plan, scene, (row for row in rows if row.line > after))


def _with_people(inside: Children, scene: Scene, rows: Iterable[Row], after: int) -> Iterator[Item]:
    """Companies and the people in their rows; a person's company may stand above `after`."""
    for line, plan, row in inside.split(rows):
        if row.line > after:
            yield line, kinds.read(plan, scene, row)


def _grouped(plan: Plan, scene: Scene, rows: Iterable[Row]) -> Iterator[Item]:
    if plan.kind not in ORDERS:
        for row in rows:
            yield row.line, kinds.read(plan, scene, row)
        return
    group: list[Row] = []
    for row in rows:
        if group and not _continues(plan, group[0], row):
            yield group[-1].line, _order(plan, scene, group)
            group = []
        group.append(row)
    if group:
        yield group[-1].line, _order(plan, scene, group)


def _continues(plan: Plan, head: Row, row: Row) -> bool:
    """Whether a row is a further line of the order above: no cells of its own, or the same id."""
    if not any(name.startswith("line_") for name in plan.columns):
        return False
    own, above = Fields(plan, row), Fields(plan, head)
    said = [own.text(name) for name in plan.columns if not name.startswith("line_")]
    if not any(said):
        return own.is_filled()
    for name in ("external_id", "order_number"):
        if name in plan.columns:
            same = own.text(name) == above.text(name) != ""
            lines = [
                [f.text(n) for n in plan.columns if n.startswith("line_")] for f in (own, above)
            ]
            return same and lines[0] != lines[1]
    return False


def _order(plan: Plan, scene: Scene, group: list[Row]) -> Draft | Bad | Skip:
    """An order of one row or several: the first has its own cells, each has a product."""
    draft = kinds.read(plan, scene, group[0])
    if not isinstance(draft, Draft):
        return draft
    for row in group[1:]:
        fields = Fields(plan, row)
        try:
            line = order_line(fields, scene)
        except Refused as refused:
            return Bad(row.line, str(refused))
        if line:
            draft.lines.append(line)
    if len(group) > 1:
        draft.digest = "+".join(
            [draft.digest, *(Fields(plan, row).digest()[:8] for row in group[1:])]
        )[:200]
        if "amount" not in plan.columns or len({Fields(plan, r).text("amount") for r in group}) > 1:
            draft.values["amount"] = sum(line.amount for line in draft.lines)
    return draft
