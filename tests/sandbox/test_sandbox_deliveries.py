"""What the app gets, signed and in Slack's forms, and what becomes of its answers."""

import threading
from concurrent.futures import ThreadPoolExecutor

from slack_bolt.adapter.socket_mode import SocketModeHandler
from slack_sdk.signature import SignatureVerifier

from sandbox.deliveries.signed import signature

SECRET = "sandbox-secret"


def test_a_command_is_acknowledged_and_its_answer_is_seen_by_one_person(slack, ana, ben):
    done = ana.command("/echo", "hello @ben <b>", channel="#sales")
    assert done.status == 200
    assert done.ack_ms < 1000
    assert done.text == "echo hello @ben <b>"
    assert done.message.raw["text"] == "echo hello <@U0BEN00001|ben> &lt;b&gt;"
    assert done.message.is_ephemeral
    assert ben.sees("#sales") == []


def test_the_signature_is_the_one_that_slack_sdk_verifies():
    body = b"command=%2Fdeal&text=add"
    signed = signature(SECRET, "1700000000", body)
    verifier = SignatureVerifier(SECRET)
    assert signed == verifier.generate_signature(timestamp="1700000000", body=body)


def test_a_message_arrives_as_an_event_with_slacks_envelope(slack, ana, bot):
    ana.say("#sales", "Hello & goodbye https://example.com")
    event, envelope, _ = bot.app.seen[0]
    assert event["text"] == "Hello &amp; goodbye <https://example.com>"
    assert (event["channel_type"], event["user"]) == ("channel", "U0ANA00001")
    assert envelope["type"] == "event_callback"
    assert envelope["event_id"].startswith("Ev")
    assert envelope["authorizations"][0]["user_id"] == "U0BOT00001"
    assert envelope["is_ext_shared_channel"] is False


def test_a_mention_starts_a_thread_with_the_bots_answer(slack, ana):
    said = ana.say("#sales", "@Rapport follow up").message
    slack.settle()
    first, answer = ana.sees("#sales", thread=said)
    assert first.text == "@rapport follow up"
    assert answer.text == "You said: @rapport follow up"
    assert first.raw["reply_count"] == 1


def test_a_shared_channel_names_the_strangers_team(slack, bot):
    slack.person("jane").say("#acme", "It is broken")
    event, envelope, _ = bot.app.seen[0]
    assert envelope["is_ext_shared_channel"] is True
    assert event["user_team"] == "T0OTHER001"


def test_a_failed_event_is_sent_again_with_the_same_id_and_the_reason(slack, ana, bot):
    slack.options(time_scale=1000)
    bot.answers += [500, 500]
    ana.say("#sales", "once")
    assert slack.settle(retries=True)
    ids = {envelope["event_id"] for _, envelope, _ in bot.app.seen}
    headers = [h for _, _, h in bot.app.seen]
    assert len(bot.app.seen) == 3
    assert len(ids) == 1
    assert [h.get("x-slack-retry-num", [None])[0] for h in headers] == [None, "1", "2"]
    assert headers[1]["x-slack-retry-reason"] == ["http_error"]


def test_moving_the_clock_brings_the_retry_that_was_a_minute_off(slack, ana, bot):
    bot.answers += [500, 500]
    ana.say("#sales", "later")
    assert slack.settle()
    assert len(bot.app.seen) == 2
    slack.advance(61)
    assert slack.settle(retries=True)
    assert len(bot.app.seen) == 3


def test_a_command_that_fails_is_not_sent_again(slack, ana, bot):
    bot.answers.append(500)
    done = ana.command("/echo", "x", channel="#sales")
    assert done.error == "dispatch_failed"
    assert done.text == '/echo failed with the error "dispatch_failed"'
    assert len(slack.deliveries(kind="command")) == 1


def test_a_command_that_is_not_answered_in_time_shows_slacks_words(slack, ana, bot):
    slack.options(answer_limit=0.001)
    done = ana.command("/echo", "slow", channel="#sales")
    assert done.status is None
    assert done.text == '/echo failed with the error "operation_timeout"'


def test_a_command_in_a_thread_is_refused_and_never_sent(slack, ana):
    said = ana.say("#sales", "thread").message
    done = ana.say("#sales", "/echo hi", thread=said)
    assert done.error == "/echo is not supported in threads. Sorry!"
    assert slack.deliveries(kind="command") == []


def test_ordered_faults_double_and_drop_deliveries(slack, ana, bot):
    slack.fault("duplicate", on="deliveries", match="message", times=5, count=1)
    ana.say("#sales", "five times")
    assert len(bot.app.seen) == 5
    slack.fault("drop_answer", on="deliveries", match="message", count=1)
    ana.say("#sales", "twice")
    slack.settle()
    assert len(bot.app.seen) == 7
    assert bot.app.seen[-1][2]["x-slack-retry-reason"] == ["connection_failed"]


def test_events_can_arrive_in_another_order(slack, ana, bot):
    slack.fault("reorder", on="deliveries", match="message", count=1)
    ana.say("#sales", "first", wait=False)
    ana.say("#sales", "second")
    slack.settle()
    assert [e["text"] for e, _, _ in bot.app.seen] == ["second", "first"]


def test_socket_mode_gives_each_envelope_to_one_connection(slack, ana, bot, box):
    handlers = [SocketModeHandler(bot.app, "xapp-test") for _ in range(2)]
    for handler in handlers:
        handler.client.web_client.base_url = slack.api_url
        handler.connect()
    assert slack.state()["sockets"] == 2
    done = [ana.command("/echo", f"n{n}", channel="#sales") for n in range(4)]
    assert [d.text for d in done] == [f"echo n{n}" for n in range(4)]
    assert {d.delivery["attempts"][0]["transport"] for d in done} == {"socket"}
    ana.say("#sales", "by socket")
    slack.settle()
    assert len(bot.app.seen) == 1
    with ThreadPoolExecutor() as closing:
        list(closing.map(SocketModeHandler.close, handlers))
    assert slack.state()["sockets"] == 0


def test_a_disconnect_is_followed_by_a_new_connection(slack, bot, ana):
    handler = SocketModeHandler(bot.app, "xapp-test")
    handler.client.web_client.base_url = slack.api_url
    handler.connect()
    assert slack.disconnect() == 1
    pause = threading.Event()
    for _ in range(200):
        if slack.state()["sockets"] == 1:
            break
        pause.wait(0.02)
    assert ana.command("/echo", "back", channel="#sales").text == "echo back"
    handler.close()
