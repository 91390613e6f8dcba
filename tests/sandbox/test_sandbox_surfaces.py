"""The assistant pane, workflow steps, links, rooms, tiers, and the life of an installation."""

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

STEP = {
    "title": "Add a lead",
    "input_parameters": {"name": {"type": "string", "is_required": True}},
    "output_parameters": {"ref": {"type": "string", "is_required": True}},
}


def refused(call, **arguments):
    with pytest.raises(SlackApiError) as error:
        call(**arguments)
    return error.value.response["error"]


@pytest.fixture(autouse=True)
def options(box):
    """The switches, put back afterwards."""
    before = vars(box.options).copy()
    box.options.assistant = True
    yield box.options
    for name, value in before.items():
        setattr(box.options, name, value)


def heard(bot):
    return [event for event, _, _ in bot.app.seen]


def test_the_assistant_pane_starts_a_thread_and_shows_prompts_and_status(slack, web, ana):
    begun = ana.assistant("#sales")
    (told,) = slack.deliveries(name="assistant_thread_started")
    thread = told["payload"]["event"]["assistant_thread"]
    assert (thread["user_id"], thread["context"]["channel_id"]) == ("U0ANA00001", "C0SALES001")
    place = {"channel_id": begun["channel"], "thread_ts": begun["thread_ts"]}
    prompt = {"title": "My day", "message": "what is due today?"}
    web.assistant_threads_setSuggestedPrompts(**place, prompts=[prompt])
    web.assistant_threads_setStatus(**place, status="is looking")
    web.assistant_threads_setTitle(**place, title="Today")
    (shown,) = ana.assistants()
    assert (shown["title"], shown["status"], shown["prompts"]) == ("Today", "is looking", [prompt])
    ana.assistant("#support", thread=begun["thread_ts"])
    (moved,) = slack.deliveries(name="assistant_thread_context_changed")
    context = moved["payload"]["event"]["assistant_thread"]["context"]
    assert context["channel_id"] == "C0SUPPORT1"


def test_a_status_ends_with_the_answer_or_after_two_minutes(slack, web, ana):
    begun = ana.assistant()
    place = {"channel_id": begun["channel"], "thread_ts": begun["thread_ts"]}
    web.assistant_threads_setStatus(**place, status="is looking")
    web.chat_postMessage(channel=begun["channel"], thread_ts=begun["thread_ts"], text="Here.")
    assert ana.assistants()[0]["status"] == ""
    web.assistant_threads_setStatus(**place, status="is looking")
    slack.advance(121)
    assert ana.assistants()[0]["status"] == ""
    many = [{"title": "t", "message": "m"}] * 5
    call = web.assistant_threads_setSuggestedPrompts
    assert refused(call, **place, prompts=many) == "invalid_arguments"
    assert refused(call, **{**place, "thread_ts": "1.2"}, prompts=many) == "invalid_thread_ts"


def test_a_workflow_step_runs_once_with_its_own_token(slack, web, ana, options):
    options.functions = {"add_lead": STEP}
    run = ana.step("add_lead", name="Acme")
    (told,) = slack.deliveries(name="function_executed")
    event = told["payload"]["event"]
    assert event["function"]["callback_id"] == "add_lead"
    assert event["inputs"] == {"name": "Acme"}
    own = WebClient(event["bot_access_token"], base_url=slack.api_url)
    end = {"function_execution_id": run["id"]}
    wanted = refused(own.functions_completeSuccess, **end, outputs={})
    assert wanted == "parameter_validation_failed"
    own.functions_completeSuccess(**end, outputs={"ref": "L-1"})
    assert ana.steps()[0]["outputs"] == {"ref": "L-1"}
    again = refused(web.functions_completeError, **end, error="late")
    assert again == "execution_not_in_running_state"
    strange = refused(web.functions_completeError, function_execution_id="Fx0", error="x")
    assert strange == "function_execution_not_found"


def test_a_link_is_told_where_the_bot_is_not_and_unfurled_by_its_id(slack, web, ana, options):
    options.unfurl_domains = ("example.com",)
    slack.add_channel("quiet", ["ana"], has_bot=False)
    ana.say("#quiet", "see https://www.example.com/D-4?a=1&b=2 and https://other.org/x")
    (told,) = slack.deliveries(name="link_shared")
    event = told["payload"]["event"]
    assert event["is_bot_user_member"] is False
    (link,) = event["links"]
    card = {"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "*D-4*"}}]}
    where = {"unfurl_id": event["unfurl_id"], "source": event["source"]}
    url = "https://www.example.com/D-4?a=1&b=2"
    web.chat_unfurl(**where, unfurls={url: card})
    assert link["domain"] == "example.com"
    assert ana.last("#quiet").raw["attachments"][0]["from_url"] == url
    wrong = refused(web.chat_unfurl, **where, unfurls={"https://x.org": card})
    assert wrong == "cannot_unfurl_url"


def test_an_uninstalled_app_hears_it_and_is_refused_until_it_is_back(slack, web, ana):
    slack.installation("uninstall")
    slack.settle()
    names = [d["name"] for d in slack.deliveries(kind="event")]
    assert names == ["tokens_revoked", "app_uninstalled"]
    assert refused(web.auth_test) == "account_inactive"
    ana.say("#sales", "anybody there?")
    assert len(slack.deliveries(kind="event")) == 2
    slack.installation("install")
    assert web.auth_test()["ok"]
    web.auth_revoke()
    assert refused(web.auth_test) == "token_revoked"


def test_an_installation_after_another_has_a_token_of_its_own(slack, web):
    def granted():
        answer = WebClient(base_url=slack.api_url).oauth_v2_access(
            client_id="1.2", client_secret="c", code="abc"
        )
        return WebClient(answer["access_token"], base_url=slack.api_url)

    assert granted().token == web.token
    slack.installation("uninstall")
    again = granted()
    assert again.token != web.token
    assert again.auth_test()["ok"]
    assert refused(web.auth_test) == "account_inactive"
    slack.reset()
    assert web.auth_test()["ok"]


@pytest.mark.parametrize(
    ("name", "word"),
    [
        ("", "invalid_name_required"),
        ("x" * 81, "invalid_name_maxlength"),
        ("--", "invalid_name_punctuation"),
        ("Big", "invalid_name_specials"),
        ("two words", "invalid_name_specials"),
        ("sales", "name_taken"),
    ],
)
def test_a_channels_name_is_refused_in_slacks_words(web, name, word):
    assert refused(web.conversations_create, name=name) == word


def test_rooms_are_made_filled_closed_and_opened_again(slack, web, ana):
    room = web.conversations_create(name="deal-42")["channel"]["id"]
    invite, kick = web.conversations_invite, web.conversations_kick
    assert refused(invite, channel=room, users="U0ANA00001,U0JANE0001") == (
        "user_team_not_in_channel"
    )
    invite(channel=room, users="U0ANA00001")
    assert refused(invite, channel=room, users="U0ANA00001") == "already_in_channel"
    assert refused(kick, channel=room, user="U0BEN00001") == "not_in_channel"
    kick(channel=room, user="U0ANA00001")
    web.conversations_rename(channel=room, name="deal-42-acme")
    assert refused(web.conversations_rename, channel="C0SALES001", name="x") == "not_authorized"
    assert refused(web.conversations_unarchive, channel=room) == "not_archived"
    web.conversations_archive(channel=room)
    assert refused(web.conversations_setTopic, channel=room, topic="t") == "is_archived"
    web.conversations_unarchive(channel=room)
    web.conversations_setTopic(channel=room, topic="Acme")
    slack.settle()
    told = {d["name"] for d in slack.deliveries(kind="event")}
    assert {"member_joined_channel", "member_left_channel", "channel_rename"} <= told
    assert {"channel_archive", "channel_unarchive"} <= told


def test_a_method_has_its_tier_and_says_when_to_come_back(slack, web):
    for _ in range(20):
        web.conversations_list()
    with pytest.raises(SlackApiError) as error:
        web.conversations_list()
    answer = error.value.response
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "3")
    assert web.team_info()["ok"]
    slack.advance(3)
    assert web.conversations_list()["ok"]


def test_a_type_ahead_menu_asks_from_its_shortest_word_on(slack, web, ana):
    ana.command("/echo", "modal", channel="#sales")
    with pytest.raises(Exception, match="from 1 letters on"):
        ana.suggest("pick", "")
    assert ana.suggest("pick", "a")[0]["value"] == "a"


def test_strangers_leave_a_channel_that_is_no_longer_shared(slack, web):
    slack.channel("#acme", "unshare")
    slack.settle()
    (told,) = slack.deliveries(name="channel_unshared")
    assert told["payload"]["event"]["is_ext_shared"] is False
    assert "U0JANE0001" not in web.conversations_members(channel="C0ACME0001")["members"]
