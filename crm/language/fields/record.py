"""Records, named by reference (D-42), by name, or by the thread that one is in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Generic, TypeVar

from sqlalchemy import bindparam, select

from crm.engine import permission, refs
from crm.engine.errors import Ambiguous, Choice, NotFound
from crm.engine.fixed import Fixed
from crm.engine.reply import Option
from crm.engine.texts import T, Term
from crm.language import names
from crm.language.fields import merged
from crm.language.fields.base import Claim, FieldType, Reading
from crm.language.words import Run, Words
from crm.models import Numbered

R = TypeVar("R", bound=Numbered)


@dataclass(frozen=True, slots=True)
class Fresh:
    """A name that is to become a new record, because the person said *Create*."""

    name: str


NEW = "new:"
# A name is looked for among so many first words: one statement with at most 96 candidates.
NAMES_WITHIN = 16
ENDS = ",;:.，；：。、"


class Ref(FieldType[R], Generic[R]):
    """A visible record of one kind. With `creates`, an unknown name is offered as *Create*.

    With `mentions` a name may stand inside free text: it is noticed there, and its words stay.
    """

    rank = 10

    def __init__(
        self,
        model: type[R],
        *,
        creates: bool = False,
        from_thread: bool = True,
        mentions: bool = False,
    ) -> None:
        self.model = model
        self.creates = creates
        self.from_thread = from_thread
        self.mentions = mentions
        self.is_announced = not mentions

    @property
    def takes_new(self) -> bool:
        """Whether `new:` and a name is read as a record that is to be made."""
        return self.creates

    def parse(self, text: str, reading: Reading) -> R:
        """The record that a reference or a name means.

        Raises `NotFound` with the nearest, or `Ambiguous` with the candidates, as choices.
        """
        if self.creates and text.startswith(NEW):
            return Fresh(text.removeprefix(NEW).strip())  # type: ignore[return-value]  # the form says `| Fresh`
        named = refs.read(text)
        if named is not None and issubclass(self.model, named[0]):
            return self._by_number(named[1], text, reading)
        if self.model not in names.NAMED:
            raise self._unknown(text)
        return self._one(
            names.find(reading.session, reading.caller, self.model, text), text, reading
        )

    def show(self, value: R) -> str:
        """The reference, or the name that is to be created."""
        return NEW + value.name if isinstance(value, Fresh) else refs.ref(value)

    def _by_number(self, number: int, text: str, reading: Reading) -> R:
        caller = reading.caller
        statement: Fixed[R] = _numbered(self.model, permission.reach(caller, self.model))
        values = {"number": number, "person": caller.user_id, "team": caller.team_id}
        for row in statement.objects(reading.session, **values):
            kept: R | None = merged.survivor(row, reading)
            if kept is not None:
                return kept
        raise self._unknown(text)

    def _unknown(self, text: str) -> NotFound:
        kind = Term(self.model.__tablename__)
        return NotFound(T("There is no {kind} {text} that you can see.", kind=kind, text=text[:80]))

    def _one(self, found: list[R], text: str, reading: Reading) -> R:
        if len(found) == 1:
            return found[0]
        if found:
            raise Ambiguous(
                T("Several records are called “{text}”. Which one?", text=text[:80]),
                choices=self._choices(found[: names.CANDIDATES]),
            )
        raise self._nobody(text, reading)

    def _nobody(self, text: str, reading: Reading) -> NotFound:
        near = names.nearest(reading.session, reading.caller, self.model, text)
        choices = self._choices(near)
        if self.creates:
            label = T("Create {name}", name=text[:60])
            choices = (*choices, Choice(label, {"": f"{NEW}{text}"}))
        kind = Term(self.model.__tablename__)
        return NotFound(
            T("I know no {kind} called “{text}”.", kind=kind, text=text[:80]), choices=choices
        )

    def _choices(self, rows: list[R]) -> tuple[Choice, ...]:
        return tuple(
            Choice(f"{row.name} ({refs.ref(row)})", {"": refs.ref(row)})  # type: ignore[attr-defined]  # named models have a name
            for row in rows
        )

    def claim(self, words: Words, reading: Reading) -> Claim[R] | None:
        """A reference of this kind anywhere; else the longest run of words that is a known name."""
        for run in words.runs(longest=1):
            named = refs.read(_bare(run))
            if named is not None and named[0] is self.model and not run.is_quoted:
                words.claim(run)
                return Claim(run, self._by_number(named[1], _bare(run), reading))
        if self.model not in names.NAMED:
            return None
        return self._claim_name(words, reading)

    def _claim_name(self, words: Words, reading: Reading) -> Claim[R] | None:
        runs = [run for run in words.runs(longest=6) if run.first < NAMES_WITHIN]
        texts = list(dict.fromkeys(text for run in runs for text in (run.text, _bare(run))))
        known = names.known(reading.session, reading.caller, self.model, texts)
        found = ((run, known.get(run.text) or known.get(_bare(run), [])) for run in runs)
        if self.mentions:
            return next((Claim(run, rows[0]) for run, rows in found if len(rows) == 1), None)
        for run, rows in found:
            if rows:
                words.claim(run)
                return Claim(run, self._one(rows, _bare(run), reading))
        stands_in = self.from_thread and self.model.__tablename__ in reading.thread
        return self._claim_unknown(words, runs, reading) if self.creates and not stands_in else None

    def _claim_unknown(self, words: Words, runs: list[Run], reading: Reading) -> Claim[R] | None:
        """The first word or quoted text, which is offered as *Create*."""
        if not runs:
            return None
        first = min((run for run in runs if run.last - run.first == 1), key=lambda run: run.first)
        words.claim(first)
        raise self._nobody(_bare(first), reading)

    def fallback(self, reading: Reading) -> R | None:
        """The record of the thread that this is said in, if it is of this kind."""
        record_id = reading.thread.get(self.model.__tablename__) if self.from_thread else None
        if record_id is None:
            return None
        statement = select(self.model).where(self.model.id == record_id)
        return reading.session.scalars(
            permission.visible(statement, reading.caller, self.model)
        ).one_or_none()

    def options(self, reading: Reading) -> tuple[Option, ...]:
        """None: records are typed by name; there may be a million of them."""
        del reading
        return ()


def _bare(run: Run) -> str:
    """What a run names, without the sign that ends its clause: *Acme,*."""
    return run.text if run.is_quoted else run.text.rstrip(ENDS) or run.text


@cache
def _numbered(model: type[R], seen: permission.Reach) -> Fixed[R]:
    """A kind's row by its number, among those that somebody sees."""
    here = (model.number == bindparam("number"), permission.within(model, seen))
    return Fixed(select(model).where(*here), model)
