"""Everything out, into a new and empty workspace: what goes out of that one is what went in."""

import shutil
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from sqlalchemy import create_engine, select, text

from crm.engine import job, refs
from crm.engine.store import Store
from crm.imports import bundle, export, plan, sending
from crm.imports import run as imports
from crm.language.normal import name_key
from crm.models import (
    Activity,
    Address,
    Company,
    Consent,
    Contact,
    ContactPoint,
    CustomField,
    CustomValue,
    Deal,
    DealProduct,
    ExternalId,
    Lead,
    LeadConversion,
    Preference,
    Product,
    Purchase,
    PurchaseLine,
    Quote,
    QuoteLine,
    Stage,
    Tag,
    TagLink,
    Ticket,
    TicketProduct,
    User,
)

ODD = (
    "Smith, Jones & Sons",
    'The "Best" Ltd',
    "two\nlines",
    "极光科技（上海）",
    "=SUM(A1)",
    "+49 is a code",
    "-None-",
    "@here",
    "'=quoted",
    "'t Hooft",
    "a;b",
    "N/A",
    "无",
    "null",
    "  blank around ",
    "＝全角",
    "False",
    "Total",
    "[1, 2]",
    "007",
    "1.5E+10",
)
TEXTS = st.sampled_from(ODD) | st.text("aB,;'\"\n =+-@中ü|", min_size=1, max_size=12).filter(
    lambda said: bool(said.strip())
)
MAYBE = st.none() | TEXTS
SPAN = (datetime(2001, 1, 1), datetime(2040, 1, 1))  # noqa: DTZ001 - given their zone below
MOMENTS = st.datetimes(*SPAN).map(lambda at: at.replace(tzinfo=UTC))
DAYS = st.dates(date(1990, 1, 1), date(2060, 1, 1))
SUMS = st.sampled_from([0, 1, -1999, 123_456, 1_234_567_890_123])
ONE = {
    "name": TEXTS,
    "said": MAYBE,
    "more": MAYBE,
    "at": MOMENTS,
    "day": DAYS,
    "later": st.none() | MOMENTS,
    "sum": SUMS,
    "currency": st.sampled_from(["EUR", "USD", "JPY", "KWD", "CNY"]),
    "n": st.none() | st.integers(0, 90_000),
    "yes": st.booleans(),
    "quantity": st.sampled_from([Decimal(1), Decimal("0.125"), Decimal(-3), Decimal(40000)]),
    "other": st.none() | st.sampled_from(["a1", "001A0000012abCD", "zcrm_4876", "007", "id;x"]),
}
WORLDS = st.lists(st.fixed_dictionaries(ONE), min_size=1, max_size=3)


def fill(world, said):
    """One record of each kind for each dictionary, after one of each that is put away."""

    def work(session):
        people = list(session.scalars(select(User.id).where(User.is_outsider.is_(False))))
        stages = list(session.scalars(select(Stage).order_by(Stage.id)))
        refs.add(session, company(said[0], archived_at=world.now))
        refs.add(session, contact(said[0], None, archived_at=world.now))
        tag = Tag(name="a, b; c", name_key="a, b; c", created_at=world.now)
        session.add(tag)
        session.flush()
        for place, one in enumerate(said):
            everything(session, one, place, people[place % len(people)], stages, tag)

    world.change(work)


def company(one, **more):
    return Company(
        name=one["name"], name_key=name_key(one["name"]), type="partner", industry=one["said"],
        size=one["n"], city=one["more"], phone=one["said"], website=one["more"], note=one["said"],
        source=one["more"], created_at=one["at"], **more,
    )  # fmt: skip


def contact(one, company_id, **more):
    return Contact(
        name=one["name"], name_key=name_key(one["name"]), title=one["said"], country=one["more"],
        note=one["more"], source=one["said"], company_id=company_id, created_at=one["at"], **more,
    )  # fmt: skip


def everything(session, one, place, person, stages, tag):
    """A customer with all that may belong to one, and what was sold and asked."""
    named = {"name": one["name"], "name_key": name_key(one["name"])}
    free = {"note": one["said"], "source": one["more"]}
    firm = refs.add(session, company(one, owner_id=person))
    who = refs.add(session, contact(one, firm.id, owner_id=person))
    item = refs.add(session, Product(
        **named, **free, price=one["sum"], currency=one["currency"], code=one["said"],
        category=one["more"], unit=one["said"], created_at=one["later"], archived_at=one["later"],
    ))  # fmt: skip
    stage = stages[place]
    sale = refs.add(session, Deal(
        name=one["name"], **free, company_id=firm.id, contact_id=who.id, owner_id=person,
        pipeline_id=stage.pipeline_id, stage_id=stage.id, amount=one["sum"],
        currency=one["currency"], close_on=one["day"], competitor=one["more"], forecast="commit",
        lost_reason=one["said"], created_at=one["at"], closed_at=one["later"],
    ))  # fmt: skip
    lead = refs.add(session, Lead(
        **named, **free, company_name=one["said"], email=f"lead{place}@x.example",
        phone=one["more"],
        title=one["said"], size=one["n"], score=one["n"], lost_reason=one["more"],
        status="converted" if one["yes"] else "working", owner_id=person, created_at=one["at"],
        first_response_at=one["later"], converted_at=one["later"],
    ))  # fmt: skip
    asked = refs.add(session, Ticket(
        subject=one["name"], **free, company_id=firm.id, contact_id=who.id, assignee_id=person,
        priority="urgent", waiting_for="customer", mood="negative", mood_score=-0.25,
        escalated=one["yes"], category=one["more"], channel="phone", csat=4, opened_at=one["at"],
        resolved_at=one["later"], status="resolved" if one["yes"] else "open",
    ))  # fmt: skip
    bought = refs.add(session, Purchase(
        **free, company_id=firm.id, contact_id=who.id, amount=one["sum"], currency=one["currency"],
        bought_on=one["day"], owner_id=person, order_number=one["said"], created_at=one["later"],
    ))  # fmt: skip
    offer = refs.add(session, Quote(
        **free, company_id=firm.id, contact_id=who.id, deal_id=sale.id, owner_id=person,
        status="sent", version=2, amount=one["sum"], currency=one["currency"],
        discount=Decimal("12.5"), valid_until=one["day"], created_at=one["at"],
        sent_at=one["later"],
    ))  # fmt: skip
    refs.add(session, Activity(
        type="meeting", note=one["name"], at=one["at"], user_id=person, company_id=firm.id,
        contact_id=who.id, deal_id=sale.id, record_kind="ticket", record_id=asked.id,
        minutes=one["n"], source=one["more"],
    ))  # fmt: skip
    if one["yes"]:
        session.add(LeadConversion(lead_id=lead.id, contact_id=who.id, deal_id=sale.id))
    belonging(session, one, place, (firm, who, item, sale, asked, bought, offer), tag)


def belonging(session, one, place, records, tag):
    """The points, consents, wishes, places, tags, own fields and lines of a customer's records."""
    firm, who, item, sale, asked, bought, offer = records
    for kind, value, label in (
        ("email", f"first{place}@x.example", None),
        ("phone", "+49301234567", "work"),
        ("email", f"second{place}@x.example", "home"),
        ("phone", "ask; for Bob", None),
        ("slack", f"U{place}", None),
    ):
        session.add(ContactPoint(
            contact_id=who.id, kind=kind, value=value, label=label, source="form"
        ))  # fmt: skip
    session.add_all([
        Preference(contact_id=who.id, name="quiet", value="22:00-08:00", set_at=one["at"]),
        Address(record_kind="contact", record_id=who.id, kind="home", street=one["name"]),
        Address(record_kind="company", record_id=firm.id, kind="billing", city=one["said"]),
        Address(record_kind="company", record_id=firm.id, kind="office", country=one["more"]),
        Consent(contact_id=who.id, purpose="news", is_given=one["yes"], note=one["said"],
                at=one["at"]),
        Consent(contact_id=who.id, purpose="calls", is_given=False, at=one["at"]),
        DealProduct(deal_id=sale.id, product_id=item.id, quantity=one["quantity"]),
        TicketProduct(ticket_id=asked.id, product_id=item.id),
        TagLink(tag_id=tag.id, record_kind="deal", record_id=sale.id, created_at=one["at"]),
        QuoteLine(quote_id=offer.id, name=one["name"], position=0, quantity=one["quantity"],
                  price=one["sum"], amount=one["sum"], discount=Decimal(5)),
        *(PurchaseLine(purchase_id=bought.id, product_id=item.id, quantity=one["quantity"],
                       amount=one["sum"] + n) for n in range(2)),
    ])  # fmt: skip
    own_fields(session, one, firm)
    if one["other"]:
        other = f"{one['other']}-{place}"
        here = {"record_kind": "company", "record_id": firm.id}
        session.add(ExternalId(**here, rows=[], key=other, value=other))


def own_fields(session, one, firm):
    """A value of each type of own field at a company."""
    values = {
        "text": {"text": one["name"]},
        "number": {"figure": Decimal("-1.25")},
        "money": {"amount": one["sum"], "currency": one["currency"]},
        "date": {"day": one["day"]},
        "choice": {"text": "North"},
    }
    known = {field.name: field for field in session.scalars(select(CustomField))}
    for of_type, value in values.items():
        field = known.get(f"my {of_type}")
        if field is None:
            field = CustomField(
                kind="company", name=f"my {of_type}", name_key=f"my {of_type}", type=of_type,
                choices=["North", "South"] if of_type == "choice" else [], created_at=one["at"],
            )  # fmt: skip
            session.add(field)
            session.flush()
        session.add(CustomValue(
            field_id=field.id, record_kind="company", record_id=firm.id, **value
        ))  # fmt: skip


def everything_of(world):
    """Each kind's rows of a workspace, without the numbers that it gave itself."""
    with world.store.read(1) as session:
        return {kind: [bare(row) for row in export.rows(session, kind)] for kind in export.KINDS}


def bare(value):
    if isinstance(value, dict):
        return {k: bare(v) for k, v in value.items() if k != "ref" and not k.endswith("_ref")}
    return [bare(each) for each in value] if isinstance(value, list) else value


def written(world, folder, form):
    """Everything as one file, as the command in Slack writes it."""
    path = folder / ("all.zip" if form == "csv" else f"all.{form}")
    with world.store.read(1) as session:
        tables = {kind: (lambda kind=kind: export.rows(session, kind)) for kind in export.KINDS}
        sending.WRITERS[form](path, tables)
    return path


def taken_in(world, path, folder):
    """Import every table of a file; what was bad, and which links wait."""
    trouble = []
    for part, kind in bundle.parts(path, folder / "parts"):
        with world.store.write(1) as session:
            call = world.as_("ada").call().bound(session, None)
            started, made = imports.start(call, part, plan.make(part, kind))
        job.Worker(world.store, "test", lambda: world.now, pause=0).work(1, started.id)
        with world.store.read(1) as session:
            found = imports.report(session, made.id)
        trouble += [(found.kind, bad) for bad in found.bad]
        trouble += [(found.kind, w) for w in found.warnings if "no valid number" not in w.reason]
    return trouble


def emptied(url):
    """Take the customers out of a new company: people, stages and settings stay."""
    engine = create_engine(url)
    with engine.begin() as connection:
        for table in ("channel", "contact_point", "contact", "company", "counter"):
            connection.execute(text(f"DELETE FROM {table}"))
    engine.dispose()


@pytest.fixture
def base(found_company, sqlite_template, tmp_path):
    """A workspace with people and stages and nothing else, to copy."""
    path = tmp_path / "base.sqlite"
    shutil.copy(sqlite_template, path)
    store = Store(f"sqlite:///{path}")
    found_company(store)
    store.close()
    emptied(f"sqlite:///{path}")
    return path


def there_and_back(opened, folder, said, form):
    """Fill one workspace, take its export into another; what each of the two writes out."""
    first, second = opened("first"), opened("second")
    fill(first, said)
    path = written(first, folder, form)
    assert all(rows for rows in everything_of(first).values())
    assert taken_in(second, path, folder) == []
    before, after = everything_of(first), everything_of(second)
    path.unlink()
    for world in (first, second):
        world.store.close()
    shutil.rmtree(folder / "parts", ignore_errors=True)
    return before, after


@pytest.mark.parametrize("form", ["csv", "xlsx", "json"])
def test_a_whole_export_in_an_empty_workspace_is_the_same_workspace(base, world_of, tmp_path, form):
    numbers = count()

    def opened(name):
        path = tmp_path / f"{name}-{next(numbers)}.sqlite"
        shutil.copy(base, path)
        return world_of(Store(f"sqlite:///{path}"))

    @settings(max_examples=3, deadline=None, derandomize=True,
              phases=(Phase.explicit, Phase.generate),
              suppress_health_check=list(HealthCheck))  # fmt: skip
    @given(WORLDS)
    def law(said):
        before, after = there_and_back(opened, tmp_path, said, form)
        assert after == before

    law()


PLAIN = {
    "name": "=极光, \"科技\"\n'x", "said": "-5", "more": None,
    "at": datetime(2024, 2, 29, 1, 2, 3, tzinfo=UTC),
    "day": date(2024, 12, 31), "later": None, "sum": -1999, "currency": "JPY", "n": 3, "yes": True,
    "quantity": Decimal("0.125"), "other": "x9",
}  # fmt: skip


def test_postgresql_gives_and_takes_everything_too(postgres, found_company, tmp_path):
    def opened(_name):
        database = postgres.fresh()
        world = found_company(Store(database.url))
        emptied(database.admin_url)
        return world

    before, after = there_and_back(opened, tmp_path, [PLAIN], "csv")
    assert after == before
