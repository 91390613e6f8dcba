"""Companies: who buys, or may buy."""

from __future__ import annotations

from typing import Annotated

from sqlalchemy import func, select

from crm.engine import permission, refs
from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.permission import AGENT, MANAGER, REP
from crm.engine.reply import Button, Card, Fact, Record, Reply, Row
from crm.engine.texts import Joined, T, Term, Text, Value
from crm.language import fields
from crm.language.answers import listed
from crm.language.answers.answer import SHOWN, Shown
from crm.language.form import Form
from crm.language.normal import name_key
from crm.language.query.filter import Leaf, Node, Sort
from crm.models import Company, Contact, User
from crm.people import custom_field, double_entry, editing, lifecycle, steps
from crm.people.review import check

TYPES = ("prospect", "customer", "former", "partner")
SHOWN_IN_FORM = ("name", "type", "industry", "city", "country", "size", "phone", "website", "note")
KEEPERS = frozenset({REP, AGENT, MANAGER, permission.ADMIN})


class AddCompany(Form):
    """A name; the rest may come later."""

    name: Annotated[str, fields.Phrase(200)]
    type: Annotated[str, fields.Choice(*TYPES, claims=False)] = "prospect"
    industry: Annotated[str | None, fields.Phrase(100, keyed=True)] = None
    city: Annotated[str | None, fields.Phrase(100, keyed=True)] = None
    country: Annotated[str | None, fields.Phrase(100, keyed=True)] = None
    size: Annotated[int | None, fields.Number(1, claims=False)] = None
    phone: Annotated[str | None, fields.Phone()] = None
    website: Annotated[str | None, fields.Phrase(300, keyed=True)] = None
    source: Annotated[str | None, fields.Phrase(60, keyed=True)] = None
    note: Annotated[str | None, fields.Phrase(2_000, is_multiline=True, keyed=True)] = None
    owner: Annotated[User, fields.Person(default_me=True)]
    extra: Annotated[tuple[custom_field.Extra, ...] | None, custom_field.Extras("company")] = None
    again: Annotated[str | None, fields.Hidden(3)] = None
    use: Annotated[str | None, fields.Hidden(20)] = None


class EditCompany(Form):
    """A company, and what of it is to be other than it was."""

    company: Annotated[Company, fields.Ref(Company)]
    name: Annotated[str | None, fields.Phrase(200, keyed=True)] = None
    type: Annotated[str | None, fields.Choice(*TYPES, claims=False)] = None
    industry: Annotated[str | None, fields.Phrase(100, keyed=True)] = None
    city: Annotated[str | None, fields.Phrase(100, keyed=True)] = None
    country: Annotated[str | None, fields.Phrase(100, keyed=True)] = None
    size: Annotated[int | None, fields.Number(1, claims=False)] = None
    phone: Annotated[str | None, fields.Phone()] = None
    website: Annotated[str | None, fields.Phrase(300, keyed=True)] = None
    source: Annotated[str | None, fields.Phrase(60, keyed=True)] = None
    note: Annotated[str | None, fields.Phrase(2_000, is_multiline=True, keyed=True)] = None
    owner: Annotated[User | None, fields.Person()] = None
    extra: Annotated[tuple[custom_field.Extra, ...] | None, custom_field.Extras("company")] = None
    clear: Annotated[str | None, fields.Phrase(200, keyed=True)] = None


class ListCompanies(listed.Listed):
    """Which companies: all, unless said otherwise."""

    where: Annotated[tuple[Node, ...] | None, listed.Filters("company")] = None
    type: Annotated[str | None, fields.Choice(*TYPES)] = None
    owner: Annotated[User | None, fields.Person(takes_me=True)] = None
    sort: Annotated[str | None, listed.SortBy("company", newest=(Sort("created_at", "desc"),))] = (
        None
    )
    group: Annotated[str | None, listed.GroupBy("company")] = None


class ShowCompany(Form):
    """A company, by reference, name or the thread."""

    company: Annotated[Company, fields.Ref(Company)]


@command("company add", may=KEEPERS, effect="change")
def add(call: Call, form: AddCompany) -> Reply:
    """Add a company."""
    if form.use is not None:
        there = check.existing(call, Company, form.use)
        return Reply((card(call, there, check.THERE),), is_public=True, about=_record(there))
    same = (Company.name_key == name_key(form.name),)
    double_entry.refuse(call, Company, form.again, *same)
    check.refuse_company(call, form.again, form.name)
    made = refs.add(
        call.session,
        Company(
            name=form.name,
            name_key=name_key(form.name),
            type=form.type,
            industry=form.industry,
            city=form.city,
            country=form.country,
            size=form.size,
            phone=form.phone,
            website=form.website,
            source=form.source,
            note=form.note,
            owner_id=form.owner.id,
            created_at=call.now,
        ),
    )
    custom_field.store(call, made, form.extra)
    return Reply((card(call, made, T("New company.")),), is_public=True, about=_record(made))


@command("company edit", may=KEEPERS, effect="change")
def edit(call: Call, form: EditCompany) -> Reply:
    """Change a company's fields."""
    editing.change(call, form.company, form, keeps=frozenset({"name", "type"}))
    shown = card(call, form.company, T("Changed."))
    return Reply((shown,), is_public=True, about=_record(form.company))


@command("company list")
def listing(call: Call, form: ListCompanies) -> Reply:
    """List companies."""
    own = []
    if form.type is not None:
        own.append(Leaf("type", "=", form.type))
    if form.owner is not None:
        own.append(Leaf("owner", "=", form.owner.handle))
    return listed.reply(call, form, "company", tuple(own), T("Companies"))


@command("company show")
def show(call: Call, form: ShowCompany) -> Reply:
    """Show a company and its people."""
    return Reply((card(call, form.company),), about=_record(form.company))


def of(call: Call, named: Company | fields.Fresh) -> Company:
    """The company that was named, created where the person said *Create*."""
    if isinstance(named, Company):
        return named
    return refs.add(
        call.session,
        Company(
            name=named.name,
            name_key=name_key(named.name),
            owner_id=call.caller.user_id,
            created_at=call.now,
        ),
    )


def _record(company: Company) -> Record:
    return Record("company", company.id)


def _row(_call: Call, company: Company) -> Row:
    details: list[Value] = [Term(company.type)]
    details += [word for word in (company.industry, company.city) if word]
    return Row(refs.ref(company), company.name, tuple(details))


SHOWN["company"] = Shown(
    lambda _: (), _row, lambda: (Company.name_key, Company.id), T("No companies here yet.")
)


def card(call: Call, company: Company, note: Text | None = None) -> Card:
    """A company as a card: five statements, however many people it has."""
    owner = call.session.scalar(select(User.name).where(User.id == company.owner_id))
    place = ", ".join(word for word in (company.city, company.country) if word)
    facts = [
        Fact(T("Type"), Term(company.type)),
        Fact(T("Owner"), owner or T("nobody")),
        Fact(T("People"), _people(call, company)),
    ]
    known: tuple[tuple[Text, Value], ...] = (
        (T("Industry"), company.industry),
        (T("Place"), place),
        (T("Size"), company.size),
        (T("Phone"), company.phone),
        (T("Website"), company.website),
        (T("Note"), company.note),
    )
    facts += [Fact(label, value) for label, value in known if value]
    facts += editing.facts(call, company)
    edits = editing.button(company, {name: getattr(company, name) for name in SHOWN_IN_FORM})
    return Card(
        refs.ref(company),
        company.name,
        tuple(facts),
        note,
        (
            steps.follow_up(company),
            edits,
            _deals(company),
            *steps.around(company),
            *steps.undo(call),
        ),
    )


def _people(call: Call, company: Company) -> Value:
    here = (Contact.company_id == company.id, Contact.archived_at.is_(None))
    total = call.session.scalar(select(func.count(Contact.id)).where(*here)) or 0
    names = call.session.scalars(
        select(Contact.name).where(*here).order_by(Contact.name_key).limit(5)
    ).all()
    if not names:
        return T("nobody yet")
    if total > len(names):
        return T("{names} and {n} more", names=Joined(tuple(names)), n=total - len(names))
    return Joined(tuple(names))


def _deals(company: Company) -> Button:
    return Button(T("Deals"), "deal list", {"company": refs.ref(company)}, is_reusable=True)


lifecycle.declare(Company, KEEPERS, card, __name__)
