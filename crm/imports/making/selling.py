"""Deals, products, orders and quotes of a row."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any

from crm.engine.money import Money
from crm.imports import stages
from crm.imports.draft import Draft, Line
from crm.imports.making.parts import named, new, parties
from crm.imports.scene import Scene
from crm.imports.wording import Fields, Refused
from crm.language.normal import name_key


def deal(fields: Fields, scene: Scene) -> Draft:
    """The deal of a row; won and lost come from the flags before the stage's words."""
    name = named(fields, "name")
    amount = fields.money("amount", scene.currency)
    close = fields.moment("close_on")
    said = fields.text("stage")
    chosen = scene.chosen(said)
    status = chosen.outcome if chosen else _deal_status(fields)
    step, is_known = (chosen, True) if chosen else scene.stage(said, status)
    if not is_known and said not in scene.unknown:
        scene.unknown.add(said)
        fields.warnings.append(f"stage {said[:60]}: taken as {step.name}")
    created = fields.moment("created_at") or scene.now
    closed = (fields.moment("closed_at") or close or created) if status != "open" else None
    draft = new(
        fields,
        "deal",
        {
            "name": name,
            "amount": amount.minor if amount else None,
            "currency": amount.currency if amount else None,
            "close_on": close.date() if close else None,
            "status": status,
            "stage_id": step.id,
            "pipeline_id": step.pipeline_id,
            "closed_at": closed,
            "source": fields.text("source"),
            "note": fields.text("note"),
            "created_at": created,
            "lost_reason": fields.text("lost_reason") if status == "lost" else "",
        },
    )
    draft.wishes = parties(fields)
    return draft


def _deal_status(fields: Fields) -> str:
    closed, won = fields.truth("is_closed"), fields.truth("is_won")
    if won:
        return "won"
    if closed is not None and "is_won" in fields.plan.columns:
        return "lost" if closed else "open"
    for field in ("status", "stage"):
        word = fields.text(field).casefold()
        if (found := stages.outcome(word)) != "open":
            return found
    is_lost = fields.truth("active") is False and fields.text("probability") in {
        "0",
        "0.0",
        "0,0",
        "0,00",
        "0.00",
    }
    return "lost" if is_lost else "open"


def product(fields: Fields, scene: Scene) -> Draft:
    """The product of a row."""
    name = named(fields, "name")
    price = fields.money("price", scene.currency)
    fields.money("cost", scene.currency)
    is_off = fields.truth("active") is False
    return new(
        fields,
        "product",
        {
            "name": name,
            "name_key": name_key(name),
            "price": price.minor if price else None,
            "currency": price.currency if price else None,
            "code": fields.text("code"),
            "category": fields.text("category"),
            "unit": fields.text("unit"),
            "note": fields.text("note"),
            "created_at": fields.moment("created_at"),
            "archived_at": scene.now if is_off else None,
        },
    )


def order(fields: Fields, scene: Scene, kind: str) -> Draft:
    """The purchase or quote of a row, with its line where the row has one."""
    at = fields.moment("bought_on") or fields.moment("created_at")
    line = order_line(fields, scene)
    total = fields.money("amount", scene.currency)
    if (
        kind == "purchase"
        and at is None
        and fields.text("external_id") == ""
        and total is None
        and line is None
    ):
        raise Refused("neither a date nor an amount")
    at = at or scene.now
    currency = total.currency if total else scene.currency
    values: dict[str, Any] = {
        "amount": total.minor if total else 0,
        "currency": currency,
        "note": fields.text("note"),
        "source": fields.text("source"),
        "created_at": at,
    }
    values |= _purchased(fields, at) if kind == "purchase" else _quoted(fields, at)
    draft = new(fields, kind, values)
    draft.wishes = parties(fields) + fields.wishes("deal_id", "deal", ("deal",))
    draft.lines = [line] if line else []
    if total is None:
        draft.values["amount"] = sum(each.amount for each in draft.lines)
    return draft


def _purchased(fields: Fields, at: datetime) -> dict[str, Any]:
    return {"bought_on": at.date(), "order_number": fields.text("order_number")}


def _quoted(fields: Fields, at: datetime) -> dict[str, Any]:
    word = fields.text("status").lower() or state(fields)
    known = {"draft", "pending", "approved", "sent", "accepted", "rejected", "expired"}
    status = (
        word if word in known else "rejected" if word.startswith(("cancel", "declin")) else "draft"
    )
    until = fields.moment("valid_until")
    return {
        "status": status,
        "discount": fields.decimal("discount"),
        "version": fields.whole("version") or 1,
        "valid_until": until.date() if until else None,
        "sent_at": fields.moment("sent_at") or (at if status == "sent" else None),
        "accepted_at": fields.moment("accepted_at"),
        "note": fields.text("note") or fields.text("order_number"),
    }


def state(fields: Fields) -> str:
    """Odoo's state of an order."""
    said = fields.text("state").lower()
    return {"quotation": "draft", "quotation sent": "sent", "cancelled": "cancel"}.get(said, said)


def order_line(fields: Fields, scene: Scene) -> Line | None:
    """The product of a row of an order, if it names one."""
    wishes = fields.wishes("line_product_id", "line_product", ("product",))
    if not wishes:
        return None
    quantity = fields.decimal("line_quantity")
    quantity = Decimal(1) if quantity is None else quantity
    price = fields.money("line_price", scene.currency)
    discount = fields.decimal("line_discount")
    whole = fields.money("line_amount", scene.currency) or fields.money("amount", scene.currency)
    if price is None:
        minor = whole.minor if whole else 0
        price = Money(int(minor / quantity) if quantity else minor, scene.currency)
    net = price.amount * quantity * (1 - (discount or Decimal(0)) / 100)
    amount = Money.of(net, price.currency).minor
    return Line(
        wishes[0],
        fields.text("line_product") or wishes[0].key,
        quantity,
        price.minor,
        discount,
        amount,
    )
