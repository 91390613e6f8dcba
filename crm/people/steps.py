"""The next steps that cards and lists of every chapter offer."""

from __future__ import annotations

from crm.engine import refs
from crm.engine.call import Call
from crm.engine.reply import Actions, Button, Menu, Option
from crm.engine.texts import T
from crm.language.form import Form, texts
from crm.models import Numbered

PAGE = 10
# What the fields are called that cards offer to change.
FIELDS = {
    "name": T("Name"),
    "amount": T("Amount"),
    "close_on": T("Close date"),
    "contact": T("Contact"),
    "company": T("Company"),
    "owner": T("Owner"),
    "subject": T("Subject"),
    "priority": T("Priority"),
    "extra": T("Own fields"),
}


def undo(call: Call) -> tuple[Button, ...]:
    """*Undo*, where this call makes a change."""
    if call.changeset_id is None:
        return ()
    return (Button(T("Undo"), "undo", {"changeset": str(call.changeset_id)}),)


def undo_row(call: Call) -> tuple[Actions, ...]:
    """*Undo* in a row of its own, under a notice."""
    buttons = undo(call)
    return (Actions(buttons),) if buttons else ()


def follow_up(row: Numbered) -> Button:
    """*Follow up*, which opens the form with the record filled in."""
    return Button(
        T("Follow up"),
        "followup add",
        {row.__tablename__: refs.ref(row)},
        opens=True,
        is_reusable=True,
    )


def show(row: Numbered) -> Button:
    """The button that shows a record."""
    labels = {
        "deal": T("Open deal"),
        "ticket": T("Open ticket"),
        "company": T("Open company"),
        "contact": T("Open contact"),
        "followup": T("Open follow-up"),
    }
    kind = row.__tablename__
    return Button(
        labels.get(kind, T("Open {ref}", ref=refs.ref(row))),
        f"{kind} show",
        {kind: refs.ref(row)},
        is_reusable=True,
    )


def edit_one(row: Numbered, *names: str) -> Menu:
    """*Edit*, a menu of fields; the chosen one is changed in a small form."""
    options = tuple(Option(FIELDS[name], name) for name in names)
    return Menu(T("Edit"), "record edit", "field", options, {"record": refs.ref(row)})


def around(row: Numbered) -> tuple[Button, ...]:
    """*Timeline* and *Share*, which every record's card offers."""
    named = {"record": refs.ref(row)}
    return (
        Button(T("Timeline"), "timeline", named, is_reusable=True),
        Button(T("Share"), "share", named, opens=True, is_reusable=True),
    )


def title(row: Numbered) -> str:
    """What a record is called: its name or subject, or else its reference."""
    named = getattr(row, "name", None) or getattr(row, "subject", None)
    return str(named or getattr(row, "note", None) or refs.ref(row))[:100]


def pages(command: str, form: Form, page: int, total: int) -> tuple[Actions, ...]:
    """*Newer* and *More* under a list of `total` rows, ten on a page; nothing where all fits."""
    fields = texts(form)
    buttons = []
    if page > 1:
        buttons.append(
            Button(T("Back"), command, fields | {"page": str(page - 1)}, is_reusable=True)
        )
    if page * PAGE < total:
        buttons.append(
            Button(T("More"), command, fields | {"page": str(page + 1)}, is_reusable=True)
        )
    return (Actions(tuple(buttons)),) if buttons else ()
