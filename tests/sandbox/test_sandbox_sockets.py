"""Socket Mode, envelope by envelope."""

import json
from contextlib import contextmanager

import httpx
from websockets.sync.client import connect

APP = {"Authorization": "Bearer xapp-test"}


@contextmanager
def connection(slack):
    """A connection that has been greeted."""
    opened = httpx.post(slack.api_url + "apps.connections.open", headers=APP, trust_env=False)
    with connect(opened.json()["url"], close_timeout=0.2) as socket:
        assert json.loads(socket.recv(5))["type"] == "hello"
        yield socket


def envelope(socket):
    """The next envelope, None where none comes."""
    try:
        return json.loads(socket.recv(0.3))
    except TimeoutError:
        return None


def acknowledge(socket, found, **more):
    socket.send(json.dumps({"envelope_id": found["envelope_id"], **more}))


def test_an_envelope_goes_to_one_connection_and_the_next_to_another(slack, ana):
    with connection(slack) as one, connection(slack) as two:
        for n in range(2):
            ana.say("#sales", f"n{n}", wait=False)
        found = [envelope(one), envelope(two), envelope(one), envelope(two)]
    assert [f is None for f in found] == [False, False, True, True]
    texts = {f["payload"]["event"]["text"] for f in found[:2]}
    assert texts == {"n0", "n1"}
    assert [(f["retry_attempt"], f["type"]) for f in found[:2]] == [(0, "events_api")] * 2


def test_what_a_lost_connection_had_not_acknowledged_is_sent_to_another(slack, ana):
    with connection(slack) as one:
        ana.say("#sales", "hello", wait=False)
        first = envelope(one)
        with connection(slack) as two:
            one.close()
            again = envelope(two)
            acknowledge(two, again)
            assert slack.settle()
    assert again["payload"]["event_id"] == first["payload"]["event_id"]
    assert (again["retry_attempt"], again["retry_reason"]) == (1, "connection_failed")
    (delivery,) = slack.deliveries(kind="event")
    assert delivery["ok"]


def test_a_warning_keeps_the_connection_and_a_refresh_ends_it(slack, ana):
    with connection(slack) as one:
        slack.disconnect("warning")
        assert envelope(one)["reason"] == "warning"
        ana.say("#sales", "still here", wait=False)
        acknowledge(one, envelope(one))
        slack.disconnect()
        assert envelope(one)["reason"] == "refresh_requested"
        assert slack.state()["sockets"] == 0


def test_an_eleventh_connection_is_refused(slack, box):
    open_sockets = box.core.courier.sockets.connections
    open_sockets += [None] * 10
    try:
        url = slack.api_url + "apps.connections.open"
        answer = httpx.post(url, headers=APP, trust_env=False).json()
    finally:
        open_sockets.clear()
    assert answer == {"ok": False, "error": "too_many_websockets"}
