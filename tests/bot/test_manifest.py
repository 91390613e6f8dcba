from pathlib import Path

import pytest

from bot.manifest import as_yaml, events, manifest, scopes
from bot.slack.events import HANDLERS

FILE = Path(__file__).parents[2] / "slack-manifest.yaml"


def test_the_manifest_file_is_what_the_declarations_say():
    assert FILE.read_text("utf-8") == as_yaml(), "stale: rapport manifest > slack-manifest.yaml"


def test_every_handled_event_is_subscribed_to():
    assert {name.split(".")[0] for name in events()} == set(HANDLERS)


def test_with_an_address_everything_comes_by_http():
    made = manifest("https://bot.example/")
    assert made["settings"]["socket_mode_enabled"] is False
    assert {one["url"] for one in made["features"]["slash_commands"]} == {
        "https://bot.example/slack/events"
    }
    assert made["oauth_config"]["redirect_urls"] == ["https://bot.example/slack/oauth_redirect"]


def test_slack_takes_the_lengths():
    for one in manifest()["features"]["slash_commands"]:
        assert one["should_escape"]
        assert len(one["description"]) <= 250
    for one in manifest()["features"]["shortcuts"]:
        assert len(one["name"]) <= 24


@pytest.mark.parametrize("needed", ["commands", "chat:write", "im:write", "metadata.message:read"])
def test_the_scopes_of_calls_are_asked_for(needed):
    assert needed in scopes()
