"""Companies, contacts, leads and consents of a row."""

from __future__ import annotations

from crm.imports.draft import Draft, Wish
from crm.imports.making.parts import address, named, new, noted, phones
from crm.imports.scene import Scene
from crm.imports.wording import Fields, Refused
from crm.language.normal import name_key
from crm.people.identity import email as mails
from crm.people.identity import person, script


def company(fields: Fields, scene: Scene) -> Draft:
    """The company of a row."""
    name = named(fields, "name", "company", "last")
    fields.emails("email")
    fields.money("revenue", scene.currency)
    draft = new(
        fields,
        "company",
        {
            "name": name,
            "name_key": name_key(name),
            "industry": fields.text("industry"),
            "size": fields.whole("size"),
            "city": fields.text("city"),
            "country": fields.text("country"),
            "phone": next(iter(phones(fields, "phone", "mobile")), None),
            "website": fields.text("website"),
            "note": noted(fields, "email", "revenue"),
            "source": fields.text("source"),
            "created_at": fields.moment("created_at") or scene.now,
            "type": _type(fields),
        },
    )
    draft.address = address(fields)
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


def _identity(name: str, email: list[str]) -> tuple[str, str] | None:
    """E-mail and name, normalised: what makes two rows one person."""
    address = mails.key(email[0]) if email else None
    if not address:
        return None
    return address, identity_name(name)


def identity_name(name: str) -> str:
    """A person's name as it is compared: order, case, accents, titles do not count."""
    read = person.read(full=name)
    return read.han or " ".join([*sorted(read.tokens), read.generation or ""]).strip()


def contact(fields: Fields, scene: Scene) -> Draft:
    """The person of a row, with every way to reach them."""
    email = fields.emails("email", "email2")
    name = _person(fields, email)
    fields.moment("birth")
    draft = new(
        fields,
        "contact",
        {
            "name": name,
            "name_key": name_key(name),
            "title": fields.text("title"),
            "city": fields.text("city"),
            "country": fields.text("country"),
            "note": noted(fields, "birth"),
            "source": fields.text("source"),
            "created_at": fields.moment("created_at") or scene.now,
        },
    )
    draft.points = [("email", each, None) for each in email]
    draft.points += [("phone", each, None) for each in phones(fields, "phone", "mobile", "phone2")]
    draft.address = address(fields)
    draft.wishes = fields.wishes("company_id", "company", ("company",))[:1]
    draft.person = _identity(name, email)
    return draft


def lead(fields: Fields, scene: Scene) -> Draft:
    """The lead of a row, and what it became where it was converted."""
    email = fields.emails("email")
    name = _person(fields, email)
    reached = phones(fields, "phone", "mobile")
    status = _lead_status(fields)
    created = fields.moment("created_at") or scene.now
    fields.money("revenue", scene.currency)
    converted = (fields.moment("converted_at") or created) if status == "converted" else None
    draft = new(
        fields,
        "lead",
        {
            "name": name,
            "name_key": name_key(name),
            "company_name": fields.text("company_name") or fields.text("company"),
            "email": email[0] if email else None,
            "phone": next(iter(reached), None),
            "source": fields.text("source"),
            "title": fields.text("title"),
            "industry": fields.text("industry"),
            "size": fields.whole("size"),
            "city": fields.text("city"),
            "country": fields.text("country"),
            "website": fields.text("website"),
            "note": noted(fields, "revenue", "rating"),
            "status": status,
            "created_at": created,
            "converted_at": converted,
        },
    )
    draft.address = address(fields)
    draft.person = _identity(name, email)
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


def consent(fields: Fields, scene: Scene) -> Draft:
    """What a contact agreed to, or took back."""
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
    draft = new(
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
