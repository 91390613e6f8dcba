"""`/crm quality`: how complete, valid and fresh the data is; each number opens its list."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated, Any

from sqlalchemy import and_, func, or_, select

from crm.engine import permission, refs, settings
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import NotUnderstood
from crm.engine.permission import ADMINS
from crm.engine.reply import Button, Card, Fact, Listing, Notice, Reply, Row, Small
from crm.engine.texts import Joined, Percent, T, Term, Text, Value
from crm.language import fields
from crm.language.form import Form
from crm.language.vocabulary import label
from crm.models import ContactPoint
from crm.people import steps
from crm.people.quality import conditions
from crm.people.quality.figures import KINDS, Figures, measure

ABOUT = ("incomplete", "invalid", "stale")
SHOWN = 4


class Nothing(Form):
    """Nothing to say."""


class ListBad(Form):
    """Which records: of what kind, and what is the matter; or the needed field that they lack."""

    kind: Annotated[str, fields.Choice(*KINDS)] = "contact"
    about: Annotated[str, fields.Choice(*ABOUT)] = "incomplete"
    lacks: Annotated[str | None, fields.Phrase(60, keyed=True)] = None
    page: Annotated[int, fields.Number(1, 100_000, claims=False)] = 1


class Needs(Form):
    """A kind of record and the fields that every one of it should have."""

    kind: Annotated[str, fields.Choice(*KINDS)]
    needed: Annotated[str, fields.Phrase(400)]


@command("quality")
def report(call: Call, form: Nothing) -> Reply:
    """Show how complete, valid and fresh the customers' data is."""
    del form
    found = [measure(call, kind) for kind in KINDS]
    days = T(
        "Stale: {n} day without activity, purchase or change.",
        "Stale: {n} days without activity, purchase or change.",
        n=call.settings.old_days,
    )
    return Reply((*(_card(call, one) for one in found), Small(days)))


@command("quality list")
def listing(call: Call, form: ListBad) -> Reply:
    """List the records whose data is incomplete, invalid or stale."""
    model = conditions.MODELS[form.kind]
    where = (_condition(call, form), model.archived_at.is_(None))
    counted = permission.visible(select(func.count(model.id)).where(*where), call.caller, model)
    total = call.session.scalar(counted) or 0
    needed = conditions.needed(call.session, form.kind, call.settings)
    statement = select(model, *(one.is_there for one in needed)).where(*where)
    ordered = permission.visible(statement, call.caller, model).order_by(model.id)
    found = call.session.execute(
        ordered.limit(steps.PAGE).offset((form.page - 1) * steps.PAGE)
    ).all()
    names = [one.name for one in needed]
    wrong = _wrong(call, form.kind, [row[0] for row in found])
    rows = tuple(_row(call, one, names, wrong) for one in found)
    view = Listing(_title(form), rows, total, empty=T("Nothing here: all is well."))
    return Reply((view, *steps.pages("quality list", form, form.page, total)))


@command("quality needs", may=ADMINS, effect="change")
def needs(call: Call, form: Needs) -> Reply:
    """Say which fields every contact or company should have."""
    said = [word.strip().casefold() for word in re.split(r"[,，、]", form.needed) if word.strip()]
    for name in said:
        if conditions.one(call.session, form.kind, name) is None:
            raise NotUnderstood(
                T("I know no field “{word}”.", word=name[:60]),
                next_step=T(
                    "Choose of: {fields}.", fields=", ".join(conditions.names_of(form.kind))
                ),
                field="needed",
            )
    kept = ", ".join(dict.fromkeys(said))
    settings.change(call.session, f"needed_{form.kind}", kept)
    told = T("Needed of each {kind}: {fields}", kind=Term(form.kind), fields=kept)
    return Reply((Notice(told, "success"), *steps.undo_row(call)))


def buttons(found: Figures) -> tuple[Button, ...]:
    """A button for each number, which opens its list."""
    wanted = (
        ("incomplete", T("{n} incomplete", n=found.total - found.complete)),
        ("invalid", T("{n} invalid", n=found.invalid)),
        ("stale", T("{n} stale", n=found.stale)),
    )
    return tuple(
        Button(said, "quality list", {"kind": found.kind, "about": about}, is_reusable=True)
        for about, said in wanted
    )


def _without(call: Call, found: Figures) -> tuple[Button, ...]:
    """A button for each of the fields that are missing most, which opens its list."""
    most = sorted(found.missing.items(), key=lambda item: -item[1])[:SHOWN]
    return tuple(
        Button(
            T("{n} without {field}", n=n, field=_label(call, name)),
            "quality list",
            {"kind": found.kind, "lacks": name},
            is_reusable=True,
        )
        for name, n in most
        if n
    )


def _card(call: Call, found: Figures) -> Card:
    share = found.completeness
    facts = [
        Fact(T("Records"), found.total),
        Fact(T("Needed fields filled"), Percent(share) if share is not None else T("none yet")),
        Fact(T("Complete"), found.complete),
        Fact(T("Invalid"), found.invalid),
        Fact(T("Stale"), found.stale),
    ]
    lacking = tuple(
        T("{field} {n}", field=_label(call, name), n=n)
        for name, n in sorted(found.missing.items(), key=lambda item: -item[1])
        if n
    )
    if lacking:
        facts.append(Fact(T("Missing"), Joined(lacking)))
    title = T("Contacts") if found.kind == "contact" else T("Companies")
    return Card("", title, tuple(facts), None, (*buttons(found), *_without(call, found)))


def _condition(call: Call, form: ListBad) -> Any:
    if form.lacks is not None:
        there = conditions.one(call.session, form.kind, form.lacks)
        if there is None:
            raise NotUnderstood(T("I know no field “{word}”.", word=form.lacks[:60]), field="lacks")
        return ~there
    if form.about == "invalid":
        return conditions.invalid(form.kind)
    if form.about == "stale":
        return conditions.stale(form.kind, call.now, call.settings.old_days)
    needed = conditions.needed(call.session, form.kind, call.settings)
    model = conditions.MODELS[form.kind]
    return or_(model.id.is_(None), *(~one.is_there for one in needed))


def _title(form: ListBad) -> Text:
    titles = {
        "incomplete": T("Incomplete: {kind}", kind=Term(form.kind)),
        "invalid": T("Invalid: {kind}", kind=Term(form.kind)),
        "stale": T("Stale: {kind}", kind=Term(form.kind)),
    }
    if form.lacks is not None:
        return T("Without {field}: {kind}", field=form.lacks, kind=Term(form.kind))
    return titles[form.about]


def _wrong(call: Call, kind: str, rows: Sequence[Any]) -> dict[int, list[str]]:
    """The values that cannot be right, by record: one statement for a page."""
    if kind != "contact" or not rows:
        return {}
    ids = [row.id for row in rows]
    bad = conditions.bad_point()
    statement = select(ContactPoint.contact_id, ContactPoint.value).where(
        and_(ContactPoint.contact_id.in_(ids), bad)
    )
    found: dict[int, list[str]] = {}
    for contact_id, value in call.session.execute(statement):
        found.setdefault(contact_id, []).append(value)
    return found


def _row(call: Call, found: Any, names: list[str], wrong: dict[int, list[str]]) -> Row:
    record, *there = found
    lacking = [
        _label(call, name) for name, is_there in zip(names, there, strict=True) if not is_there
    ]
    details: list[Value] = []
    if lacking:
        details.append(T("lacks {fields}", fields=", ".join(lacking)))
    details += [
        T("“{value}” cannot be right", value=value[:60]) for value in wrong.get(record.id, [])
    ]
    return Row(refs.ref(record), record.name, tuple(details))


def _label(call: Call, name: str) -> str:
    return label(name, call.reader.language)
