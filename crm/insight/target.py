"""Which record a change in plain words is about: by reference, name, customer, or the thread."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from crm.engine import refs, threads
from crm.engine.call import Call
from crm.engine.errors import Ambiguous, Choice, Missing, NotFound
from crm.engine.texts import T, Term, Value
from crm.language import names
from crm.language.query import compile as compiled
from crm.language.query import kinds
from crm.language.query.filter import Leaf, Node
from crm.language.query.scene import Scene
from crm.models import Company, Contact, Lead, Numbered, Product

MODELS: Mapping[str, type[Any]] = {"company": Company, "contact": Contact, "product": Product}
SHOWN = 5
REOPENS = "resolved"


@dataclass(frozen=True, slots=True)
class Meant:
    """A call, the kind that a change is about, and references chosen for unclear names."""

    call: Call
    kind: str
    chosen: str = ""

    def named(self, field: str, name: str, said: Mapping[str, Any]) -> str | None:
        """The reference of a customer or product of that name; None where the field is no record.

        Raises `NotFound` where nobody visible bears it, `Ambiguous` with the candidates.
        """
        model = MODELS.get(field)
        if model is None:
            return None
        if refs.read(name) is not None:
            return name
        chosen = self._chosen(model)
        if chosen is not None:
            return chosen
        found = names.find(self.call.session, self.call.caller, model, name)
        if model is Contact and len(found) > 1:
            found = self._of_company(found, said.get("company")) or found
        return self._one(found, name, field)

    def record(self, said: dict[str, Any]) -> str:
        """The reference of the record to change; what names it is taken out of `said`."""
        if "ref" in said:
            return str(said.pop("ref"))
        chosen = self._chosen(refs.MODELS[self.kind])
        by = [name for name in ("company", "contact", "name", "subject") if name in said]
        own = self.kind if self.kind in said else None
        key = own or (by[0] if by else None)
        if chosen is not None:
            said.pop(key or "", None)
            return chosen
        if key is None:
            return self._of_thread()
        name = str(said.pop(key))
        if refs.read(name) is not None:
            return name
        if key in {self.kind, "name"} and refs.MODELS[self.kind] in names.NAMED:
            return self._one(self._find(name), name, self.kind)
        return self._one(self._list(key, name), name, self.kind)

    def _find(self, name: str) -> list[Any]:
        return list(names.find(self.call.session, self.call.caller, refs.MODELS[self.kind], name))

    def _list(self, key: str, name: str) -> list[Any]:
        """The open records of a customer, or of a title, the newest first."""
        model, scene = compiled.model_of(self.kind), Scene.of(self.call)
        text = kinds.KINDS[self.kind].text or "name"
        field, op = (text, "contains") if key in {"name", "subject", self.kind} else (key, "=")
        status = kinds.KINDS[self.kind].default_status
        nodes: tuple[Node, ...] = (Leaf(field, op, name),)
        if status:
            nodes = (*nodes, Leaf("status", "=", status))
        statement = compiled.rows(self.kind, nodes, scene, model)
        return list(self.call.session.scalars(statement.order_by(model.id.desc()).limit(SHOWN + 1)))

    def _chosen(self, model: type[Any]) -> str | None:
        for ref in self.chosen.split():
            named = refs.read(ref)
            if named is not None and named[0] is model:
                return ref
        return None

    def _of_company(self, found: list[Any], company: Any) -> list[Any]:
        """Those of the contacts who work at the company that the sentence names."""
        if not company:
            return []
        rows = names.find(self.call.session, self.call.caller, Company, str(company))
        ids = {row.id for row in rows}
        return [one for one in found if one.company_id in ids]

    def _of_thread(self) -> str:
        place = self.call.place
        bound = threads.records(self.call.session, place.channel, place.thread_ts)
        row_id, model = bound.get(self.kind), refs.MODELS[self.kind]
        row = self.call.session.get(model, (self.call.workspace_id, row_id)) if row_id else None
        if row is None:
            raise Missing(
                T("Say which {kind} you mean.", kind=Term(self.kind)),
                next_step=T("Name it, or say it in the thread of its card."),
            )
        return refs.ref(row)

    def _one(self, found: list[Any], name: str, kind: str) -> str:
        if len(found) == 1:
            return refs.ref(found[0])
        if not found:
            raise NotFound(
                T("There is no {kind} “{text}” that you can see.", kind=Term(kind), text=name[:80]),
                next_step=T("Look for it with {example}.", example=f"/find {name[:40]}"),
            )
        choices = tuple(
            Choice(_label(row), {"meant": f"{self.chosen} {refs.ref(row)}".strip()})
            for row in found[:SHOWN]
        )
        raise Ambiguous(
            T("Several records fit “{text}”. Which one?", text=name[:80]), choices=choices
        )


def _label(row: Numbered) -> Value:
    title = getattr(row, "name", None) or getattr(row, "subject", None) or ""
    more = getattr(row, "title", None) if isinstance(row, Contact | Lead) else None
    return " · ".join(part for part in (title, more, refs.ref(row)) if part)
