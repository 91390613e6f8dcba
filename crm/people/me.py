"""What a person says about themselves: their language, and who they are here."""

from __future__ import annotations

from dataclasses import replace
from typing import Annotated

from sqlalchemy import select

from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import Choice, Missing
from crm.engine.reply import Fact, Facts, Heading, Notice, Reply
from crm.engine.texts import Joined, Reader, T, Term, say
from crm.language import fields
from crm.language.fields.choice import Language
from crm.language.form import Form
from crm.models import Team, User
from crm.people import steps


class ChooseLanguage(Form):
    """English or Chinese."""

    language: Annotated[str | None, fields.Language()] = None


class Nothing(Form):
    """Nothing to say."""


@command("language", effect="change")
def language(call: Call, form: ChooseLanguage) -> Reply:
    """Choose the language that Rapport speaks with you."""
    if form.language is None:
        raise Missing(
            T("Which language should I speak with you?"),
            field="language",
            choices=tuple(
                Choice(label, {"language": code}) for code, label in Language.labels.items()
            ),
        )
    me = call.session.scalars(select(User).where(User.id == call.caller.user_id)).one()
    me.language = form.language
    call.session.flush()
    # Said at once in the new language, whatever the answer would have been said in.
    reader = replace(call.reader, language=form.language)
    return Reply((Notice(_agreed(reader), "success"), *steps.undo_row(call)))


def _agreed(reader: Reader) -> str:
    return say(T("From now on I speak English with you."), reader)


@command("whoami")
def whoami(call: Call, form: Nothing) -> Reply:
    """Show who you are to Rapport."""
    del form
    team = call.session.scalar(select(Team.name).where(Team.id == call.caller.team_id))
    roles = Joined(tuple(Term(role) for role in sorted(call.caller.roles)))
    facts = (
        Fact(T("Roles"), roles),
        Fact(T("Team"), team or T("none")),
        Fact(T("Language"), Language.labels[call.caller.language]),
        Fact(T("Zone"), call.caller.zone),
        Fact(T("Your time"), call.now),
    )
    return Reply((Heading(call.caller.name), Facts(facts)))
