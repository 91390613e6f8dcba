"""The demo's companies, contacts and products."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.demo import words
from crm.engine import refs
from crm.language.normal import name_key
from crm.models import Company, Contact, ContactPoint, Product

if TYPE_CHECKING:
    from crm.demo.story import Teller

CONTACTS_EACH = 3
Step = tuple[str, Callable[[], None]]


def steps(teller: Teller, round_: int) -> list[Step]:
    """What is to be done, one step a company; a later round gives the names a number."""
    names = [*words.COMPANIES_EN, *words.COMPANIES_ZH]
    ending = f" {round_ + 1}" if round_ else ""
    found = [("Companies", partial(_company, teller, name + ending, name)) for name in names]
    teller.companies.clear()
    return [("Products", partial(_products, teller)), *found]


def _products(teller: Teller) -> None:
    with teller.at(teller.now - timedelta(days=560)) as session:
        known = list(session.scalars(select(Product)))
        for name, price in words.PRODUCTS if not known else ():
            product = Product(name=name, name_key=name_key(name), price=price, currency="USD")
            known.append(refs.add(session, product))
        teller.products = known


def _company(teller: Teller, name: str, plain: str) -> None:
    is_chinese = plain in words.COMPANIES_ZH
    moment = teller.now - timedelta(days=teller.chance.randrange(420, 548))
    city, country = teller.chance.choice(words.CITIES_ZH if is_chinese else words.CITIES_EN)
    with teller.at(moment) as session:
        company = refs.add(
            session,
            Company(
                name=name,
                name_key=name_key(name),
                type="prospect",
                industry=teller.chance.choice(words.INDUSTRIES),
                size=teller.chance.choice((20, 45, 80, 150, 320, 700, 1500)),
                city=city,
                country=country,
                owner_id=teller.people[teller.chance.choice(("ana", "ana", "mei"))].id,
                created_at=moment,
            ),
        )
        people = _contacts(teller, session, company, moment, is_chinese=is_chinese)
    teller.companies.append(company)
    teller.contacts[company.id] = people


def _contacts(
    teller: Teller, session: Session, company: Company, moment: datetime, *, is_chinese: bool
) -> list[Contact]:
    found = []
    for number in range(CONTACTS_EACH):
        is_jane = company.name == "Acme Robotics" and number == 0
        name = "Jane Foster" if is_jane else _name(teller, is_chinese=is_chinese)
        titles = words.TITLES_ZH if is_chinese else words.TITLES_EN
        contact = refs.add(
            session,
            Contact(
                name=name,
                name_key=name_key(name),
                title=teller.chance.choice(titles),
                company_id=company.id,
                owner_id=company.owner_id,
                created_at=moment,
            ),
        )
        points = [("email", f"contact{contact.number}@customer{company.number}.example")]
        if is_jane:
            points = [("email", "jane@acme.example"), ("slack", teller.people["jane"].slack_id)]
        session.add_all(
            ContactPoint(contact_id=contact.id, kind=kind, value=value) for kind, value in points
        )
        found.append(contact)
    session.flush()
    return found


def _name(teller: Teller, *, is_chinese: bool) -> str:
    if is_chinese:
        return teller.chance.choice(words.FAMILY_ZH) + teller.chance.choice(words.GIVEN_ZH)
    return f"{teller.chance.choice(words.FIRST_EN)} {teller.chance.choice(words.LAST_EN)}"
