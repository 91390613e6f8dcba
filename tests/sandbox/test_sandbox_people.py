"""Acting as people: buttons, menus, modals, shortcuts, home, files; and changing the workspace."""

import httpx
import pytest
from slack_sdk.errors import SlackApiError

import sandbox
from sandbox.client import Refused, Slack

SALES = "C0SALES001"


def plain(text):
    return {"type": "plain_text", "text": text}


def buttons():
    go = {"type": "button", "text": plain("Go"), "action_id": "go", "value": "7"}
    stages = [{"text": plain(n), "value": n.lower()} for n in ("Won", "Lost")]
    menu = {"type": "static_select", "action_id": "stage", "options": stages}
    return [{"type": "actions", "block_id": "b", "elements": [go, menu]}]


def test_a_button_press_tells_the_app_and_its_answer_replaces_the_message(slack, web, ana):
    web.chat_postMessage(channel=SALES, text="card", blocks=buttons())
    done = ana.press(ana.last("#sales"), "Go")
    assert done.status == 200
    assert ana.last("#sales").text == "pressed by ana"
    (sent,) = slack.deliveries(name="block_actions")
    action = sent["payload"]["actions"][0]
    assert (action["action_id"], action["block_id"], action["value"]) == ("go", "b", "7")
    assert sent["payload"]["message"]["text"] == "card"


def test_what_is_new_since_a_message_is_read_at_once_threads_and_edits_included(web, ana, ben):
    card = web.chat_postMessage(channel=SALES, text="card")
    web.chat_postMessage(channel=SALES, thread_ts=card["ts"], text="old reply")
    last = web.chat_postMessage(channel=SALES, text="last read")["ts"]
    assert ana.sees_since("#sales", last) == []
    web.chat_postMessage(channel=SALES, thread_ts=card["ts"], text="new reply")
    web.chat_postEphemeral(channel=SALES, user="U0BEN00001", text="for ben alone")
    web.chat_update(channel=SALES, ts=card["ts"], text="card, edited")
    new = ["card, edited", "new reply"]
    assert [m.text for m in ana.sees_since("#sales", last)] == new
    assert [m.text for m in ben.sees_since("#sales", last)] == [*new, "for ben alone"]


def test_a_menu_choice_is_sent_and_kept_for_the_person(slack, web, ana, ben):
    web.chat_postMessage(channel=SALES, text="card", blocks=buttons())
    done = ana.press(ana.last("#sales"), "stage", "Lost")
    chosen = done.delivery["payload"]["state"]["values"]["b"]["stage"]["selected_option"]
    assert chosen["value"] == "lost"
    assert done.error == "dispatch_failed"  # nobody listens to it
    assert "values" not in ben.last("#sales").raw
    with pytest.raises(Refused, match="no option 'Maybe'"):
        ana.press(ana.last("#sales"), "stage", "Maybe")


def test_a_modal_checks_keeps_what_was_typed_and_closes(slack, ana):
    opened = ana.command("/echo", "modal", channel="#sales").modal
    assert opened.title == "Form"
    assert ana.submit({}).errors == {"name": "Please complete this required field."}
    assert ana.submit({"Name": "A"}).errors == {"name": "Please enter at least 2 characters."}
    assert slack.deliveries(name="view_submission") == []
    refused = ana.submit({"Name": "Acme", "pick": "foo"})
    assert refused.errors == {"name": "Taken."}
    assert refused.modal.values["name"] == "Acme"
    assert refused.modal.values["pick"]["text"]["text"] == "Foo"
    assert ana.submit({"name": "Beta"}).modal is None


def test_a_trigger_opens_one_modal_and_only_for_three_seconds(slack, web, ana):
    ana.command("/echo", "x", channel="#sales")
    trigger = slack.deliveries(kind="command")[0]["payload"]["trigger_id"]
    view = {"type": "modal", "title": plain("t"), "blocks": [{"type": "divider"}]}
    web.views_open(trigger_id=trigger, view=view)
    with pytest.raises(SlackApiError, match="exchanged_trigger_id"):
        web.views_open(trigger_id=trigger, view=view)
    ana.command("/echo", "x", channel="#sales")
    late = slack.deliveries(kind="command")[1]["payload"]["trigger_id"]
    slack.advance(4)
    with pytest.raises(SlackApiError, match="expired_trigger_id"):
        web.views_open(trigger_id=late, view=view)


def test_a_stale_hash_is_a_conflict_and_three_modals_are_the_most(slack, web, ana):
    def trigger():
        ana.command("/echo", "x", channel="#sales")
        return slack.deliveries(kind="command")[-1]["payload"]["trigger_id"]

    view = {"type": "modal", "title": plain("t"), "blocks": [{"type": "divider"}]}
    first = web.views_open(trigger_id=trigger(), view=view)["view"]
    web.views_update(view_id=first["id"], hash=first["hash"], view=view)
    with pytest.raises(SlackApiError, match="hash_conflict"):
        web.views_update(view_id=first["id"], hash=first["hash"], view=view)
    for _ in range(2):
        web.views_push(trigger_id=trigger(), view=view)
    with pytest.raises(SlackApiError, match="push_limit_reached"):
        web.views_push(trigger_id=trigger(), view=view)


def test_a_response_url_answers_five_times_within_half_an_hour(slack, ana):
    ana.command("/echo", "x", channel="#sales")
    url = slack.deliveries(kind="command")[0]["payload"]["response_url"]
    answers = [httpx.post(url, json={"text": str(n)}).status_code for n in range(6)]
    assert answers == [200] * 5 + [404]
    assert [m.is_ephemeral for m in ana.sees("#sales")] == [True] * 6
    ana.command("/echo", "y", channel="#sales")
    late = slack.deliveries(kind="command")[1]["payload"]["response_url"]
    slack.advance(1801)
    assert httpx.post(late, json={"text": "late"}).json()["error"] == "expired_url"


def test_shortcuts_carry_the_message_and_open_modals(slack, ana):
    said = ana.say("#sales", "It is broken").message
    assert ana.shortcut("ticket", said).modal.title == "Form"
    sent = slack.deliveries(name="message_action")[0]["payload"]
    assert sent["message"]["text"] == "It is broken"
    ana.close()
    assert ana.shortcut("ticket").modal.title == "Form"


def test_the_home_tab_is_published_for_one_person(slack, web, ana, ben):
    view = {"type": "home", "blocks": [{"type": "section", "text": plain("My day")}]}
    web.views_publish(user_id="U0ANA00001", view=view)
    assert ana.open_home().text == "My day"
    assert ben.home() is None
    opened = slack.deliveries(name="app_home_opened")[0]["payload"]["event"]
    assert (opened["tab"], opened["user"]) == ("home", "U0ANA00001")


def test_edits_deletions_reactions_and_files_are_told(slack, bot, ana):
    said = ana.say("#sales", "frist").message
    ana.edit(said, "first")
    ana.react(said, "eyes")
    ana.file("#sales", "notes.txt", "hello", thread_ts=said.ts)
    ana.delete(said)
    slack.settle()
    kinds = [e.get("subtype") for e, _, _ in bot.app.seen]
    assert kinds == [None, "message_changed", "file_share", "message_deleted"]
    assert len(slack.deliveries(name="reaction_added")) == 1
    assert len(slack.deliveries(name="file_shared")) == 1


def test_files_of_a_shared_channel_are_hidden_until_the_app_asks(slack, web, ana):
    ana.file("#acme", "prices.csv", "a,b")
    slack.settle()
    (event,) = [d["payload"]["event"] for d in slack.deliveries(name="message")]
    (told,) = event["files"]
    assert (told["mode"], told["file_access"]) == ("file_access", "check_file_info")
    assert {"name", "url_private", "url_private_download"}.isdisjoint(told)
    assert web.files_info(file=told["id"])["file"]["name"] == "prices.csv"
    assert "prices.csv" in str(ana.last("#acme").raw["files"])


def test_changes_of_people_and_channels_are_told(slack):
    slack.person("ben").change(tz="Asia/Tokyo", locale="ja-JP")
    slack.add_person("kim", team="acme", real_name="Kim")
    slack.channel("#support", "rename", name="triage")
    slack.channel("#sales", "share")
    slack.channel("#sales", "invite", people=["kim"])
    slack.channel("#sales", "archive")
    slack.settle()
    names = [d["name"] for d in slack.deliveries(kind="event")]
    told = ["user_change", "team_join", "channel_rename", "channel_shared"]
    assert names == [*told, "member_joined_channel", "channel_archive"]
    with pytest.raises(Refused, match="no zone"):
        slack.person("ben").change(tz="Mars/Olympus")


def test_without_the_bot_a_channel_is_silent(slack, bot, ana):
    slack.channel("#sales", "remove", people=["rapport"])
    ana.say("#sales", "@Rapport are you there?")
    slack.settle()
    assert bot.app.seen == []
    assert [d["name"] for d in slack.deliveries(kind="event")] == ["channel_left"]


def test_what_a_person_may_not_do_is_refused_in_a_sentence(slack, ana):
    with pytest.raises(Refused, match="is not in #acme") as refused:
        slack.add_person("zed").say("#acme", "hi")
    assert refused.value.status == 403
    with pytest.raises(Refused, match="nobody called 'nobody'"):
        slack.person("nobody").say("#sales", "hi")
    slack.channel("#sales", "archive")
    with pytest.raises(Refused, match="is archived"):
        ana.say("#sales", "hi")


def test_a_manifest_narrows_what_the_app_hears(slack, box, ana):
    commands = [{"command": "/deal", "description": "Deals", "should_escape": False}]
    before = box.options.scopes
    slack.manifest(
        {
            "features": {"slash_commands": commands},
            "settings": {"event_subscriptions": {"bot_events": ["app_mention"]}},
            "oauth_config": {"scopes": {"bot": ["commands"]}},
        }
    )
    assert "not a valid command" in ana.command("/lead", channel="#sales").error
    ana.say("#sales", "hello")
    assert slack.deliveries() == []
    ana.command("/deal", "for @ben <b>", channel="#sales")
    assert slack.deliveries()[0]["payload"]["text"] == "for @ben <b>"
    box.options.scopes, box.options.commands, box.options.events = before, None, None


def test_typed_words_cannot_become_markup(bot, ana):
    ana.say("#sales", "<!channel> <@U0BEN00001> & a@b.org")
    text = bot.app.seen[0][0]["text"]
    assert text == "&lt;!channel&gt; &lt;@U0BEN00001&gt; &amp; <mailto:a@b.org|a@b.org>"


def test_the_control_api_answers_this_machine_and_its_own_page_only(slack):
    url = f"{slack.base_url}/_control/state"
    assert httpx.get(url).status_code == 200
    assert httpx.get(url, headers={"X-Forwarded-For": "10.0.0.1"}).status_code == 403
    assert httpx.get(url, headers={"Origin": "https://evil.example"}).status_code == 403
    assert httpx.get(url, headers={"Host": "evil.example"}).status_code == 403


def test_a_workspace_survives_a_restart(tmp_path):
    def made():
        return sandbox.create("http://127.0.0.1:9/", "s", "xoxb", "xapp", state_path=tmp_path / "s")

    with made().running() as base, Slack(base) as slack:
        said = slack.person("ana").say("#sales", "kept", wait=False).message
        slack.person("ben").say("#sales", "reply", thread=said, wait=False)
        slack.add_channel("new", ["ana"])
    with made().running() as base, Slack(base) as slack:
        first, reply = slack.person("ana").sees("#sales", thread=said)
        assert (first.text, reply.text, first.raw["reply_count"]) == ("kept", "reply", 1)
        assert "new" in [c["name"] for c in slack.person("ana").channels()]
        later = slack.person("ana").say("#new", "after", wait=False).message
        assert later.ts > reply.ts
