import hashlib

import httpx
import pytest

from crm.models import ApiToken, Company, User

TOKEN = "rapport-test-token"


@pytest.fixture
def api(living):
    """Ana's token, and a client that sends it."""
    (ana,) = living.rows(User, User.handle == "ana")
    with living.parts.store.write(living.workspace_id) as session:
        digest = hashlib.sha256(TOKEN.encode()).hexdigest()
        now = living.parts.clock()
        session.add(ApiToken(user_id=ana.id, name="test", digest=digest, created_at=now))
    headers = {"Authorization": f"Bearer {TOKEN}"}
    with httpx.Client(
        base_url=f"{living.url}/api/", headers=headers, trust_env=False, timeout=10
    ) as client:
        yield client


def test_a_command_runs_with_its_owners_rights(living, api):
    answer = api.post("company/add", json={"name": "Acme"})
    assert answer.status_code == 200, answer.text
    assert answer.json()["views"][0]["title"] == "Acme"
    assert [company.name for company in living.rows(Company)] == ["Acme"]


def test_the_same_idempotency_key_gets_the_first_answer(living, api):
    headers = {"Idempotency-Key": "k1"}
    first = api.post("company/add", json={"name": "Acme"}, headers=headers)
    again = api.post("company/add", json={"name": "Other"}, headers=headers)
    assert (again.status_code, again.json()) == (200, first.json())
    assert len(living.rows(Company)) == 1


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer wrong", "Basic abc"])
def test_without_a_known_token_nothing_is_done(api, header):
    answer = api.post("company/list", headers={"Authorization": header})
    assert (answer.status_code, answer.json()["error"]) == (401, "not_authenticated")


def test_a_revoked_token_is_refused(living, api):
    assert api.post("company/list").status_code == 200
    with living.parts.store.write(living.workspace_id) as session:
        token = session.query(ApiToken).one()
        token.revoked_at = living.parts.clock()
    assert api.post("company/list").status_code == 401


def test_what_the_owner_may_not_do_is_forbidden(api):
    answer = api.post("settings", json={"name": "currency", "value": "EUR"})
    assert (answer.status_code, answer.json()["error"]) == (403, "not_allowed")


@pytest.mark.parametrize("path", ["deal/sell", "ticket/mood", "", "nothing"])
def test_an_unknown_or_inner_command_is_not_found(api, path):
    assert api.post(path or "/").status_code == 404


@pytest.mark.parametrize(
    "body", ["[1]", "{", '{"name": {"a": 1}}', '{"nmae": "Acme"}', '{"name": ""}', "\x00"]
)
def test_fields_that_cannot_be_read_are_named(living, api, body):
    answer = api.post("company/add", content=body)
    assert answer.status_code == 422
    assert answer.json()["message"]
    assert living.rows(Company) == []


def test_the_sixty_first_call_of_a_minute_has_to_wait(api):
    codes = [api.post("whoami").status_code for _ in range(61)]
    assert codes == [200] * 60 + [429]
    assert int(api.post("whoami").headers["Retry-After"]) > 0
