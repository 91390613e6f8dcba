"""A web form's page: what a visitor sees, sends and is told, over HTTP."""

import httpx
import pytest

from crm.engine.call import CLOCK, Call, Place
from crm.engine.command import REGISTRY
from crm.engine.run import Asked, run
from crm.models import IntakeForm, Submission

HOSTILE = '"><script>alert(1)</script>'


@pytest.fixture
def visitor(living):
    """A browser on the page of a form that Ana made."""
    call = Call(living.workspace_id, CLOCK, Place(), living.parts.clock(), "event")
    asked = Asked(REGISTRY["form add"], fields={"name": "Contact us", "owner": "@ana"})
    run(living.parts.store, call, asked)
    (form,) = living.rows(IntakeForm)
    address = f"{living.url}/collect/{form.key}"
    with httpx.Client(base_url=address, trust_env=False, follow_redirects=True) as client:
        yield client


def values(living):
    return [row.values for row in living.rows(Submission)]


def test_the_page_speaks_the_visitors_language(visitor):
    assert "E-mail" in visitor.get("").text
    assert "邮箱" in visitor.get("", headers={"Accept-Language": "zh-CN,zh;q=0.9"}).text


def test_what_is_sent_is_kept_and_thanked_for(living, visitor):
    answer = visitor.post("", data={"name": "Zoe", "email": "Zoe@New.example", "message": "Hi"})
    assert (answer.status_code, "Thank you" in answer.text) == (200, True)
    assert values(living) == [{"name": "Zoe", "email": "Zoe@new.example", "message": "Hi"}]


def test_a_wrong_field_keeps_what_was_typed_and_nothing_becomes_html(living, visitor):
    answer = visitor.post("", data={"name": HOSTILE, "email": "nobody", "message": HOSTILE})
    assert answer.status_code == 400
    assert "is not an e-mail address" in answer.text
    assert "<script>" not in answer.text
    assert "&lt;script&gt;" in answer.text
    assert values(living) == []


def test_a_machine_that_fills_in_every_field_is_thanked_and_forgotten(living, visitor):
    answer = visitor.post("", data={"email": "bot@spam.example", "homepage": "http://spam"})
    assert answer.status_code == 200
    assert values(living) == []


def test_the_eleventh_sending_of_a_minute_has_to_wait(visitor):
    codes = [visitor.post("", data={"email": f"a{n}@b.example"}).status_code for n in range(11)]
    assert codes == [200] * 10 + [429]


def test_an_address_that_leads_nowhere_says_so(visitor):
    assert visitor.get("x").status_code == 404
    assert visitor.post("", content=b"x" * 70_000).status_code == 413
