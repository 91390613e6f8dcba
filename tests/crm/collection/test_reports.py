"""Events, orders and social posts on both databases: once each, never a silent contact."""

from dataclasses import replace
from decimal import Decimal

import pytest
from sqlalchemy import select

from crm.collection import event
from crm.collection.social.receiving import Received
from crm.collection.social.table import Table
from crm.engine.command import REGISTRY
from crm.engine.errors import Conflict, NotUnderstood
from crm.engine.run import Asked, run
from crm.models import (
    Activity,
    Changeset,
    Contact,
    ContactPoint,
    PageEvent,
    Purchase,
    PurchaseLine,
    Site,
    Submission,
)

ZOE = {"email": "zoe@new.example", "name": "Zoe Novak"}
ORDER = {
    "id": "1001",
    "currency": "EUR",
    "at": "2026-11-19",
    "customer": ZOE,
    "lines": [
        {"product": "SKU-1", "name": "Sensor kit", "quantity": "3", "unit_price": "19.99"},
        {"product": "SKU-2", "quantity": 1, "unit_price": Decimal(10), "discount_percent": 50},
    ],
}


@pytest.fixture
def shop(store, found_company):
    """The company, with a site that reports."""
    world = found_company(store)
    world.as_("ada").says("site add Web shop")
    return world


def send(world, command, fields, **context):
    call = replace(world.as_("ada").call(None, "event"), context=context)
    run(world.store, call, Asked(REGISTRY[command], fields=fields))
    return context


def events(world, *given):
    taken = event.Taken()
    site = world.one(select(Site.key))
    send(world, "event receive", {"site": site}, events=list(enumerate(given)), taken=taken)
    return taken


def order(world, **changed):
    site = world.one(select(Site.key))
    given = {name: value for name, value in (ORDER | changed).items() if value is not None}
    return send(world, "purchase receive", {"site": site}, order=given, purchase=None)["purchase"]


def test_an_event_counts_once_and_a_bad_one_stops_no_other(shop):
    visit = {"id": "e1", "type": "page viewed", "visitor": "v1"}
    taken = events(shop, visit, visit, {"id": "e2"}, visit | {"id": "e3", "at": "soon"}, "x")
    assert (taken.taken, taken.repeated, [place for place, _ in taken.bad]) == (1, 1, [2, 3, 4])
    assert len(shop.all(select(PageEvent))) == 1


def test_a_visitor_is_a_contacts_only_after_an_address_and_consent(shop):
    shop.as_("ana").says("contact add Zoe Novak zoe@new.example")
    number = shop.one(select(Contact.number).where(Contact.name == "Zoe Novak"))
    visit = {"id": "e1", "type": "page viewed", "visitor": "v1", "properties": {"title": "Prices"}}
    events(shop, visit, {"id": "e2", "type": "login", "visitor": "v1", "email": ZOE["email"]})
    timeline = f"timeline C-{number}"
    assert "Prices" not in shop.lines(shop.as_("ana").says(timeline))
    agreed = {"id": "e3", "type": "login", "visitor": "v1", "email": ZOE["email"], "consent": True}
    events(shop, agreed)
    assert "page viewed: Prices" in shop.lines(shop.as_("ana").says(timeline))
    events(shop, agreed | {"id": "e4", "consent": False})
    assert "Prices" not in shop.lines(shop.as_("ana").says(timeline))


def test_a_stranger_who_agreed_is_proposed_once_and_joined_when_saved(shop):
    login = {"type": "login", "visitor": "v1", "consent": True, **ZOE}
    contacts = len(shop.all(select(Contact)))
    events(shop, login | {"id": "e1"}, login | {"id": "e2"})
    assert len(shop.all(select(Contact))) == contacts
    assert shop.one(select(Submission.state)) == "open"
    shop.as_("ana").says("contact add Zoe Novak zoe@new.example")
    assert shop.one(select(Submission.state)) == "known"
    points = shop.all(select(ContactPoint.value).where(ContactPoint.kind == "visitor"))
    assert points == ["v1"]


def test_an_order_is_one_purchase_however_often_it_comes(shop):
    first, again = order(shop), order(shop)
    assert (first["repeated"], again["repeated"]) == (False, True)
    assert first["purchase"] == again["purchase"]
    bought = shop.one(select(Purchase))
    assert (bought.amount, bought.currency, str(bought.bought_on)) == (6497, "EUR", "2026-11-19")
    assert shop.all(select(PurchaseLine.amount).order_by(PurchaseLine.id)) == [5997, 500]
    assert "order" in shop.all(select(Changeset.origin))


def test_an_order_of_another_content_is_refused_and_a_return_takes_it_back(shop):
    order(shop)
    with pytest.raises(Conflict):
        order(shop, note="Other")
    back = order(shop, id="1002", return_of="1001", lines=ORDER["lines"][:1])
    assert not back["repeated"]
    assert shop.all(select(Purchase.amount).order_by(Purchase.id)) == [6497, -5997]
    with pytest.raises(NotUnderstood):
        order(shop, id="1003", return_of="999")


def test_an_unknown_buyers_order_becomes_theirs_when_they_are_saved(shop):
    order(shop)
    assert shop.one(select(Purchase.contact_id)) is None
    assert shop.one(select(Submission.state)) == "open"
    shop.as_("ana").says("contact add Zoe Novak zoe@new.example company=Acme")
    zoe = shop.one(select(Contact).where(Contact.name == "Zoe Novak"))
    bought = shop.one(select(Purchase))
    assert (bought.contact_id, bought.company_id) == (zoe.id, zoe.company_id)
    shown = shop.lines(shop.as_("ana").says("purchase show O-1"))
    assert "Zoe Novak" in shown


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"lines": []}, "lines"),
        ({"id": None}, "id"),
        ({"currency": "EURO"}, "currency"),
        ({"lines": [{"product": "a", "unit_price": "NaN"}]}, "lines.0.unit_price"),
        ({"lines": [{"product": "a", "quantity": 0, "unit_price": 1}]}, "lines.0.quantity"),
        ({"total": "1.999"}, "total"),
        ({"at": "2062-01-01"}, "at"),
        ({"customer": "Zoe"}, "customer"),
    ],
)
def test_a_wrong_order_names_its_field(shop, changed, field):
    with pytest.raises(NotUnderstood) as refused:
        order(shop, **changed)
    assert refused.value.field == field
    assert shop.all(select(Purchase)) == []


def test_posts_of_a_file_are_noted_or_proposed_once(shop, tmp_path):
    shop.as_("ana").says("contact point add Jane Foster kind=social https://x.com/janef")
    file = tmp_path / "posts.csv"
    file.write_text(
        "platform,message id,type,username,display name,content,created at\n"
        "X,1,comment,@JaneF,Jane,Nice arm!,2026-11-19 10:00\n"
        "X,2,message,@kim,Kim Lee,Price?,2026-11-19T10:00:00+01:00\n"
        "X,3,message,@kim,Kim Lee,Price?,yesterday\n"
    )
    for repeated in (0, 2):
        got = Received()
        posts = Table(file, "Europe/Berlin")
        send(shop, "social receive", {"owner": "@ana"}, adapter=posts, received=got)
        assert (got.taken, got.repeated, len(got.bad)) == (2 - repeated, repeated, 1)
    assert [bad.place for bad in got.bad] == [4]
    assert shop.one(select(Activity.note)) == "x: Nice arm!"
    assert "Kim Lee" in shop.lines(shop.as_("ana").says("proposal list"))
