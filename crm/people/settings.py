"""The workspace's settings: read by members, changed by admins."""

from __future__ import annotations

from typing import Annotated

from babel.numbers import list_currencies
from rapidfuzz import process

from crm.engine import settings
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import Choice, Missing, NotUnderstood
from crm.engine.permission import ADMINS
from crm.engine.reply import Listing, Notice, Reply, Row
from crm.engine.settings import Settings
from crm.engine.texts import T, Text
from crm.language import fields
from crm.language.fields.base import Reading
from crm.language.form import Form
from crm.people import steps


class ChangeSetting(Form):
    """A setting's name and its new value."""

    name: Annotated[str, fields.Word(40)]
    value: Annotated[str | None, fields.Phrase(80)] = None


class Nothing(Form):
    """Nothing to say."""


@command("settings list")
def listing(call: Call, form: Nothing) -> Reply:
    """List the workspace's settings and what they mean."""
    del form
    now = settings.read(call.session)
    rows = tuple(
        Row(None, name, (str(getattr(now, name)), Text(field.description or "")))
        for name, field in Settings.model_fields.items()
    )
    return Reply((Listing(T("Settings"), rows, len(rows)),))


@command("settings", may=ADMINS, effect="change")
def change(call: Call, form: ChangeSetting) -> Reply:
    """Change a setting of the workspace."""
    name = _known(form.name)
    before = getattr(settings.read(call.session), name)
    if form.value is None:
        raise Missing(
            T("{name} is {value}. What should it be?", name=name, value=str(before)),
            next_step=Text(Settings.model_fields[name].description or ""),
            field="value",
        )
    now = settings.change(call.session, name, _sound(call, name, form.value))
    said = T("{name}: {old} → {new}", name=name, old=str(before), new=str(getattr(now, name)))
    return Reply((Notice(said, "success"), *steps.undo_row(call)))


def _known(name: str) -> str:
    """A setting's name as it is declared; raises `NotUnderstood` with the nearest ones."""
    wanted = name.casefold().replace("-", "_")
    if wanted in Settings.model_fields:
        return wanted
    near = process.extract(wanted, list(Settings.model_fields), limit=3, score_cutoff=55)
    raise NotUnderstood(
        T("There is no setting {name}.", name=name),
        next_step=T("See all with {example}", example="/crm settings"),
        field="name",
        choices=tuple(Choice(found, {"name": found}) for found, _, _ in near),
    )


def _sound(call: Call, name: str, value: str) -> str:
    """The value as the setting takes it, where a pattern cannot say what is sound."""
    reading = Reading(call.session, call.caller, call.now, call.settings)
    if name == "zone":
        return fields.Zone().parse(value, reading)
    if name == "language":
        return fields.Language().parse(value, reading)
    if name in {"currency", "yuan"} and value.upper() in list_currencies():
        return value.upper()
    if name == "currency":
        raise NotUnderstood(
            T("{value} does not fit the setting {name}.", value=value, name=name),
            next_step=T("Write it like {example}.", example="EUR"),
            field="value",
        )
    return value
