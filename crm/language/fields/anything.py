"""A record of any kind: by reference, by a customer's name, or by the thread."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select

from crm.engine import permission, refs
from crm.engine.errors import Ambiguous, NotFound, NotUnderstood
from crm.engine.texts import T
from crm.language.fields.base import Claim, FieldType, Reading
from crm.language.fields.record import Ref
from crm.language.words import Words
from crm.models import Company, Contact, Lead, Numbered

NAMED: tuple[type[Numbered], ...] = (Company, Contact, Lead)
NEAREST = ("ticket", "deal", "lead", "contact", "company")


class Anything(FieldType[Numbered]):
    """Any visible record; only companies, contacts and leads are known by name."""

    rank = 8
    is_announced = False

    def parse(self, text: str, reading: Reading) -> Numbered:
        """The record that a reference or a name means; raises `NotFound` or `Ambiguous`."""
        named = refs.read(text)
        if named is not None:
            return Ref(named[0]).parse(text, reading)
        found: list[Numbered] = []
        for model in NAMED:
            try:
                found.append(Ref(model).parse(text, reading))
            except (NotFound, NotUnderstood):
                continue
        if not found:
            raise NotFound(
                T("There is no record {text} that you can see.", text=text[:80]),
                next_step=T("Name it like {example}.", example="D-42"),
            )
        if len(found) > 1:
            raise self._which(found, text)
        return found[0]

    def show(self, value: Numbered) -> str:
        """The reference."""
        return refs.ref(value)

    def claim(self, words: Words, reading: Reading) -> Claim[Numbered] | None:
        """The first reference; else the longest run of words that is a customer's name."""
        for run in words.runs(longest=1):
            named = None if run.is_quoted else refs.read(run.text)
            if named is not None:
                words.claim(run)
                return Claim(run, self.parse(run.text, reading))
        for model in NAMED:
            claim = Ref(model).claim(words, reading)
            if claim is not None:
                return Claim(claim.run, claim.value)
        return None

    def fallback(self, reading: Reading) -> Numbered | None:
        """The thread's record, the nearest kind first."""
        return next(_bound(reading), None)

    def _which(self, found: list[Numbered], text: str) -> Ambiguous:
        choices = tuple(c for row in found for c in Ref(type(row))._choices([row]))  # noqa: SLF001 - the same package's labels
        asked = T("Several records are called “{text}”. Which one?", text=text[:80])
        return Ambiguous(asked, choices=choices)


def _bound(reading: Reading) -> Iterator[Numbered]:
    for kind in NEAREST:
        record_id, model = reading.thread.get(kind), refs.MODELS[kind]
        if record_id is not None:
            statement = select(model).where(model.id == record_id)
            row = reading.session.scalars(
                permission.visible(statement, reading.caller, model)
            ).one_or_none()
            if row is not None:
                yield row
