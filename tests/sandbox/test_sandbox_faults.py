"""Faults that are ordered for calls of the Web API."""

import time

import httpx
import pytest
from slack_sdk.errors import SlackApiError

POST = {"channel": "C0SALES001", "text": "once"}
HTTP = httpx.Client(headers={"Authorization": "Bearer xoxb-test"}, trust_env=False)


def call(slack, method="chat.postMessage", **more):
    url = slack.api_url + method
    return HTTP.post(url, json=POST, **more)


def test_a_refused_call_leaves_nothing_and_says_when_to_come_back(slack, ana):
    slack.fault("ratelimited", match="chat.*", seconds=7, count=1)
    answer = call(slack)
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "7")
    assert ana.sees("#sales") == []
    assert call(slack).json()["ok"] is True


def test_an_error_after_accepting_leaves_the_message(slack, ana):
    slack.fault("error_after", count=1)
    assert call(slack).status_code == 500
    assert [m.text for m in ana.sees("#sales")] == ["once"]


def test_an_error_before_accepting_leaves_nothing(slack, ana):
    slack.fault("error", count=1)
    assert call(slack).status_code == 500
    assert ana.sees("#sales") == []


@pytest.mark.parametrize(("kind", "left"), [("drop", 1), ("refuse", 0)])
def test_a_dropped_connection_gives_no_answer(slack, ana, kind, left):
    slack.fault(kind, match="chat.postMessage", count=1)
    with pytest.raises(httpx.TransportError):
        call(slack)
    assert len(ana.sees("#sales")) == left


def test_garbage_is_html_though_the_message_is_there(slack, ana):
    slack.fault("garbage", count=1)
    assert call(slack).text.startswith("<!DOCTYPE html>")
    assert len(ana.sees("#sales")) == 1


def test_a_hung_post_takes_effect_after_the_caller_gave_up(slack, ana):
    slack.fault("hang", seconds=0.2, count=1)
    with pytest.raises(httpx.TimeoutException):
        call(slack, timeout=0.05)
    end = time.monotonic() + 3
    while not ana.sees("#sales") and time.monotonic() < end:
        slack.settle(quiet_ms=20)
    assert len(ana.sees("#sales")) == 1


def test_chance_repeats_with_its_seed(slack):
    def draw():
        slack.clear_faults()
        slack.fault("error", match="api.test", probability=0.3, seed=4)
        return [call(slack, "api.test").status_code for _ in range(20)]

    first = draw()
    assert first == draw()
    assert 0 < first.count(500) < 20


def test_every_call_is_logged_with_its_end(slack, web):
    with pytest.raises(SlackApiError):
        web.chat_postMessage(channel="C0NONE", text="x")
    (logged,) = slack.calls("chat.postMessage")
    assert (logged["ok"], logged["error"]) == (False, "channel_not_found")
    assert logged["args"]["text"] == "x"
    assert "xoxb" not in str(logged)
