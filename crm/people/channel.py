"""What Rapport does in a channel: language, zone, the company it is about, triage, emoji verbs."""

from __future__ import annotations

from typing import Annotated

from sqlalchemy import select

from crm.engine import refs
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import NotUnderstood
from crm.engine.permission import LEADERS
from crm.engine.reply import Fact, Facts, Heading, Reply, View
from crm.engine.texts import T, Value
from crm.language import fields
from crm.language.fields.base import Reading
from crm.language.form import Form
from crm.models import Channel, Company, Team
from crm.people import steps, team

NONE = frozenset({"none", "nobody", "no", "无", "没有"})


class CompanyOrNone(fields.Ref[Company]):
    """A company; *none* unties the channel from the one that it was about."""

    def parse(self, text: str, reading: Reading) -> Company:
        """The company, or a name that stands for none; raises as any reference does."""
        if text.strip().casefold() in NONE:
            return fields.Fresh("")  # type: ignore[return-value]  # the form says `| Fresh`
        return super().parse(text, reading)


class ChangeChannel(Form):
    """What changes in the channel that this is said in."""

    language: Annotated[str | None, fields.Language()] = None
    zone: Annotated[str | None, fields.Zone()] = None
    triage: Annotated[str | None, fields.Phrase(80, keyed=True)] = None
    emoji: Annotated[str | None, fields.Choice("on", "off", claims=False)] = None
    company: Annotated[Company | fields.Fresh | None, CompanyOrNone(Company, from_thread=False)] = (
        None
    )


class Nothing(Form):
    """Nothing to say."""


@command("channel show")
def show(call: Call, form: Nothing) -> Reply:
    """Show how Rapport behaves in this channel."""
    del form
    return Reply(_views(call, _here(call)))


@command("channel", may=LEADERS, effect="change")
def change(call: Call, form: ChangeChannel) -> Reply:
    """Set this channel's language, zone, triage team, company or emoji verbs."""
    if not any((form.language, form.zone, form.triage, form.emoji, form.company)):
        raise NotUnderstood(
            T("Say what should change: language, zone, triage, company or emoji."),
            next_step=T("Write it like {example}.", example="/crm channel language zh"),
        )
    here = _here(call)
    here.language = form.language or here.language
    here.zone = form.zone or here.zone
    if form.triage:
        here.triage_team_id = _triage(call, form.triage)
    if form.emoji:
        here.emoji_verbs = form.emoji == "on"
    if form.company is not None:
        here.company_id = None if isinstance(form.company, fields.Fresh) else form.company.id
    call.session.add(here)
    call.session.flush()
    return Reply((*_views(call, here), *steps.undo_row(call)))


def _here(call: Call) -> Channel:
    """What is known of the channel; a row that is not stored yet where nothing is.

    Raises `NotUnderstood` in a DM, which has no settings of its own.
    """
    if call.place.channel is None or call.place.is_dm:
        raise NotUnderstood(T("Say this in the channel that it is about."))
    statement = select(Channel).where(Channel.slack_id == call.place.channel)
    known = call.session.scalars(statement).one_or_none()
    return known or Channel(
        slack_id=call.place.channel, name="", emoji_verbs=False, is_external=call.place.is_external
    )


def _triage(call: Call, name: str) -> int | None:
    if name.casefold() in NONE:
        return None
    return team.named(call.session, name, "triage").id


def _views(call: Call, here: Channel) -> tuple[View, ...]:
    triages = call.session.scalar(select(Team.name).where(Team.id == here.triage_team_id))
    company = call.session.get(Company, (call.workspace_id, here.company_id or 0))
    about = f"{company.name} ({refs.ref(company)})" if company else T("none")
    by_default = T("{value}, by default", value=call.settings.language)
    facts: tuple[tuple[Value, Value], ...] = (
        (T("Language"), here.language or by_default),
        (T("Zone"), here.zone or T("{value}, by default", value=call.settings.zone)),
        (T("Triage team"), triages or T("none")),
        (T("Company"), about),
        (T("Emoji verbs"), T("on") if here.emoji_verbs else T("off")),
    )
    title = T("Rapport in #{channel}", channel=here.name or here.slack_id)
    return (Heading(title), Facts(tuple(Fact(label, value) for label, value in facts)))
