"""Two records in one card, field by field, and what came of their merge."""

from __future__ import annotations

from sqlalchemy import select

from crm.engine import refs
from crm.engine.call import Call
from crm.engine.reply import Button, Card, Fact, Menu, Option
from crm.engine.texts import Joined, T, Text, Value
from crm.language.vocabulary import label
from crm.models import Company, Contact, ContactPoint, Numbered, User
from crm.people import steps
from crm.people.duplicates import reasons
from crm.people.merging import merge as merging
from crm.people.merging import survivors

CHOICES = 4


def side_by_side(call: Call, rows: tuple[Numbered, Numbered], take: dict[str, str]) -> Card:
    """Two records in one card: each field with both values, a choice where they differ."""
    kept, gone = rows
    taken = survivors.chosen(call.session, kept, gone, take)
    pair = f"{refs.ref(kept)} {refs.ref(gone)}"
    facts: list[Fact] = []
    menus: list[Menu] = []
    for name in survivors.fields(type(kept)):
        values = _said(call, kept, name), _said(call, gone, name)
        if values == (None, None):
            continue
        facts.append(Fact(_label(call, name), _both(values)))
        if values[0] != values[1] and None not in values and len(menus) < CHOICES:
            menus.append(_menu(call, name, values, (pair, take, name in taken)))
    facts += _points(call, rows)
    buttons = (
        Button(T("Merge"), "duplicate merge", _given(pair, take), "primary"),
        Button(T("Not the same"), "duplicate different", {"pair": pair}),
        Button(T("Later"), "duplicate list", _after(call, rows), is_reusable=True),
    )
    note = _why(call, rows)
    title = Joined((kept.name, gone.name), " · ")  # type: ignore[attr-defined]  # both kinds have names
    return Card(pair.replace(" ", " · "), title, tuple(facts), note, (*menus, *buttons))


def merged(call: Call, row: Numbered, note: Text) -> Card:
    """The record that is left, with the way back."""
    facts = tuple(
        Fact(_label(call, name), _said(call, row, name))
        for name in survivors.fields(type(row))
        if _said(call, row, name) is not None
    )
    apart = Button(T("Make two again"), "duplicate unmerge", {"record": refs.ref(row)})
    title: str = row.name  # type: ignore[attr-defined]  # both kinds have names
    return Card(refs.ref(row), title, facts, note, (apart, *steps.undo(call)))


def _both(values: tuple[Value, Value]) -> Value:
    if values[0] == values[1]:
        return values[0]
    return Joined(tuple("—" if value is None else value for value in values), " · ")


def _menu(
    call: Call, name: str, values: tuple[Value, Value], state: tuple[str, dict[str, str], bool]
) -> Menu:
    pair, take, is_other = state
    field = _label(call, name)
    now = values[1] if is_other else values[0]
    return Menu(
        T("{field}: {value}", field=field, value=now),
        "duplicate list",
        "choose",
        (Option(values[0], f"{name}=kept"), Option(values[1], f"{name}=other")),
        _given(pair, take),
    )


def _said(call: Call, row: Numbered, name: str) -> Value:
    """A field's value as it is read: a person's or a company's name for a link."""
    value = getattr(row, name)
    if value is None or value == "":
        return None
    if name == "owner_id":
        return call.session.scalar(select(User.name).where(User.id == value))
    if name == "company_id":
        return call.session.scalar(select(Company.name).where(Company.id == value))
    return value if isinstance(value, int) else str(value)


def _points(call: Call, rows: tuple[Numbered, Numbered]) -> list[Fact]:
    """How each of two contacts is reached."""
    if not isinstance(rows[0], Contact):
        return []
    sides: list[Value] = []
    for row in rows:
        statement = select(ContactPoint.value).where(
            ContactPoint.contact_id == row.id, ContactPoint.kind.in_(("email", "phone"))
        )
        sides.append(Joined(tuple(call.session.scalars(statement.order_by(ContactPoint.id)))))
    return [Fact(T("Reached by"), Joined(tuple(sides), " · "))]


def _why(call: Call, rows: tuple[Numbered, Numbered]) -> Text | None:
    ids = (rows[0].id, rows[1].id)
    found = merging.candidate(call.session, rows[0].__tablename__, ids)
    if found is None or not found.reasons:
        return None
    words = Joined(tuple(reasons.WORDS[code] for code in found.reasons if code in reasons.WORDS))
    share = round(found.score * 100)
    return T("{percent} % likely one: {reasons}", percent=share, reasons=words)


def _after(call: Call, rows: tuple[Numbered, Numbered]) -> dict[str, str]:
    """What *Later* goes on behind."""
    ids = (rows[0].id, rows[1].id)
    found = merging.candidate(call.session, rows[0].__tablename__, ids)
    return {"after": str(found.id)} if found is not None else {}


def _given(pair: str, take: dict[str, str]) -> dict[str, str]:
    """The pair with the choices made so far, as a button carries them."""
    words = " ".join(f"{name}={side}" for name, side in take.items())
    return {"pair": pair} | ({"take": words} if words else {})


def _label(call: Call, name: str) -> str:
    return label(name.removesuffix("_id"), call.caller.language)
