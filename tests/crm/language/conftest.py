"""The same made-up company on both databases."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from crm.engine import catalog, journal, refs
from crm.engine.call import Caller
from crm.engine.store import Store
from crm.language.query.scene import Scene
from crm.models import (
    Activity,
    Campaign,
    CampaignMember,
    Changeset,
    Company,
    Consent,
    Contact,
    ContactPoint,
    Contract,
    Deal,
    DealMember,
    DealProduct,
    FollowUp,
    Lead,
    Product,
    Purchase,
    PurchaseLine,
    Quote,
    Stage,
    StageChange,
    Tag,
    TagLink,
    Team,
    Ticket,
    TicketMessage,
    User,
)
from crm.people import founding

catalog.load()
NOW = datetime(2026, 3, 11, 10, 20, tzinfo=UTC)
ZONE = "America/New_York"
NAMES = ("Acme Robotics", "Globex", "极光科技", "AND", "=", "Ümlaut GmbH", "o'Neil; --", "%_")
WORDS = ("SaaS", "Retail", "物流", "", None, "saas x", "a.*b")
HANDLES = ("ann", "bob", "carol")


def _maybe(rng: random.Random, value: Any, share: float = 0.25) -> Any:
    return None if rng.random() < share else value


def _at(rng: random.Random) -> datetime:
    """Moments near days' edges, clock changes and parts of a second included."""
    day = NOW - timedelta(days=rng.randrange(400))
    edge = rng.choice((0, 4, 5, rng.randrange(24)))
    return day.replace(hour=edge, minute=rng.choice((0, 59)), second=0, microsecond=0) + timedelta(
        microseconds=rng.choice((0, 1, 999_999))
    )


def _write(store: Store, work: Any) -> Any:
    with store.write(1) as session:
        changeset = Changeset(command="test", recorded_at=NOW, effective_at=NOW)
        journal.open_changeset(session, changeset)
        return work(session)


def populate(store: Store) -> None:
    """The same rows on every store, from one seed."""
    founding.found(store, NOW)
    rng = random.Random(7)
    _write(store, _people)
    _write(store, lambda session: _customers(session, rng))
    for part in (_leads, _deals, _purchases, _talk, _service, _marks, _offers):
        _write(store, lambda session, part=part: part(session, rng))
    for _ in range(3):
        _write(store, lambda session: _later(session, rng))


def _people(session: Any) -> None:
    teams = [Team(name=name) for name in ("Sales East", "West")]
    session.add_all(teams)
    session.flush()
    for number, handle in enumerate(HANDLES):
        team = teams[number % 2].id if handle != "carol" else None
        session.add(
            User(slack_id=handle, handle=handle, name=handle.title(), zone="UTC", team_id=team)
        )
    session.flush()


def _users(session: Any) -> list[int]:
    return list(session.scalars(select(User.id).where(User.handle.in_(HANDLES)).order_by(User.id)))


def _customers(session: Any, rng: random.Random) -> None:
    users = _users(session)
    for number in range(14):
        name = NAMES[number % len(NAMES)] + ("" if number < len(NAMES) else f" {number}")
        company = Company(
            name=name,
            name_key=name.casefold(),
            type=rng.choice(("prospect", "customer")),
            industry=rng.choice(WORDS),
            size=_maybe(rng, rng.randrange(500)),
            city=rng.choice(WORDS),
            owner_id=_maybe(rng, rng.choice(users)),
            created_at=_at(rng),
            archived_at=NOW if number == 13 else None,
        )
        refs.add(session, company)
    companies = list(session.scalars(select(Company.id).order_by(Company.id)))
    for number in range(40):
        contact = refs.add(
            session,
            Contact(
                name=f"Person {number}",
                name_key=f"person {number}",
                title=rng.choice(("CFO", "cto", "", None)),
                company_id=_maybe(rng, rng.choice(companies)),
                owner_id=_maybe(rng, rng.choice(users)),
                created_at=_at(rng),
            ),
        )
        for kind in ("email", "email", "phone"):
            if rng.random() < 0.6:
                value = f"p{rng.randrange(999999)}@x.example"
                session.add(ContactPoint(contact_id=contact.id, kind=kind, value=value))
    session.flush()


def _links(session: Any) -> tuple[list[int], list[int], list[int]]:
    companies = list(session.scalars(select(Company.id).order_by(Company.id)))
    contacts = list(session.scalars(select(Contact.id).order_by(Contact.id)))
    return _users(session), companies, contacts


def _leads(session: Any, rng: random.Random) -> None:
    users = _users(session)
    for number in range(30):
        lead = Lead(
            name=f"Lead {number}",
            name_key=f"lead {number}",
            company_name=rng.choice(WORDS),
            source=rng.choice(WORDS),
            status=rng.choice(("new", "working")),
            owner_id=_maybe(rng, rng.choice(users)),
            created_at=_at(rng),
        )
        refs.add(session, lead)
    session.flush()


def _deals(session: Any, rng: random.Random) -> None:
    users, companies, contacts = _links(session)
    stages = list(session.scalars(select(Stage).order_by(Stage.id)))
    for number in range(140):
        stage = rng.choice(stages)
        deal = refs.add(
            session,
            Deal(
                name=rng.choice((f"Rollout {number}", '"quoted"', "ÄÖ deal", "%")),
                company_id=rng.choice(companies),
                contact_id=_maybe(rng, rng.choice(contacts)),
                owner_id=_maybe(rng, rng.choice(users)),
                pipeline_id=stage.pipeline_id,
                stage_id=stage.id,
                status=stage.outcome,
                amount=_maybe(rng, rng.choice((0, 99, 1_000_000, rng.randrange(9_999_999)))),
                currency=rng.choice(("USD", "USD", "EUR", "JPY")),
                close_on=_maybe(rng, (NOW + timedelta(days=rng.randrange(-90, 90))).date()),
                closed_at=None if stage.outcome == "open" else _at(rng),
                source=rng.choice(WORDS),
                lost_reason=rng.choice(WORDS),
                created_at=_at(rng),
            ),
        )
        for _ in range(rng.randrange(3)):
            session.add(StageChange(deal_id=deal.id, to_stage_id=stage.id, at=_at(rng)))
    session.flush()


def _purchases(session: Any, rng: random.Random) -> None:
    users, companies, contacts = _links(session)
    products = [
        refs.add(session, Product(name=name, name_key=name.casefold())) for name in ("Arm", "手臂")
    ]
    for _ in range(60):
        purchase = refs.add(
            session,
            Purchase(
                company_id=rng.choice(companies),
                contact_id=_maybe(rng, rng.choice(contacts)),
                amount=rng.randrange(500_000),
                currency=rng.choice(("USD", "EUR")),
                bought_on=(NOW - timedelta(days=rng.randrange(300))).date(),
                owner_id=_maybe(rng, rng.choice(users)),
            ),
        )
        for product in rng.sample(products, rng.randrange(3)):
            line = PurchaseLine(
                purchase_id=purchase.id, product_id=product.id, quantity=2, amount=5
            )
            session.add(line)
    session.flush()


def _talk(session: Any, rng: random.Random) -> None:
    users, companies, contacts = _links(session)
    deals = list(session.scalars(select(Deal.id).order_by(Deal.id)))
    for _ in range(160):
        activity = Activity(
            type=rng.choice(("call", "email", "meeting", "note")),
            note=rng.choice(("wants SSO", "报价", "A%b")),
            at=_at(rng),
            user_id=_maybe(rng, rng.choice(users)),
            company_id=_maybe(rng, rng.choice(companies)),
            contact_id=_maybe(rng, rng.choice(contacts)),
            deal_id=_maybe(rng, rng.choice(deals)),
        )
        refs.add(session, activity)
        following = FollowUp(
            subject=rng.choice(("Call Jane", "跟进")),
            type=rng.choice(("call", "task")),
            status=rng.choice(("open", "done")),
            owner_id=rng.choice(users),
            due_at=_at(rng) + timedelta(days=200),
            deal_id=_maybe(rng, rng.choice(deals)),
            company_id=_maybe(rng, rng.choice(companies)),
            contact_id=_maybe(rng, rng.choice(contacts)),
            created_at=_at(rng),
            done_at=_maybe(rng, _at(rng)),
            snoozed=rng.randrange(3),
        )
        refs.add(session, following)
    session.flush()


def _service(session: Any, rng: random.Random) -> None:
    users, companies, contacts = _links(session)
    teams = list(session.scalars(select(Team.id).order_by(Team.id)))
    for number in range(70):
        _ticket(session, rng, number, (users, companies, contacts, teams))
    session.flush()


def _ticket(session: Any, rng: random.Random, number: int, links: Any) -> None:
    users, companies, contacts, teams = links
    opened = _at(rng)
    ticket = refs.add(
        session,
        Ticket(
            subject=f"Broken {number}",
            status=rng.choice(("open", "resolved")),
            waiting_for=rng.choice(("us", "customer")),
            priority=rng.choice(("low", "normal", "high", "urgent")),
            company_id=_maybe(rng, rng.choice(companies)),
            contact_id=_maybe(rng, rng.choice(contacts)),
            assignee_id=_maybe(rng, rng.choice(users)),
            team_id=_maybe(rng, rng.choice(teams)),
            mood=rng.choice(("negative", "neutral", None)),
            escalated=rng.random() < 0.3,
            opened_at=opened,
            resolved_at=_maybe(rng, opened + timedelta(hours=rng.randrange(100))),
        ),
    )
    for turn in range(rng.randrange(6)):
        message = TicketMessage(
            ticket_id=ticket.id,
            channel="C",
            ts=f"{number}.{turn}",
            author="x",
            is_customer=rng.random() < 0.6,
            text="hello",
            said_at=opened + timedelta(minutes=rng.randrange(9000)),
            mood_score=_maybe(rng, rng.choice((-0.9, -0.25, 0.0, 0.5))),
            deleted_at=_maybe(rng, NOW, 0.9),
        )
        session.add(message)


def _marks(session: Any, rng: random.Random) -> None:
    _, _, contacts = _links(session)
    tags = [Tag(name=name, name_key=name.casefold(), created_at=NOW) for name in ("VIP", "重点")]
    session.add_all(tags)
    campaign = Campaign(name="Spring", name_key="spring", budget=5, currency="USD", created_at=NOW)
    refs.add(session, campaign)
    session.flush()
    for kind in (Deal, Lead, Contact, Company, Ticket):
        for row_id in session.scalars(select(kind.id).order_by(kind.id)):
            about = {"record_kind": kind.__tablename__, "record_id": row_id}
            for tag in rng.sample(tags, rng.randrange(3)):
                session.add(TagLink(tag_id=tag.id, created_at=NOW, **about))
            if kind in (Lead, Contact) and rng.random() < 0.4:
                member = CampaignMember(campaign_id=campaign.id, joined_at=NOW, **about)
                member.replied_at = _maybe(rng, NOW)
                session.add(member)
    for contact in contacts:
        for _ in range(rng.randrange(3)):
            said = Consent(
                contact_id=contact,
                purpose=rng.choice(("marketing", "service")),
                is_given=rng.random() < 0.5,
                at=_at(rng),
            )
            session.add(said)
    for message in session.scalars(select(TicketMessage).order_by(TicketMessage.id)):
        message.mood = rng.choice(("negative", "positive", None))
    session.flush()


def _offers(session: Any, rng: random.Random) -> None:
    users, companies, contacts = _links(session)
    products = list(session.scalars(select(Product.id).order_by(Product.id)))
    deals = list(session.scalars(select(Deal.id).order_by(Deal.id)))
    for deal in deals[:60]:
        session.add(DealMember(deal_id=deal, user_id=rng.choice(users)))
        session.add(DealProduct(deal_id=deal, product_id=rng.choice(products)))
    for number in range(30):
        quote = Quote(
            company_id=rng.choice(companies),
            contact_id=_maybe(rng, rng.choice(contacts)),
            deal_id=_maybe(rng, rng.choice(deals)),
            owner_id=_maybe(rng, rng.choice(users)),
            amount=rng.randrange(900_000),
            currency=rng.choice(("USD", "EUR")),
            discount=_maybe(rng, number),
            created_at=_at(rng),
            sent_at=_maybe(rng, _at(rng)),
            valid_until=_maybe(rng, NOW.date()),
        )
        refs.add(session, quote)
        contract = Contract(
            company_id=rng.choice(companies),
            product_id=_maybe(rng, rng.choice(products)),
            owner_id=_maybe(rng, rng.choice(users)),
            status=rng.choice(("draft", "active")),
            ends_on=_maybe(rng, NOW.date() + timedelta(days=number)),
            created_at=NOW,
        )
        refs.add(session, contract)
    session.flush()


def _later(session: Any, rng: random.Random) -> None:
    for deal in session.scalars(select(Deal).order_by(Deal.id)):
        if deal.close_on is not None and rng.random() < 0.3:
            deal.close_on += timedelta(days=rng.randrange(-5, 9))
    for ticket in session.scalars(select(Ticket).order_by(Ticket.id)):
        if rng.random() < 0.3:
            ticket.status = rng.choice(("open", "resolved"))
    session.flush()


@pytest.fixture(scope="session")
def both(
    sqlite_template: Any, postgres: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[list[Store]]:
    """The company on SQLite, guarded, and on PostgreSQL."""
    path = tmp_path_factory.mktemp("both") / "rapport.sqlite"
    shutil.copy(sqlite_template, path)
    stores = [Store(f"sqlite:///{path}", guarded=True), Store(postgres.fresh().url)]
    for store in stores:
        populate(store)
    yield stores
    for store in stores:
        store.close()


def scene_of(store: Store, handle: str = "ann", *roles: str) -> Scene:
    """How one of the people asks."""
    with store.read(1) as session:
        person = session.scalars(select(User).where(User.handle == handle)).one()
        caller = Caller(
            person.id, person.name, roles=frozenset(roles or {"admin"}), team_id=person.team_id
        )
    return Scene(caller, NOW, ZONE, "USD")


@pytest.fixture(scope="session")
def scenes() -> Any:
    """`scenes(store, handle, *roles)`: how one of the people asks."""
    return scene_of
