import asyncio
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from cryptography.fernet import Fernet

from bot.app import Parts, build
from bot.settings import Settings
from bot.slack.installing import revoke
from bot.web.application import application
from crm.models import Installation, Role, User, Workspace
from crm.people import founding


class Browser:
    """Asks the app as a browser would, keeping its cookies."""

    def __init__(self, parts: Parts) -> None:
        self.parts = parts
        self._app = application(parts)
        self._cookies = httpx.Cookies()

    def get(self, path: str) -> httpx.Response:
        return asyncio.run(self._get(path))

    async def _get(self, path: str) -> httpx.Response:
        transport = httpx.ASGITransport(self._app)
        async with httpx.AsyncClient(
            transport=transport, base_url="https://bot.example", cookies=self._cookies
        ) as client:
            answer = await client.get(path)
            self._cookies = client.cookies
            return answer


@pytest.fixture
def browser(box, database, tmp_path):
    """A browser before an app that is installed by OAuth."""
    chosen = Settings(
        _env_file=None,
        database_url=database.url,
        rapport_home=tmp_path,
        slack_signing_secret="s",
        slack_client_id="1.2",
        slack_client_secret="c",
        slack_api_url=box.api_url,
        rapport_secret_key=Fernet.generate_key().decode(),
    )
    parts = build(chosen, guarded=True)
    yield Browser(parts)
    parts.close()


def state_of(browser) -> str:
    answer = browser.get("/slack/install")
    assert answer.status_code == 302
    query = parse_qs(urlsplit(answer.headers["location"]).query)
    assert "chat:write" in query["scope"][0]
    return query["state"][0]


def test_installing_keeps_the_token_sealed_and_makes_the_installer_admin(browser):
    answer = browser.get(f"/slack/oauth_redirect?code=abc&state={state_of(browser)}")
    assert answer.status_code == 200
    store = browser.parts.store
    with store.read(None) as session:
        (row,) = session.query(Installation).all()
    assert row.slack_team == "T0HOME0001"
    assert "xox" not in row.bot_token
    with store.read(row.workspace_id) as session:
        admins = session.query(User.handle).join(Role, Role.user_id == User.id)
        assert [name for (name,) in admins.where(Role.name == "admin")] == ["ada"]


def test_the_terminals_own_admin_does_not_keep_the_installer_from_being_the_first(browser):
    founding.found(browser.parts.store, browser.parts.clock())
    browser.get(f"/slack/oauth_redirect?code=abc&state={state_of(browser)}")
    with browser.parts.store.read(1) as session:
        admins = session.query(User.handle).join(Role, Role.user_id == User.id)
        assert {name for (name,) in admins.where(Role.name == "admin")} == {"admin", "ada"}


@pytest.mark.parametrize("query", ["code=abc", "code=abc&state=other", "error=access_denied"])
def test_an_answer_that_this_browser_did_not_ask_for_installs_nothing(browser, query):
    state_of(browser)
    assert browser.get(f"/slack/oauth_redirect?{query}").status_code == 400
    with browser.parts.store.read(None) as session:
        assert session.query(Installation).count() == 0


def test_a_state_counts_once(browser):
    state = state_of(browser)
    assert browser.get(f"/slack/oauth_redirect?code=abc&state={state}").status_code == 200
    assert browser.get(f"/slack/oauth_redirect?code=abc&state={state}").status_code == 400


def test_an_app_that_was_taken_away_is_installed_again_with_all_it_had(browser):
    parts = browser.parts
    browser.get(f"/slack/oauth_redirect?code=abc&state={state_of(browser)}")
    with parts.store.read(None) as session:
        workspace_id = session.query(Installation).one().workspace_id
    now = parts.clock()
    revoke(parts.store, "T0HOME0001", now, now)
    parts.installations.forget()
    assert parts.installations.of_workspace(workspace_id) is None
    assert (
        browser.get(f"/slack/oauth_redirect?code=abc&state={state_of(browser)}").status_code == 200
    )
    with parts.store.read(None) as session:
        assert session.get(Workspace, workspace_id).paused_reason is None
    assert parts.installations.of_workspace(workspace_id).team == "T0HOME0001"
    with parts.store.read(workspace_id) as session:
        assert session.query(Role).filter_by(name="admin").count() == 1
