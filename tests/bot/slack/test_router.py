import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from bot.slack.router import kind_of
from crm.engine import command as commands
from crm.engine.call import Call
from crm.engine.reply import Next, Notice, Reply
from crm.engine.texts import T
from crm.language.form import Form
from crm.models import (
    Channel,
    Delivery,
    FollowUp,
    InboundEvent,
    Installation,
    Thread,
    User,
    Workspace,
)


class Nothing(Form):
    """A form that asks for nothing."""


@pytest.fixture
def stumbling():
    """A command that fails once before its commit, then works; how often it was begun."""
    begun: list[int] = []

    @commands.command("stumble", effect="change")
    def stumble(call: Call, _form: Nothing) -> Reply:
        """Fail once."""
        begun.append(1)
        call.session.add(Channel(slack_id=f"CSTUMBLE{call.now.timestamp()}"))
        call.session.flush()
        if len(begun) == 1:
            raise ZeroDivisionError("a bug of ours")
        return Reply((Notice(T("Done")),))

    yield begun
    del commands.REGISTRY["stumble"]


@pytest.fixture
def lingering():
    """A command whose work after the commit goes on until the event is set."""
    after = threading.Event()

    @commands.command("linger", effect="change")
    def linger(call: Call, _form: Nothing) -> Reply:
        """Leave the work for later."""
        return Reply((Notice(T("Soon")),), then=(Next("linger on", {}, f"later {call.key}"),))

    @commands.command("linger on", surface="inside")
    def linger_on(_call: Call, _form: Nothing) -> Reply:
        """Work."""
        assert after.wait(60), "nobody was answered meanwhile"
        return Reply()

    yield after
    after.set()
    del commands.REGISTRY["linger"], commands.REGISTRY["linger on"]


def test_slow_work_after_the_commit_holds_no_acknowledgement_up(living, lingering):
    people = [living.person("ana") for _ in range(16)]
    with ThreadPoolExecutor(16) as threads:
        done = list(threads.map(lambda person: person.command("/crm", "linger"), people))
    assert [(one.status, "Soon" in one.text) for one in done] == [(200, True)] * 16
    lingering.set()
    living.settle()


def test_a_failure_before_the_commit_answers_500_and_the_retry_does_it_once(living, stumbling):
    living.person("ana").say("#sales", "@rapport stumble")
    living.settle()
    attempts = living.slack.deliveries(name="app_mention")[0]["attempts"]
    assert [attempt["status"] for attempt in attempts][:1] == [500]
    for _ in range(50):
        if len(stumbling) > 1:
            break
        living.slack.settle(retries=True)
    living.settle()
    assert len(stumbling) == 2
    assert len(living.rows(Channel, Channel.slack_id.startswith("CSTUMBLE"))) == 1


def test_a_failed_command_tells_the_person_its_id_and_no_stack(living, stumbling):
    done = living.person("ana").command("/crm", "stumble", channel="#sales")
    assert done.status == 500
    living.settle()
    told = " ".join(message.text for message in living.person("ana").sees("#sales"))
    assert "Something went wrong here; nothing was changed" in told
    assert "ZeroDivision" not in told


def test_an_uninstalled_app_keeps_no_token_and_pauses(living):
    living.slack.event("app_uninstalled")
    living.settle()
    with living.parts.store.read(None) as session:
        row = session.query(Installation).one()
        workspace = session.get(Workspace, living.workspace_id)
    assert (row.bot_token, workspace.paused_reason) == (None, "uninstalled")


def test_admins_are_told_once_an_hour_that_slack_holds_events_back(living):
    body = {"type": "app_rate_limited", "team_id": "T0HOME0001", "minute_rate_limited": 7200}
    for _ in range(3):
        living.parts.router.take(kind_of(body), body)
    living.settle()
    told = living.person("ada").last("dm").text
    assert "fewer events than there are" in told
    assert len(living.rows(Delivery, Delivery.rule == "rate_limited")) == 1


def test_people_follow_what_slack_says_of_them(living):
    living.person("ana").change(tz="Asia/Tokyo", real_name="Ana Ito")
    living.person("ben").change(deleted=True)
    living.settle()
    (ana,) = living.rows(User, User.handle == "ana")
    (ben,) = living.rows(User, User.handle == "ben")
    assert (ana.name, ana.zone, ben.is_active) == ("Ana Ito", "Asia/Tokyo", False)


def test_a_deactivated_person_can_do_nothing(living):
    living.person("ben").change(deleted=True)
    living.settle()
    incoming = {"command": "/ticket", "text": "list", "user_id": "U0BEN00001"}
    incoming |= {"team_id": "T0HOME0001", "channel_id": "C0SALES001", "trigger_id": "x"}
    assert "Only members" in living.parts.router.take("command", incoming)["text"]


def test_a_channel_that_becomes_shared_gets_no_public_cards_any_more(living):
    ana = living.person("ana")
    living.slack.channel("sales", "share")
    living.settle()
    done = ana.command("/company", "add Acme", channel="#sales")
    assert "Acme" in done.text
    assert not any("Acme" in m.text for m in living.person("ben").sees("#sales"))


def test_a_reply_before_we_know_that_the_thread_is_ours_waits_and_is_done_once(living):
    ana = living.person("ana")
    ana.command("/company", "add Acme", channel="#sales")
    ana.command("/deal", 'add Acme "CRM rollout"', channel="#sales")
    living.settle()
    card = ana.last("#sales")
    unmark(living, card.ts)
    ana.say("#sales", "!followup tomorrow 9am call Jane", thread=card)
    living.slack.settle()
    assert [row.state for row in living.rows(InboundEvent, InboundEvent.state == "parked")]
    assert living.rows(FollowUp) == []
    mark(living, card.ts)
    living.parts.router.replay(living.workspace_id, "C0SALES001")
    living.settle()
    assert [row.subject for row in living.rows(FollowUp)] == ["call Jane"]
    assert living.rows(InboundEvent, InboundEvent.state == "parked") == []


def unmark(living, ts: str) -> None:
    """As if the process had died between posting the card and writing down where it is."""
    with living.parts.store.write(living.workspace_id) as session:
        row = session.query(Delivery).filter(Delivery.ts == ts).one()
        row.state, row.ts, row.sent_at = "sending", None, None
        row.leased_until = living.parts.clock() + timedelta(minutes=1)
        thread = session.query(Thread).filter(Thread.thread_ts == ts).one()
        thread.thread_ts = "0"


def mark(living, ts: str) -> None:
    with living.parts.store.write(living.workspace_id) as session:
        row = session.query(Delivery).filter(Delivery.state == "sending").one()
        row.state, row.ts = "sent", ts
        session.query(Thread).filter(Thread.thread_ts == "0").one().thread_ts = ts
