"""The doctor finds each thing that can be wrong, and says it in a line."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import create_engine, text

import sandbox
from bot import doctor
from bot.settings import Settings
from crm import migrations
from crm.engine.store import Store, admin_engine
from crm.models import ScheduleMark, Workspace
from crm.people import founding
from sandbox.client import Slack
from sandbox.options import ALL_SCOPES

BOT, APP = "xoxb-doctor", "xapp-doctor"


@pytest.fixture
def slack():
    """A local Slack that delivers nowhere."""
    made = sandbox.create("http://127.0.0.1:9/slack/events", "secret", BOT, APP)
    with made.running() as address, Slack(address) as found:
        yield found


@pytest.fixture
def settings(tmp_path, slack):
    """What `.env` would hold, with a founded database."""
    return founded(tmp_path, slack_api_url=slack.api_url)


def founded(folder, **more):
    address = f"sqlite:///{folder / 'rapport.sqlite'}"
    engine = admin_engine(address)
    migrations.upgrade(engine)
    engine.dispose()
    store = Store(address)
    founding.found(store, datetime.now(UTC))
    store.close()
    tokens = {"slack_bot_token": BOT, "slack_app_token": APP}
    return Settings(_env_file=None, database_url=address, rapport_home=str(folder), **tokens | more)


def findings(settings):
    return {found.subject: found for found in doctor.examine(settings)}


def wrong(settings):
    """The subjects that are not sound, with what is said of them."""
    return {name: f.said for name, f in findings(settings).items() if not f.is_sound}


def test_a_sound_installation_has_nothing_wrong(settings):
    found = findings(settings)
    assert wrong(settings) == {}
    looked = ("settings", "database", "schedule", "event delivery", "token", "scopes", "clock")
    assert set(found) == {*looked, "socket mode"}


def test_settings_that_lack_something_are_named(settings):
    halved = settings.model_copy(update={"slack_app_token": None})
    assert "SLACK_APP_TOKEN" in wrong(halved)["settings"]


def test_a_token_that_slack_refuses(settings, slack):
    slack.installation("revoke")
    assert wrong(settings)["token"] == "Slack answers token_revoked"


def test_an_apps_token_that_slack_refuses(settings):
    other = founded_token(settings, "xapp-other")
    assert wrong(other)["socket mode"] == "Slack answers invalid_auth"


def founded_token(settings, token):
    secret = type(settings.slack_app_token)(token)
    return settings.model_copy(update={"slack_app_token": secret})


def test_a_permission_that_is_missing(settings, slack):
    slack.options(scopes=[scope for scope in ALL_SCOPES if scope != "reactions:read"])
    assert "reactions:read" in wrong(settings)["scopes"]


def test_a_schema_that_is_old(settings):
    engine = create_engine(settings.store_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '0001'"))
    engine.dispose()
    assert "run rapport migrate" in wrong(settings)["database"]


def test_a_database_that_does_not_answer(settings, tmp_path):
    gone = settings.model_copy(update={"database_url": f"sqlite:///{tmp_path / 'no' / 'x.sqlite'}"})
    assert "database" in wrong(gone)


def test_a_schedule_that_stands_still_and_a_workspace_that_is_paused(settings):
    store = Store(settings.store_url)
    ago = datetime.now(UTC) - timedelta(hours=1)
    with store.write(1) as session:
        session.add(ScheduleMark(rule="digests", until=ago))
    assert "it stands still" in wrong(settings)["schedule"]
    with store.write(1) as session:
        session.get(Workspace, 1).paused_reason = "token_revoked"
    store.close()
    assert wrong(settings) == {"workspace 1": "paused: token_revoked"}


def test_a_role_that_row_level_rules_do_not_bind(postgres, slack, tmp_path):
    database = postgres.fresh()
    founding.found(Store(database.url), datetime.now(UTC))
    address = {"slack_api_url": slack.api_url, "slack_bot_token": BOT, "slack_app_token": APP}
    chosen = Settings(_env_file=None, rapport_home=tmp_path, database_url=database.url, **address)
    assert findings(chosen)["database role"].said == "is bound by row-level rules"
    assert wrong(chosen) == {}
    owner = chosen.model_copy(update={"database_url": database.admin_url})
    assert "sees every workspace; use one that is no" in wrong(owner)["database role"]
    unruled(database.admin_url, "deal")
    assert "sees every workspace in deal;" in wrong(chosen)["database role"]


def unruled(address, table):
    engine = create_engine(address)
    with engine.begin() as connection:
        connection.execute(text(f"ALTER TABLE {table} DISABLE ROW LEVEL SECURITY"))
    engine.dispose()


def test_an_event_that_is_asked_for_comes_and_its_message_goes_away(living):
    living.clock.ahead += timedelta(hours=1)
    before = [m.text for m in living.person("ada").sees("dm")]
    found = events(living.parts.settings, patience=10)
    assert found.is_sound
    assert found.said == "an event was asked for and came"
    assert [m.text for m in living.person("ada").sees("dm")] == before
    assert "last received" in events(living.parts.settings, patience=10).said


def test_an_event_that_is_asked_for_and_does_not_come(living):
    living.slack.app("http://127.0.0.1:9/slack/events")
    found = events(living.parts.settings, patience=0.4)
    assert not found.is_sound
    assert "did not come in 0.4 s" in found.said
    assert "is rapport serve running" in found.said


def events(settings, patience):
    found = {one.subject: one for one in doctor.examine(settings, patience)}
    return found["event delivery"]


def test_a_clock_that_is_wrong():
    assert doctor._clock("Mon, 06 Jul 2020 10:00:00 GMT").is_sound is False
    assert doctor._clock(None).is_sound is True
