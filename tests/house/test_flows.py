"""The three flows of ARCHITECTURE.md are short, and nobody looks up."""

import pytest
import structlog

from bot.flow import scenes
from bot.flow.company import company
from bot.flow.tracing import TOOLS, Flow, why

MOST = 10
# The renderer hands its escaping to the texts as a function; crm knows neither name nor module.
HANDED_OVER = {("crm/engine/texts", "bot/render/markup")}


@pytest.fixture(scope="module")
def made():
    structlog.reset_defaults()
    with company() as one:
        yield one


@pytest.fixture(scope="module")
def command(made):
    return scenes.command(made)


@pytest.fixture(scope="module")
def talk(made, command):
    return scenes.reply(made)


@pytest.fixture(scope="module")
def digest(made, talk):
    return scenes.digest(made)


def test_a_slash_command_is_followed_in_ten_files(command):
    assert command.stations()[:5] == [
        "bot/slack/slash",
        "bot/slack/caller",
        "crm/language/grammar",
        "crm/engine/run",
        "crm/engine/store",
    ]
    assert command.stations()[-2:] == ["bot/deliver/courier", "bot/render/message"]
    assert len(command.stations()) <= MOST


def test_a_customers_reply_is_followed_in_ten_files(talk):
    stations = talk.stations()
    for name in ("conversation", "mood", "escalation"):
        assert f"crm/service/{name}" in stations
    assert len(stations) <= MOST, stations


def test_mondays_digest_is_followed_in_ten_files(digest):
    stations = digest.stations()
    assert stations[0] == "bot/clock/due"
    assert "the digest's sections" in stations
    assert "bot/render/message" in stations
    assert len(stations) <= MOST, stations


def test_the_product_never_calls_those_above_it(command, talk, digest):
    assert command.climbs | talk.climbs | digest.climbs <= HANDED_OVER


def test_a_call_against_the_layers_would_be_seen():
    assert Flow(climbs={("crm/engine/run", "bot/app")}).climbs


def test_the_rule_keeps_the_files_that_decide():
    assert why("crm/sales/deal") is None
    assert why("crm/models/sales") == "tables and texts, nothing else"
    assert all(reason for _, reason in TOOLS)
