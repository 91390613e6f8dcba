"""The set-up list of a new workspace: what is decided already, and each step done from there."""

from __future__ import annotations

from sqlalchemy import exists, func, select

from crm.engine.call import Call
from crm.engine.permission import ADMIN
from crm.engine.reply import Actions, Button, Listing, Row, View
from crm.engine.texts import T, Text
from crm.models import Changeset, Channel, Company, Role, Setting, Stage, Upload
from crm.sales import stages

DIRECT = "dm:"


def views(call: Call) -> list[View]:
    """The steps with what is done, for admins, until all of them are; nothing afterwards."""
    if ADMIN not in call.caller.roles or call.caller.user_id is None:
        return []
    steps = _steps(call)
    done = sum(is_done for _, is_done, _ in steps)
    if done == len(steps):
        return []
    rows = tuple(
        Row(None, T("{sign} {step}", sign="✅" if is_done else "⬜", step=name))
        for name, is_done, _ in steps
    )
    title = T("Set up Rapport: {done} of {n}", done=done, n=len(steps))
    buttons = tuple(button for _, is_done, button in steps if button is not None and not is_done)
    shown: list[View] = [Listing(title, rows, len(rows))]
    return [*shown, Actions(buttons)] if buttons else shown


def _steps(call: Call) -> list[tuple[Text, bool, Button | None]]:
    """Each step: its name, whether it is done, and the button that does it: two statements."""
    chosen = set(call.session.scalars(select(Setting.name)))
    holders = select(func.count(func.distinct(Role.user_id))).scalar_subquery()
    channels = exists().where(
        Channel.is_member.is_(True), Channel.name.not_like(f"{DIRECT}%"), Channel.name != ""
    )
    sent = exists().where(Upload.id > 0)
    # Whoever looked at the stages has decided them, changed or not.
    decided = exists().where(Changeset.command == "stages")
    people, customers, invited, imported, chosen_stages = call.session.execute(
        select(holders, exists().where(Company.id > 0), channels, sent, decided)
    ).one()
    return [
        (T("Currency"), "currency" in chosen, _setting("currency", T("Set the currency"))),
        (T("Time zone"), "zone" in chosen, _setting("zone", T("Set the zone"))),
        (T("Roles"), people > 1, _opens(T("Give roles"), "people")),
        (T("Stages of a deal"), bool(chosen_stages), _stages(call)),
        (T("First customers"), bool(customers), _opens(T("Add a company"), "company add")),
        (
            T("Customers from your last system"),
            bool(imported),
            _opens(T("Import a file"), "import files"),
        ),
        (
            T("A channel with me: write {example} there", example="/invite @Rapport"),
            invited,
            _opens(T("Invite me to a channel"), "channel invite"),
        ),
    ]


def _setting(name: str, label: Text) -> Button:
    return Button(label, "settings", {"name": name}, opens=True, is_reusable=True)


def _stages(call: Call) -> Button:
    """The button that opens the stages' form, filled in with what they are."""
    found = select(Stage).where(Stage.outcome == "open").order_by(Stage.pipeline_id, Stage.position)
    now = stages.said(list(call.session.scalars(found)))
    return Button(T("Set the stages"), "stages", {"stages": now}, opens=True, is_reusable=True)


def _opens(label: Text, command: str) -> Button:
    return Button(label, command, opens=True, is_reusable=True)
