"""What sites report over HTTP: signed, bounded, answered item by item."""

import json
import time

import httpx
import pytest

from crm.collection import site
from crm.engine import settings
from crm.engine.call import Call, Place
from crm.engine.command import REGISTRY
from crm.engine.run import Asked, run
from crm.models import PageEvent, Purchase, Site
from crm.people import user


class Shop:
    """A site that signs its reports."""

    def __init__(self, living):
        answer = run(living.parts.store, ada(living), Asked(REGISTRY["site add"], "Web shop"))
        facts = {say.label.key: say.value for say in answer.reply.views[1].facts}
        self.url, self.key, self.secret = living.url, facts["Site"], facts["Secret"]

    def post(self, path, body, **changed):
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        stamp = str(int(time.time()) + changed.pop("late", 0))
        signed = site.signature(site.signing_key(self.secret), stamp, changed.pop("other", raw))
        headers = {
            "X-Rapport-Site": self.key,
            "X-Rapport-Timestamp": stamp,
            "X-Rapport-Signature": signed,
        }
        return httpx.post(
            self.url + path, content=raw, headers=headers | changed, trust_env=False, timeout=30
        )


@pytest.fixture
def shop(living):
    return Shop(living)


def ada(living):
    """A call of the admin's."""
    with living.parts.store.read(living.workspace_id) as session:
        own = settings.read(session)
        caller = user.caller_of(session, user.by_handle(session, "ada"), own)
    return Call(living.workspace_id, caller, Place(), living.parts.clock(), "cli")


def visit(number, **more):
    return {"id": f"e{number}", "type": "page viewed", "visitor": "v1", **more}


def test_a_thousand_events_are_taken_and_a_thousand_and_one_refused(living, shop):
    many = [visit(number) for number in range(1_000)]
    told = shop.post("/collect/events", {"events": many}).json()
    assert (told["taken"], told["repeated"], told["failed"]) == (1_000, 0, 0)
    assert shop.post("/collect/events", [*many, visit(1_000)]).status_code == 413
    assert len(living.rows(PageEvent)) == 1_000


def test_bad_lines_are_answered_by_their_place(shop):
    lines = b'{"id":"a","type":"x"}\n{broken\n\n{"id":"b"}\n{"id":"c","type":"x","at":NaN}'
    answer = shop.post("/collect/events", lines, **{"Content-Type": "application/x-ndjson"})
    told = answer.json()
    assert (told["taken"], [bad["index"] for bad in told["bad"]]) == (1, [1, 3, 4])
    assert told["bad"][1]["field"] == "type"


@pytest.mark.parametrize(
    "changed",
    [
        {"late": -301},
        {"late": 301},
        {"other": b"[]"},
        {"X-Rapport-Site": "nobody"},
        {"X-Rapport-Signature": "v1=00"},
        {"X-Rapport-Signature": ""},
        {"X-Rapport-Timestamp": "now"},
    ],
)
def test_what_is_not_signed_is_not_read(living, shop, changed):
    answer = shop.post("/collect/events", [visit(1)], **changed)
    assert (answer.status_code, answer.json()["error"]) == (401, "not_authenticated")
    assert living.rows(PageEvent) == []


def test_an_order_comes_signed_or_with_a_token_and_once(living, shop):
    order = {"id": "1001", "lines": [{"name": "Sensor kit", "unit_price": 250}]}
    first, again = (shop.post("/collect/purchase", order) for _ in range(2))
    assert (first.status_code, first.json()["repeated"], again.json()["repeated"]) == (
        200,
        False,
        True,
    )
    changed = shop.post("/collect/purchase", order | {"note": "other"})
    assert changed.status_code == 409
    made = run(living.parts.store, ada(living), Asked(REGISTRY["token"], "shop"))
    headers = {"Authorization": f"Bearer {made.reply.views[1].text}"}
    url = f"{living.url}/collect/purchase"
    told = httpx.post(url, json=order, headers=headers, trust_env=False).json()
    assert told["repeated"] is False
    refused = httpx.post(url, json=order, trust_env=False)
    assert refused.status_code == 401
    assert len(living.rows(Purchase)) == 2


def test_a_closed_site_reports_nothing_more(living, shop):
    run(living.parts.store, ada(living), Asked(REGISTRY["site close"], "Web shop"))
    assert shop.post("/collect/events", [visit(1)]).status_code == 401
    assert len(living.rows(Site)) == 1


def test_posts_come_by_the_same_adapter_interface(shop):
    post = {"network": "x", "id": "1", "author": "@kim", "text": "Price?"}
    told = shop.post("/collect/social", {"posts": [post, post, {"id": "2"}]}).json()
    assert (told["taken"], told["repeated"], told["bad"][0]["index"]) == (1, 1, 2)
