"""What reaches me by itself: which topics, in which hours not, and where; for everybody alone."""

from __future__ import annotations

from typing import Annotated

from sqlalchemy import select

from crm.engine import attention
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import NotFound, NotUnderstood
from crm.engine.permission import MEMBERS
from crm.engine.reply import Actions, Button, Fact, Facts, Heading, Reply, Small, View
from crm.engine.texts import T, Text, Value
from crm.language import fields
from crm.language.form import Form
from crm.language.normal import name_key
from crm.models import Channel, NotificationSetting
from crm.people import steps

ON, OFF = "on", "off"
NAMES: dict[str, Text] = {
    "reminders": T("Reminders of my follow-ups"),
    "digests": T("Digests sent to me"),
    "assigned": T("What I am given"),
    "watched": T("Changes of what I follow"),
    "arrivals": T("New submissions and messages"),
    "moods": T("Moods that turned"),
    "alerts": T("My own alerts"),
}
NONE = frozenset({"off", "none", "no", "never", "关", "无", "没有", "关闭"})
DM = frozenset({"dm", "direct", "direct message", "私信", "私聊"})
HERE = frozenset({"here", "这里", "此处"})


def _switch() -> fields.Choice:
    return fields.Choice(ON, OFF, claims=False)


class Wanted(Form):
    """Which of the topics come, in which hours nothing comes, and where it comes."""

    reminders: Annotated[str | None, _switch()] = None
    digests: Annotated[str | None, _switch()] = None
    assigned: Annotated[str | None, _switch()] = None
    watched: Annotated[str | None, _switch()] = None
    arrivals: Annotated[str | None, _switch()] = None
    moods: Annotated[str | None, _switch()] = None
    alerts: Annotated[str | None, _switch()] = None
    quiet: Annotated[str | None, fields.Phrase(40, keyed=True)] = None
    place: Annotated[str | None, fields.Phrase(80, keyed=True)] = None


class Nothing(Form):
    """Nothing to say."""


@command("notifications")
def show(call: Call, form: Nothing) -> Reply:
    """Show what reaches me, when and where."""
    del form
    return Reply((*_views(call), Actions((button(call),))))


@command("notifications set", may=MEMBERS, effect="change")
def change(call: Call, form: Wanted) -> Reply:
    """Choose what reaches me, when and where."""
    said = {name: getattr(form, name) for name in attention.TOPICS}
    if not any((*said.values(), form.quiet, form.place)):
        raise NotUnderstood(
            T("Say what should change: a topic, quiet hours, or where it comes."),
            next_step=T(
                "Write it like {example}.", example="/crm notifications set moods off quiet 22-8"
            ),
        )
    assert call.caller.user_id is not None
    row = attention.settings_of(call.session, call.caller.user_id)
    row = row or NotificationSetting(user_id=call.caller.user_id, muted="")
    off = set(attention.muted(row))
    off |= {name for name, value in said.items() if value == OFF}
    off -= {name for name, value in said.items() if value == ON}
    row.muted = " ".join(name for name in attention.TOPICS if name in off)
    row.quiet = _quiet(form.quiet) if form.quiet else row.quiet
    row.channel = _place(call, form.place) if form.place else row.channel
    call.session.add(row)
    call.session.flush()
    return Reply((*_views(call), *steps.undo_row(call)))


def button(call: Call) -> Button:
    """The button that opens the form, filled in with what is chosen now."""
    chosen = attention.settings_of(call.session, call.caller.user_id or 0)
    off = attention.muted(chosen)
    texts = {name: OFF if name in off else ON for name in attention.TOPICS}
    texts |= {"quiet": (chosen.quiet if chosen else None) or OFF, "place": _said(call, chosen)}
    return Button(T("Notifications"), "notifications set", texts, opens=True, is_reusable=True)


def _views(call: Call) -> tuple[View, ...]:
    chosen = attention.settings_of(call.session, call.caller.user_id or 0)
    off = attention.muted(chosen)
    facts: list[tuple[Value, Value]] = [
        (NAMES[name], T("off") if name in off else T("on")) for name in attention.TOPICS
    ]
    facts.append((T("Quiet hours"), (chosen.quiet if chosen else None) or T("none")))
    place = _said(call, chosen)
    facts.append((T("Where"), T("direct message") if place == "dm" else place))
    hint = T(
        "In quiet hours ({zone}) it waits for their end; what you turn off stays on your Home tab.",
        zone=call.caller.zone,
    )
    shown = Facts(tuple(Fact(label, value) for label, value in facts))
    return (Heading(T("What reaches you")), shown, Small(hint))


def _said(call: Call, chosen: NotificationSetting | None) -> str:
    """Where it comes, as it is written: `dm`, or the channel's name."""
    if chosen is None or chosen.channel is None:
        return "dm"
    statement = select(Channel.name).where(Channel.slack_id == chosen.channel)
    return f"#{call.session.scalar(statement) or chosen.channel}"


def _quiet(said: str) -> str | None:
    """Quiet hours in one writing; None for none; raises `NotUnderstood` with an example."""
    if name_key(said) in NONE:
        return None
    found = attention.read_quiet(said)
    if found is None:
        raise NotUnderstood(
            T("“{text}” is no span of hours.", text=said[:40]),
            next_step=T("Write it like {example}.", example="22:00-08:00"),
            field="quiet",
        )
    return f"{found.begins:%H:%M}-{found.ends:%H:%M}"


def _place(call: Call, said: str) -> str | None:
    """The channel's Slack id, None for direct messages; raises where it cannot come there."""
    wanted = said.strip().removeprefix("#")
    if name_key(wanted) in DM:
        return None
    ours = select(Channel).where(Channel.is_member.is_(True), Channel.is_archived.is_(False))
    if name_key(wanted) in HERE:
        if call.place.channel is None or call.place.is_dm:
            return None
        named = Channel.slack_id == call.place.channel
    else:
        link = wanted.removeprefix("<#").removesuffix(">").partition("|")[0]
        named = (Channel.name == wanted.casefold()) | (Channel.slack_id == link)
    found = call.session.scalars(ours.where(named).limit(1)).first()
    if found is None or found.is_external:
        raise NotFound(
            T("Nothing of ours can come to “{channel}”.", channel=said[:60]),
            next_step=T("Name a channel of your own that I am in, or *dm*."),
            field="place",
        )
    return found.slack_id
