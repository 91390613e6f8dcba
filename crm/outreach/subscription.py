"""Digests as subscriptions: what is posted where, by which rule, for whose eyes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from crm.engine import permission, refs
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import Conflict, Missing, NotAllowed
from crm.engine.permission import LEADERS
from crm.engine.reply import Button, Card, Fact, Listing, Record, Reply, Row
from crm.engine.texts import Local, T, Text, Value
from crm.language import fields
from crm.language.fields.recurring import Recurring
from crm.language.form import Form
from crm.models import Channel, Delivery, Digest, User
from crm.outreach import recurrence
from crm.people import steps
from crm.rules.schedule import Rule, next_occurrence, parse_rule, zone_named

LANGUAGES = {"en": T("English"), "zh": T("Chinese")}


class EveryDigest(Form):
    """When the digest comes; it is posted where this is said."""

    rule: Annotated[Rule, Recurring()]


class OneDigest(Form):
    """A digest, by reference or by the thread."""

    digest: Annotated[Digest, fields.Ref(Digest)]


class ListDigests(Form):
    """The digests that I may see."""

    page: Annotated[int, fields.Number(1, 100_000)] = 1


@command("digest every", may=LEADERS, effect="change")
def every(call: Call, form: EveryDigest) -> Reply:
    """Post the digest here again and again."""
    channel = place_of(call)
    _refuse_again(call, channel, form.rule)
    assert call.caller.user_id is not None
    digest = refs.add(
        call.session,
        Digest(
            channel=channel,
            rule=form.rule.words(),
            zone=call.caller.zone,
            language=call.caller.language,
            user_id=call.caller.user_id,
            created_at=call.now,
        ),
    )
    return _changed(call, digest, T("The digest will come here."))


@command("digest list")
def listing(call: Call, form: ListDigests) -> Reply:
    """List digests: when and where they come."""
    wanted = select(Digest, User.name, Channel.name).where(Digest.is_active.is_(True))
    statement = (
        wanted.join(User, User.id == Digest.user_id)
        .outerjoin(Channel, Channel.slack_id == Digest.channel)
        .order_by(Digest.number)
    )
    found = list(call.session.execute(permission.visible(statement, call.caller, Digest)))
    first = (form.page - 1) * steps.PAGE
    rows = tuple(_row(call, *one) for one in found[first : first + steps.PAGE])
    empty = T("No digests yet. Start one with {example}", example="/digest every monday 9:00")
    view = Listing(T("Digests"), rows, len(found), empty=empty)
    return Reply((view, *steps.pages("digest list", form, form.page, len(found))))


@command("digest show")
def show(call: Call, form: OneDigest) -> Reply:
    """Show a digest: when, where and for whom it comes."""
    return Reply((card(call, form.digest),), about=Record("digest", form.digest.id))


@command("digest stop", effect="change")
def stop(call: Call, form: OneDigest) -> Reply:
    """Stop a digest; what was queued and not sent yet is taken back."""
    digest = form.digest
    if not digest.is_active:
        raise Conflict(T("{ref} is stopped already.", ref=refs.ref(digest)), field="digest")
    digest.is_active = False
    call.session.flush()
    cancel(call.session, digest)
    return _changed(call, digest, T("Stopped; nothing more will come."))


def rule_name(digest_id: int) -> str:
    """The name under which a digest's deliveries and its mark are kept."""
    return f"digest:{digest_id}"


def cancel(session: Session, digest: Digest) -> None:
    """Take back a digest's deliveries that were not tried yet."""
    session.execute(
        update(Delivery)
        .where(
            Delivery.workspace_id == digest.workspace_id,
            Delivery.rule == rule_name(digest.id),
            Delivery.state.in_(("held", "due")),
            Delivery.first_try_at.is_(None),
        )
        .values(state="cancelled")
    )


def place_of(call: Call) -> str:
    """The channel, or for a DM the person's Slack id, that a digest asked for here goes to.

    Raises `NotAllowed` where people of other teams would read it, `Conflict` where Rapport
    cannot post, `Missing` where there is no place at all.
    """
    place = call.place
    if place.channel is None or place.is_dm:
        if call.caller.slack_id is None:
            raise Missing(T("Say it in the channel that the digest is for."))
        return call.caller.slack_id
    if place.is_external:
        raise NotAllowed(
            T("People of other companies read this channel; a digest never goes there."),
            next_step=T("Say it in a channel of your own, or in a direct message to me."),
        )
    if not place.is_member:
        raise Conflict(
            T("I cannot post in this channel yet."),
            next_step=T("Add me first with {example}", example="/invite @Rapport"),
        )
    return place.channel


def _refuse_again(call: Call, channel: str, rule: Rule) -> None:
    statement = select(Digest).where(
        Digest.channel == channel,
        Digest.rule == rule.words(),
        Digest.user_id == call.caller.user_id,
        Digest.is_active.is_(True),
    )
    same = call.session.scalars(statement.limit(1)).first()
    if same is not None:
        raise Conflict(
            T("{ref} comes here at that time already.", ref=refs.ref(same)), field="rule"
        )


def _changed(call: Call, digest: Digest, note: Text) -> Reply:
    """Told to the person alone, in the language that the digest will come in."""
    return Reply((card(call, digest, note),), about=Record("digest", digest.id))


def card(call: Call, digest: Digest, note: Text | None = None) -> Card:
    """A digest as a card: when, where, for whom, and when next."""
    subscriber = call.session.get(User, (digest.workspace_id, digest.user_id))
    facts = [
        Fact(T("When"), recurrence.said(parse_rule(digest.rule))),
        Fact(T("Where"), _place(call, digest)),
        Fact(T("For"), subscriber.name if subscriber else T("nobody")),
        Fact(T("Language"), LANGUAGES.get(digest.language, digest.language)),
        Fact(T("Next"), _next(digest, call.now)),
    ]
    return Card(refs.ref(digest), T("Digest"), tuple(facts), note, _actions(call, digest))


def _actions(call: Call, digest: Digest) -> tuple[Button, ...]:
    named = {"digest": refs.ref(digest)}
    stopping = (Button(T("Stop digest"), "digest stop", named),) if digest.is_active else ()
    return (*stopping, *steps.undo(call))


def _place(call: Call, digest: Digest) -> Value:
    statement = select(Channel.name).where(Channel.slack_id == digest.channel)
    return _place_name(digest.channel, call.session.scalar(statement))


def _place_name(channel: str, name: str | None) -> Value:
    if channel[:1] in {"U", "W"}:
        return T("direct message")
    return f"#{name}" if name else channel


def _next(digest: Digest, now: datetime) -> Value:
    if not digest.is_active:
        return T("stopped")
    rule, zone = parse_rule(digest.rule), zone_named(digest.zone)
    following = next_occurrence(rule, zone, digest.created_at, now)
    return Local(following.due_at, digest.zone) if following else None


def _row(call: Call, digest: Digest, subscriber: str, channel: str | None) -> Row:
    following = T("next {at}", at=_next(digest, call.now))
    where = _place_name(digest.channel, channel)
    said = recurrence.said(parse_rule(digest.rule))
    return Row(refs.ref(digest), said, (where, subscriber, following))
