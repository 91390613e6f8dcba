"""Each kind of record from a row's fields: its values as the tables have them, and its links."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from crm.engine.money import Money
from crm.imports import cells
from crm.imports.draft import Bad, Draft, Line, Skip, Wish
from crm.imports.plan import Plan
from crm.imports.rows import Row
from crm.imports.scene import Scene
from crm.imports.wording import Fields, Refused, key_of
from crm.language.normal import name_key
from crm.people.identity import email as mails
from crm.people.identity import person, phone, script

WON = re.compile(r"won|gewonnen|赢单|成交|成功")
LOST = re.compile(r"lost|verloren|输单|丢单|失败|abandon")
SPAN = 200
PARENTS = ("company", "contact")
ANY = ("contact", "lead", "company", "deal", "ticket")


def read(plan: Plan, scene: Scene, row: Row) -> Draft | Bad | Skip:
    """The draft of a row, or why there is none."""
    if row.trouble:
        where = f"column {row.column}: " if row.column else ""
        return Bad(row.line, where + row.trouble)
    extra = [cell for cell in row.cells[len(plan.headers) :] if cell.strip()]
    if extra:
        return Bad(row.line, f"more cells than headers: “{extra[0].strip()[:60]}”")
    fields = Fields(plan, row)
    if fields.truth("is_deleted"):
        return Skip(row.line, "deleted at the source")
    kind = _kind(fields)
    try:
        made = MAKERS[kind](fields, scene)
    except Refused as refused:
        return Bad(row.line, str(refused))
    return _finished(made, fields, scene)


def _kind(fields: Fields) -> str:
    kind = fields.plan.kind
    if kind == "partner":
        word = fields.text("company_type").lower()
        return "company" if fields.truth("is_company") or word == "company" else "contact"
    if kind == "deal" and fields.text("type").lower() == "lead":
        return "lead"
    if kind == "purchase" and _state(fields) in {"draft", "sent", "cancel", "cancelled"}:
        return "quote"
    return kind


def _state(fields: Fields) -> str:
    state = fields.text("state").lower()
    return {"quotation": "draft", "quotation sent": "sent", "cancelled": "cancel"}.get(state, state)


def _finished(draft: Draft, fields: Fields, scene: Scene) -> Draft:
    owner = fields.text("owner") or fields.text("owner_id")
    slot = {"ticket": "assignee_id", "activity": "user_id"}.get(draft.kind, "owner_id")
    if owner and draft.kind not in {"product", "consent"}:
        draft.values[slot] = scene.owner(owner)
        if draft.values[slot] is None and owner not in scene.unknown:
            scene.unknown.add(owner)
            draft.warnings.append(f"nobody here is called {owner[:80]}: unassigned")
    draft.warnings += fields.warnings
    return draft


def _new(fields: Fields, kind: str, values: dict[str, Any]) -> Draft:
    said = fields.text("external_id")
    digest = fields.digest()
    key = key_of(said) if said else f"row:{digest}"
    plain = {name: (cells.clean(v) if isinstance(v, str) else v) for name, v in values.items()}
    return Draft(kind, fields.line, key, said, digest, {n: v for n, v in plain.items() if v != ""})


def _named(fields: Fields, *names: str) -> str:
    name = " ".join(next((t for n in names if (t := fields.text(n))), "").split())
    if not name:
        columns = [fields.plan.headers[n] for f in names for n in fields.plan.columns.get(f, ())]
        raise Refused(f"{columns[0] if columns else 'name'}: the name is missing")
    return name[: SPAN * 5]


def _address(fields: Fields) -> dict[str, str]:
    parts = ("street", "city", "region", "postcode", "country")
    said = {part: fields.text(part) for part in parts}
    if second := fields.text("street2"):
        said["street"] = f"{said['street']}\n{second}".strip()
    has_more = said["street"] or said["region"] or said["postcode"]
    return {part: text for part, text in said.items() if text} if has_more else {}


def _company(fields: Fields, scene: Scene) -> Draft:
    name = _named(fields, "name", "company")
    fields.emails("email")
    fields.money("revenue", scene.currency)
    draft = _new(
        fields,
        "company",
        {
            "name": name,
            "name_key": name_key(name),
            "industry": fields.text("industry"),
            "size": fields.whole("size"),
            "city": fields.text("city"),
            "country": fields.text("country"),
            "phone": _phones(fields, "phone", "mobile")[0]
            if _phones(fields, "phone", "mobile")
            else None,
            "website": fields.text("website"),
            "note": fields.text("note"),
            "source": fields.text("source"),
            "created_at": fields.moment("created_at") or scene.now,
            "type": _type(fields),
        },
    )
    draft.address = _address(fields)
    return draft


def _type(fields: Fields) -> str:
    word = fields.text("type").lower() if fields.plan.kind == "company" else ""
    for found, kind in (
        ("former", "former"),
        ("partner", "partner"),
        ("合作", "partner"),
        ("customer", "customer"),
        ("客户", "customer"),
    ):
        if found in word and "潜在" not in word:
            return kind
    return "prospect"


def _phones(fields: Fields, *names: str) -> list[str]:
    """The numbers as `+49…` where they are valid, else the text as it stands."""
    found: list[str] = []
    country = fields.text("country") or None
    for name in names:
        for n, text in fields.texts(name):
            plain = " ".join(text.split())
            read = phone.key(plain, country)
            if read is None or not read.startswith("+"):
                fields.warnings.append(
                    f"{fields.plan.headers[n]}: “{plain[:60]}” is no valid number, kept as text"
                )
                read = plain
            elif re.search(r"[a-z]{2}|转|分机|[x#]\s*\d", plain, re.IGNORECASE):
                read = plain
            if read not in found:
                found.append(read)
    return found


def _person(fields: Fields, email: list[str]) -> str:
    first, last, full = (" ".join(fields.text(n).split()) for n in ("first", "last", "name"))
    if first or last:
        han = script.has_han(first + last)
        return (last + first if han else f"{first} {last}").strip()
    if full:
        return full
    if not email:
        fields_named = [n for n in ("last", "name", "first") if n in fields.plan.columns]
        column = (
            fields.plan.headers[fields.plan.columns[fields_named[0]][0]] if fields_named else "name"
        )
        raise Refused(f"{column}: the name is missing")
    return email[0]


def _identity(fields: Fields, name: str, email: list[str]) -> tuple[str, str] | None:
    """E-mail and name, normalised: what makes two rows one person."""
    address = mails.key(email[0]) if email else None
    if not address:
        return None
    return address, identity_name(name)


def identity_name(name: str) -> str:
    """A person's name as it is compared: order, case, accents, titles do not count."""
    read = person.read(full=name)
    return read.han or " ".join([*sorted(read.tokens), read.generation or ""]).strip()


def _contact(fields: Fields, scene: Scene) -> Draft:
    email = fields.emails("email", "email2")
    name = _person(fields, email)
    fields.moment("birth")
    draft = _new(
        fields,
        "contact",
        {
            "name": name,
            "name_key": name_key(name),
            "title": fields.text("title"),
            "city": fields.text("city"),
            "country": fields.text("country"),
            "note": fields.text("note"),
            "source": fields.text("source"),
            "created_at": fields.moment("created_at") or scene.now,
        },
    )
    draft.points = [("email", each, None) for each in email]
    draft.points += [("phone", each, None) for each in _phones(fields, "phone", "mobile", "phone2")]
    draft.address = _address(fields)
    draft.wishes = fields.wishes("company_id", "company", ("company",))[:1]
    draft.person = _identity(fields, name, email)
    return draft


def _lead(fields: Fields, scene: Scene) -> Draft:
    email = fields.emails("email")
    name = _person(fields, email)
    phones = _phones(fields, "phone", "mobile")
    status = _lead_status(fields)
    created = fields.moment("created_at") or scene.now
    fields.money("revenue", scene.currency)
    converted = (fields.moment("converted_at") or created) if status == "converted" else None
    draft = _new(
        fields,
        "lead",
        {
            "name": name,
            "name_key": name_key(name),
            "company_name": fields.text("company_name") or fields.text("company"),
            "email": email[0] if email else None,
            "phone": phones[0] if phones else None,
            "source": fields.text("source"),
            "title": fields.text("title"),
            "industry": fields.text("industry"),
            "size": fields.whole("size"),
            "city": fields.text("city"),
            "country": fields.text("country"),
            "website": fields.text("website"),
            "note": fields.text("note"),
            "status": status,
            "created_at": created,
            "converted_at": converted,
        },
    )
    draft.address = _address(fields)
    draft.person = _identity(fields, name, email)
    if status == "converted":
        for kind in ("company", "contact", "deal"):
            draft.wishes += fields.wishes(f"converted_{kind}", "", (kind,))
    return draft


def _lead_status(fields: Fields) -> str:
    if fields.truth("is_converted"):
        return "converted"
    word = fields.text("status").casefold()
    table = (
        ("unqualif", "disqualified"),
        ("disqualif", "disqualified"),
        ("junk", "disqualified"),
        ("lost", "disqualified"),
        ("作废", "disqualified"),
        ("无效", "disqualified"),
        ("closed - converted", "converted"),
        ("converted", "converted"),
        ("已转化", "converted"),
        ("qualif", "qualified"),
        ("合格", "qualified"),
        ("work", "working"),
        ("contacted", "working"),
        ("progress", "working"),
        ("跟进", "working"),
        ("attempt", "working"),
    )
    return next((status for part, status in table if part in word), "new")


def _deal(fields: Fields, scene: Scene) -> Draft:
    name = _named(fields, "name")
    amount = fields.money("amount", scene.currency)
    close = fields.moment("close_on")
    status = _deal_status(fields)
    step, is_known = scene.stage(fields.text("stage"), status)
    said = fields.text("stage")
    if not is_known and said not in scene.unknown:
        scene.unknown.add(said)
        fields.warnings.append(f"stage {said[:60]}: taken as {step.name}")
    created = fields.moment("created_at") or scene.now
    closed = (fields.moment("closed_at") or close or created) if status != "open" else None
    draft = _new(
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
    draft.wishes = _parties(fields)
    return draft


def _parties(fields: Fields) -> list[Wish]:
    """The company and the people that a deal, ticket or order belongs to."""
    company = fields.wishes("company_id", "company", ("company",))[:1]
    if company and company[0].name and "contact" not in fields.plan.columns:
        company = [Wish(PARENTS, name=company[0].name)]
    contact = fields.wishes("contact_id", "contact", ("contact",))[:1]
    either = fields.wishes("partner_id", "partner", PARENTS)[:1]
    mail = (
        [Wish(("contact",), email=e) for e in fields.emails("contact_email")[:1]]
        if not contact
        else []
    )
    return [*company, *contact, *either, *mail]


def _deal_status(fields: Fields) -> str:
    closed, won = fields.truth("is_closed"), fields.truth("is_won")
    if won:
        return "won"
    if closed is not None and "is_won" in fields.plan.columns:
        return "lost" if closed else "open"
    for field in ("status", "stage"):
        word = fields.text(field).casefold()
        if WON.search(word):
            return "won"
        if LOST.search(word):
            return "lost"
    is_lost = fields.truth("active") is False and fields.text("probability") in {
        "0",
        "0.0",
        "0,0",
        "0,00",
        "0.00",
    }
    return "lost" if is_lost else "open"


def _ticket(fields: Fields, scene: Scene) -> Draft:
    subject = _named(fields, "subject")
    opened = fields.moment("created_at") or scene.now
    is_done = fields.truth("is_closed") or bool(
        re.search(
            r"clos|resolv|solved|done|cancel|关闭|已解决|完成", fields.text("status").casefold()
        )
    )
    resolved = fields.moment("resolved_at")
    draft = _new(
        fields,
        "ticket",
        {
            "subject": subject,
            "status": "resolved" if is_done else "open",
            "priority": _priority(fields),
            "category": fields.text("category"),
            "channel": _channel(fields),
            "note": fields.text("note"),
            "opened_at": opened,
            "resolved_at": (resolved or opened) if is_done else None,
        },
    )
    draft.wishes = _parties(fields)
    return draft


def _priority(fields: Fields) -> str:
    word = fields.text("priority").casefold()
    table = {
        "0": "low",
        "1": "normal",
        "2": "high",
        "3": "urgent",
        "低": "low",
        "高": "high",
        "紧急": "urgent",
        "critical": "urgent",
    }
    return table.get(word) or next((p for p in ("low", "high", "urgent") if p in word), "normal")


def _channel(fields: Fields) -> str | None:
    word = fields.text("channel").casefold()
    table = (
        ("mail", "email"),
        ("邮", "email"),
        ("phone", "phone"),
        ("call", "phone"),
        ("电话", "phone"),
        ("chat", "chat"),
        ("slack", "slack"),
        ("web", "web"),
        ("form", "web"),
        ("网", "web"),
    )
    return next((channel for part, channel in table if part in word), None)


def _product(fields: Fields, scene: Scene) -> Draft:
    name = _named(fields, "name")
    price = fields.money("price", scene.currency)
    fields.money("cost", scene.currency)
    is_off = fields.truth("active") is False
    return _new(
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


def _activity(fields: Fields, scene: Scene) -> Draft:
    subject, text = fields.text("subject"), fields.text("text") or fields.text("note")
    if not subject and not text:
        raise Refused("neither subject nor text")
    at = fields.moment("at") or fields.moment("created_at") or scene.now
    minutes = fields.whole("minutes")
    seconds = fields.whole("seconds")
    said = subject if text.startswith(subject) and subject == text else f"{subject}\n{text}".strip()
    draft = _new(
        fields,
        "activity",
        {
            "type": _activity_type(fields),
            "note": said,
            "at": at,
            "minutes": minutes if minutes is not None else (seconds // 60 if seconds else None),
        },
    )
    for kind in ("company", "contact", "deal", "ticket"):
        draft.wishes += fields.wishes(f"{kind}_id", kind, (kind,))
    draft.wishes += fields.wishes("any_id", "", ANY)
    return draft


def _activity_type(fields: Fields) -> str:
    word = fields.text("type").casefold()
    table = (
        ("call", "call"),
        ("电话", "call"),
        ("通话", "call"),
        ("phone", "call"),
        ("mail", "email"),
        ("邮", "email"),
        ("meet", "meeting"),
        ("appoint", "meeting"),
        ("event", "meeting"),
        ("会议", "meeting"),
        ("拜访", "meeting"),
        ("demo", "meeting"),
    )
    return next((kind for part, kind in table if part in word), "note")


def _order(fields: Fields, scene: Scene, kind: str) -> Draft:
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
    draft = _new(fields, kind, values)
    draft.wishes = _parties(fields) + fields.wishes("deal_id", "deal", ("deal",))
    draft.lines = [line] if line else []
    if total is None:
        draft.values["amount"] = sum(each.amount for each in draft.lines)
    return draft


def _purchased(fields: Fields, at: datetime) -> dict[str, Any]:
    return {"bought_on": at.date(), "order_number": fields.text("order_number")}


def _quoted(fields: Fields, at: datetime) -> dict[str, Any]:
    word = fields.text("status").lower() or _state(fields)
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


def _consent(fields: Fields, scene: Scene) -> Draft:
    wishes = [
        *fields.wishes("contact_id", "", ("contact",))[:1],
        *(Wish(("contact",), email=e) for e in fields.emails("contact_email")[:1]),
        *fields.wishes("", "contact", ("contact",))[:1],
    ]
    if not wishes:
        raise Refused("no contact is named")
    given = fields.truth("is_given")
    if "opted_out" in fields.plan.columns:
        given = not fields.truth("opted_out")
    draft = _new(
        fields,
        "consent",
        {
            "purpose": (fields.text("purpose") or "marketing")[:40],
            "is_given": bool(given),
            "source": fields.text("source"),
            "note": fields.text("note"),
            "at": fields.moment("at") or fields.moment("created_at") or scene.now,
        },
    )
    draft.wishes = wishes[:1]
    return draft


Maker = Callable[[Fields, Scene], Draft]
MAKERS: dict[str, Maker] = {
    "company": _company,
    "contact": _contact,
    "lead": _lead,
    "deal": _deal,
    "ticket": _ticket,
    "product": _product,
    "activity": _activity,
    "consent": _consent,
    "purchase": lambda fields, scene: _order(fields, scene, "purchase"),
    "quote": lambda fields, scene: _order(fields, scene, "quote"),
}
