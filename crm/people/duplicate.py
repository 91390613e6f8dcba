"""The review queue: two records side by side, merged, told apart, or made two again."""

from __future__ import annotations

from typing import Annotated

from sqlalchemy import func, inspect, select

from crm.engine import permission, refs
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import Missing, NotFound, NotUnderstood
from crm.engine.reply import Actions, Button, Notice, Reply, Small, View
from crm.engine.texts import Joined, T
from crm.language import fields
from crm.language.form import Form
from crm.language.vocabulary import label
from crm.models import Company, Contact, DuplicateCandidate, Merge, Numbered
from crm.people import company, duplicate_card
from crm.people.merging import merge as merging
from crm.people.merging import survivors

MERGED = (Contact, Company)


class Queue(Form):
    """The next pair, or the one that a button names, with the choices made so far."""

    pair: Annotated[str | None, fields.Hidden(60)] = None
    take: Annotated[str | None, fields.Hidden(500)] = None
    choose: Annotated[str | None, fields.Hidden(60)] = None
    after: Annotated[str | None, fields.Hidden(20)] = None


class MergePair(Form):
    """Two references, the one that is kept first, and fields to take from the other."""

    pair: Annotated[str, fields.Phrase(60)]
    take: Annotated[str | None, fields.Phrase(500, keyed=True)] = None


class TellApart(Form):
    """Two references."""

    pair: Annotated[str, fields.Phrase(60)]


class Split(Form):
    """Either record of a merge."""

    record: Annotated[str, fields.Phrase(20)]


@command("duplicate list", may=company.KEEPERS)
def queue(call: Call, form: Queue) -> Reply:
    """Show the next two records that may be one, side by side."""
    candidate = None if form.pair else _next(call, form.after)
    if form.pair:
        rows = _pair(call, form.pair)
    elif candidate is not None:
        rows = _rows(call, candidate)
    else:
        return Reply((Notice(T("No records that may be one are waiting.")),))
    take = _chosen(form.take, form.choose)
    waiting = call.session.scalar(
        select(func.count(DuplicateCandidate.id)).where(DuplicateCandidate.state == "open")
    )
    views: list[View] = [duplicate_card.side_by_side(call, rows, take)]
    views.append(Small(T("{n} pairs are waiting.", n=waiting or 0)))
    return Reply(tuple(views))


@command("duplicate merge", may=company.KEEPERS, effect="change")
def merge(call: Call, form: MergePair) -> Reply:
    """Merge two records into one; undo makes them two again."""
    kept, gone = _pair(call, form.pair)
    wanted = _wanted(kept, form.take)
    made = merging.merge(call, kept, gone, wanted)
    count = sum(map(len, made.moved.values()))
    note = T("{other} is part of it now, with {n} of its rows.", other=refs.ref(gone), n=count)
    return Reply((duplicate_card.merged(call, kept, note), *_more()), is_public=True)


@command("duplicate different", may=company.KEEPERS, effect="change")
def different(call: Call, form: TellApart) -> Reply:
    """Say that two records are not the same, so that they are not asked about again."""
    one, other = _pair(call, form.pair)
    ids = (one.id, other.id)
    if merging.candidate(call.session, one.__tablename__, ids) is None:
        call.session.add(
            DuplicateCandidate(
                kind=one.__tablename__,
                one_id=min(ids),
                other_id=max(ids),
                score=0.0,
                tier="suggest",
                reasons=[],
                features=[],
                found_at=call.now,
            )
        )
        call.session.flush()
    merging.decide(call, one.__tablename__, ids, "different")
    said = T("{ref} and {other} stay two.", ref=refs.ref(one), other=refs.ref(other))
    return Reply((Notice(said, "success"), *_more()))


@command("duplicate unmerge", may=company.KEEPERS, effect="change")
def split(call: Call, form: Split) -> Reply:
    """Make a merged record two again, with what was done since on the right one."""
    row = _record(call, form.record)
    made = merging.standing(call.session, row)
    if made is None:
        raise NotFound(
            T("{ref} was not merged.", ref=refs.ref(row)),
            next_step=T("Name one of the two records of a merge."),
        )
    return Reply(told(call, made, merging.unmerge(call, made)), is_public=True)


def told(call: Call, made: Merge, done: merging.Unmerged) -> tuple[View, ...]:
    """What an un-merge did, as views."""
    model = refs.MODELS[made.kind]
    ids = (made.kept_id, made.gone_id)
    rows = call.session.scalars(select(model).where(model.id.in_(ids)).order_by(model.id))
    said = T(
        "{records} are two again; {n} rows went back.",
        records=Joined(tuple(refs.ref(row) for row in rows)),
        n=done.back + done.along,
    )
    if not done.changed_since:
        return (Notice(said, "success"),)
    names = Joined(tuple(label(name, call.caller.language) for name in done.changed_since))
    return Notice(said, "success"), Small(T("Changed since, and left so: {names}.", names=names))


def _next(call: Call, after: str | None) -> DuplicateCandidate | None:
    """The likeliest open pair of which both are in use; `after` is the one that was put off."""
    conditions = [DuplicateCandidate.state == "open"]
    put_off = _candidate_of(call, after)
    if put_off is not None:
        conditions.append(
            (DuplicateCandidate.score < put_off.score)
            | ((DuplicateCandidate.score == put_off.score) & (DuplicateCandidate.id > put_off.id))
        )
    statement = (
        select(DuplicateCandidate)
        .where(*conditions)
        .order_by(DuplicateCandidate.score.desc(), DuplicateCandidate.id)
        .limit(50)
    )
    return next((c for c in call.session.scalars(statement) if _usable(call, c)), None)


def _candidate_of(call: Call, text: str | None) -> DuplicateCandidate | None:
    if not text or not text.isdigit():
        return None
    statement = select(DuplicateCandidate).where(DuplicateCandidate.id == int(text))
    return call.session.scalars(statement).one_or_none()


def _usable(call: Call, candidate: DuplicateCandidate) -> bool:
    model = refs.MODELS[candidate.kind]
    statement = select(func.count(model.id)).where(
        model.id.in_((candidate.one_id, candidate.other_id)),
        inspect(model).column_attrs["archived_at"].class_attribute.is_(None),
    )
    return call.session.scalar(permission.visible(statement, call.caller, model)) == 2


def _rows(call: Call, candidate: DuplicateCandidate) -> tuple[Numbered, Numbered]:
    model = refs.MODELS[candidate.kind]
    ids = (candidate.one_id, candidate.other_id)
    one, other = call.session.scalars(select(model).where(model.id.in_(ids)).order_by(model.id))
    return one, other


def _pair(call: Call, text: str) -> tuple[Numbered, Numbered]:
    said = [word for word in text.replace(",", " ").split() if refs.read(word)]
    if len(said) != 2:
        raise Missing(
            T("Which two records?"), next_step=T("Name both, like {example}.", example="C-3 C-9")
        )
    one, other = (_record(call, word) for word in said)
    if type(one) is not type(other):
        raise NotUnderstood(
            T("{ref} and {other} are of two kinds.", ref=refs.ref(one), other=refs.ref(other)),
            next_step=T("Name two contacts, or two companies."),
        )
    return one, other


def _record(call: Call, text: str) -> Numbered:
    named = refs.read(text)
    if named is not None and named[0] in MERGED:
        model, number = named
        statement = select(model).where(model.number == number)
        row = call.session.scalars(permission.visible(statement, call.caller, model)).one_or_none()
        if row is not None:
            return row
    raise NotFound(
        T("There is no contact or company {text} that you can see.", text=text[:40]),
        next_step=T("Name it like {example}.", example="C-3"),
    )


def _wanted(row: Numbered, take: str | None) -> dict[str, str]:
    """The choices by field: `title=other owner_id=kept`; a bare name is taken from the other."""
    known = survivors.fields(type(row))
    found: dict[str, str] = {}
    for word in (take or "").replace(",", " ").split():
        name, _, side = word.partition("=")
        name = name if name in known else f"{name}_id"
        if name not in known or side not in {"", "kept", "other"}:
            raise NotUnderstood(
                T("There is no field {name} to take.", name=word[:40]),
                next_step=T("These can be taken: {names}.", names=Joined(tuple(known))),
            )
        found[name] = side or "other"
    return found


def _chosen(take: str | None, choose: str | None) -> dict[str, str]:
    words = [*(take or "").split(), *([choose] if choose else [])]
    return dict(word.split("=", 1) for word in words if "=" in word)


def _more() -> tuple[Actions, ...]:
    return (Actions((Button(T("Next pair"), "duplicate list", is_reusable=True),)),)
