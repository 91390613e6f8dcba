"""Which kind of record a row is, and the draft of it."""

from __future__ import annotations

from collections.abc import Callable

from crm.imports import extra, restoring, vendors
from crm.imports.draft import Bad, Draft, Skip
from crm.imports.making.customers import company, consent, contact, lead
from crm.imports.making.selling import deal, order, product, state
from crm.imports.making.serving import activity, ticket
from crm.imports.plan import Plan
from crm.imports.rows import Row
from crm.imports.scene import Scene
from crm.imports.wording import Fields, Refused


def read(plan: Plan, scene: Scene, row: Row) -> Draft | Bad | Skip:
    """The draft of a row, or why there is none."""
    if row.trouble:
        where = f"column {row.column}: " if row.column else ""
        return Bad(row.line, where + row.trouble)
    extra = [cell for cell in row.cells[len(plan.headers) :] if cell.strip()]
    if extra:
        return Bad(row.line, f"more cells than headers: “{extra[0].strip()[:60]}”")
    fields = Fields(plan, row)
    if fields.truth("is_deleted"):
        return Skip(row.line, "deleted at the source")
    if _is_below(plan, row):
        return Skip(row.line, "belongs to the row above")
    kind = _kind(fields)
    try:
        made = MAKERS[kind](fields, scene)
        made = _finished(made, fields, scene)
    except Refused as refused:
        return Bad(row.line, str(refused))
    made.warnings += fields.warnings
    return made


def _is_below(plan: Plan, row: Row) -> bool:
    """Whether a row has only cells such as `Tags/Name`, of a list whose record stands above."""
    if plan.vendor != "odoo" or plan.kind in {"purchase", "quote"}:
        return False
    return all("/" in plan.headers[n] for n in row.filled)


def _kind(fields: Fields) -> str:
    kind = fields.plan.kind
    if kind == "partner":
        word = fields.text("company_type").lower()
        return "company" if fields.truth("is_company") or word == "company" else "contact"
    if kind == "deal" and fields.text("type").lower() == "lead":
        return "lead"
    if kind == "purchase" and state(fields) in {"draft", "sent", "cancel", "cancelled"}:
        return "quote"
    return kind


def _finished(draft: Draft, fields: Fields, scene: Scene) -> Draft:
    owner = fields.text("owner") or fields.text("owner_id")
    slot = {"ticket": "assignee_id", "activity": "user_id"}.get(draft.kind, "owner_id")
    if owner and draft.kind not in {"product", "consent"}:
        draft.values[slot] = scene.owner(owner)
        if draft.values[slot] is None and owner not in scene.unknown:
            scene.unknown.add(owner)
            draft.warnings.append(f"nobody here is called {owner[:80]}: unassigned")
    draft.vendor = vendors.of(fields.plan.vendor)
    draft.said = fields.own()
    if draft.said and draft.kind == fields.plan.kind:
        restoring.restore(draft, fields)
    extra.put(draft, fields, scene.currency)
    draft.warnings += _left_out(fields, scene)
    return draft


def _left_out(fields: Fields, scene: Scene) -> list[str]:
    """Each column that is not taken is named once, where it first holds something; sheets first."""
    unread: tuple[str, ...] = ()
    if scene.untold is None:
        unread = fields.plan.unread
        taken = {n for numbers in fields.plan.columns.values() for n in numbers}
        names = enumerate(fields.plan.headers)
        left = set(fields.plan.left_out)
        if fields.plan.vendor == "rapport":
            left -= restoring.taken(fields.plan.kind)
        scene.untold = [n for n, name in names if n not in taken and name in left]
    told = [n for n in scene.untold if fields.at(n)]
    if told:
        scene.untold = [n for n in scene.untold if n not in told]
    sheets = [f"sheet {name[:60]}: not taken, save it as a file of its own" for name in unread]
    return sheets + [f"{fields.plan.headers[n]}: the column is not taken" for n in told]


Maker = Callable[[Fields, Scene], Draft]
MAKERS: dict[str, Maker] = {
    "company": company,
    "contact": contact,
    "lead": lead,
    "deal": deal,
    "ticket": ticket,
    "product": product,
    "activity": activity,
    "consent": consent,
    "purchase": lambda fields, scene: order(fields, scene, "purchase"),
    "quote": lambda fields, scene: order(fields, scene, "quote"),
}
