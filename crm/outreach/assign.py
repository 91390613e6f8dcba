"""Giving a record to a person, in words: `assign D-4 to ben`, `deal assign D-4 me`."""

from __future__ import annotations

from typing import Annotated

from crm.engine import post, refs
from crm.engine.call import Call
from crm.engine.command import changers, command
from crm.engine.errors import NotAllowed, NotUnderstood
from crm.engine.reply import Notice, Record, Reply
from crm.engine.texts import T
from crm.language import fields
from crm.language.form import Form
from crm.models import Numbered, User
from crm.outreach.cards import shown
from crm.people import steps, watch

# Whose row it is: the column that a person is put into, by kind.
COLUMNS = {
    "deal": "owner_id",
    "lead": "owner_id",
    "followup": "owner_id",
    "company": "owner_id",
    "contact": "owner_id",
    "ticket": "assignee_id",
}


class Assign(Form):
    """A record and who takes care of it; me, unless said otherwise."""

    record: Annotated[Numbered, fields.Anything()]
    assignee: Annotated[User, fields.Person(default_me=True, takes_me=True)]


@command("assign", effect="change")
def assign(call: Call, form: Assign) -> Reply:
    """Give a record to somebody, or take it."""
    row, person = form.record, form.assignee
    kind = row.__tablename__
    column = COLUMNS.get(kind)
    if column is None:
        raise NotUnderstood(
            T("{ref} belongs to nobody in particular.", ref=refs.ref(row)),
            next_step=T("Deals, leads, follow-ups, tickets and customers can be assigned."),
        )
    _allow(call, kind)
    if getattr(row, column) == person.id:
        already = T("{ref} already is with {name}.", ref=refs.ref(row), name=person.name)
        return Reply((Notice(already),))
    setattr(row, column, person.id)
    call.session.flush()
    note = T("{name} takes care of it.", name=person.name)
    watch.tell(call, row, T("{ref} was given to {name}.", ref=refs.ref(row), name=person.name))
    _tell(call, row, person)
    return shown.changed(call, row, note)


def _allow(call: Call, kind: str) -> None:
    """Who may change a record of the kind may give it away."""
    if changers(kind).isdisjoint(call.caller.roles):
        raise NotAllowed(
            T("Your role does not include “{command}”.", command=f"{kind} edit"),
            next_step=T("An admin can give you the role with {example}.", example="/crm people"),
        )


def _tell(call: Call, row: Numbered, person: User) -> None:
    """Tell the person, unless they took it themselves or were given what they do not see."""
    if person.id == call.caller.user_id:
        return
    told = T(
        "{name} gave you {ref}: {title}",
        name=call.caller.name,
        ref=refs.ref(row),
        title=steps.title(row),
    )
    name = ("assigned", f"{call.changeset_id or call.key}:{row.__tablename__}:{row.id}:{person.id}")
    about = Record(row.__tablename__, row.id)
    post.to_person(call, person, name, "alert", Reply((Notice(told),), about=about))
