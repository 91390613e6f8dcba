"""A word to whoever runs Rapport here."""

from __future__ import annotations

from typing import Annotated

from sqlalchemy import select

from crm.engine import post
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.permission import ADMIN, ADMINS
from crm.engine.reply import Listing, Notice, Paragraph, Reply, Row
from crm.engine.texts import T
from crm.language import fields
from crm.language.form import Form
from crm.models import Feedback, User
from crm.people.user import holding

SHOWN = 20


class Say(Form):
    """What is to be said."""

    text: Annotated[str, fields.Phrase(2_000, is_multiline=True)]


class Nothing(Form):
    """Nothing to say."""


@command("feedback", effect="change")
def tell(call: Call, form: Say) -> Reply:
    """Tell whoever runs Rapport here what is good, bad or missing."""
    assert call.caller.user_id is not None
    row = Feedback(user_id=call.caller.user_id, text=form.text, said_at=call.now)
    call.session.add(row)
    call.session.flush()
    heading = T("{name} says about Rapport:", name=call.caller.name)
    reply = Reply((Notice(heading), Paragraph(form.text)))
    for person in call.session.scalars(holding(ADMIN)):
        if person.id != call.caller.user_id:
            post.to_person(call, person, ("feedback", f"{row.id}:{person.id}"), "alert", reply)
    return Reply((Notice(T("Thank you. The admins have it now."), "success"),))


@command("feedback list", may=ADMINS)
def listing(call: Call, form: Nothing) -> Reply:
    """List what people said about Rapport."""
    del form
    statement = (
        select(Feedback, User.name)
        .join(User, User.id == Feedback.user_id)
        .order_by(Feedback.id.desc())
        .limit(SHOWN)
    )
    rows = tuple(
        Row(None, said.text, (name, said.said_at)) for said, name in call.session.execute(statement)
    )
    return Reply((Listing(T("Feedback"), rows, len(rows), T("Nobody said anything yet.")),))
