"""Methods of the Web API: forms, error words, pages, limits."""

import httpx
import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

SALES = "C0SALES001"


def word(call, *args, **more) -> str:
    """The error word that a call ends with."""
    with pytest.raises(SlackApiError) as refused:
        call(*args, **more)
    return refused.value.response["error"]


def plain(text):
    return {"type": "plain_text", "text": text}


def test_json_forms_and_queries_are_all_understood(slack):
    url, bearer = slack.api_url, {"Authorization": "Bearer xoxb-test"}
    blocks = '[{"type":"divider"}]'
    form = {"token": "xoxb-test", "channel": SALES, "text": "x", "blocks": blocks}
    posted = httpx.post(url + "chat.postMessage", data=form)
    assert posted.json()["message"]["blocks"][0]["type"] == "divider"
    info = httpx.get(url + "conversations.info", params={"channel": SALES}, headers=bearer)
    assert info.json()["channel"]["name"] == "sales"
    assert httpx.post(url + "api.test", content="{", headers={"Content-Type": "application/json"})


@pytest.mark.parametrize(
    ("method", "token", "expected"),
    [
        ("auth.test", None, "not_authed"),
        ("auth.test", "xoxb-wrong", "invalid_auth"),
        ("auth.test", "xapp-test", "not_allowed_token_type"),
        ("apps.connections.open", "xoxb-test", "not_allowed_token_type"),
        ("chat.shout", "xoxb-test", "unknown_method"),
    ],
)
def test_tokens_and_methods_are_checked_first(slack, method, token, expected):
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    assert httpx.post(slack.api_url + method, headers=headers).json()["error"] == expected


def test_a_missing_scope_names_what_is_needed(slack, web):
    slack.options(scopes=["chat:write", "channels:read"])
    with pytest.raises(SlackApiError) as refused:
        web.reactions_add(channel=SALES, timestamp="1", name="eyes")
    answer = refused.value.response
    assert (answer["error"], answer["needed"]) == ("missing_scope", "reactions:write")
    assert answer["provided"] == "chat:write,channels:read"
    assert word(web.conversations_list, types="private_channel") == "missing_scope"


def test_where_the_bot_may_post(slack, web):
    slack.add_channel("elsewhere", ["ana"], has_bot=False)
    slack.add_channel("secret", ["ana"], has_bot=False, is_private=True)
    slack.channel("#support", "archive")
    post = web.chat_postMessage
    assert word(post, channel="#elsewhere", text="x") == "not_in_channel"
    assert word(post, channel="#secret", text="x") == "channel_not_found"
    assert word(post, channel="#support", text="x") == "is_archived"
    assert word(post, channel="C0NONE", text="x") == "channel_not_found"
    assert word(post, channel=SALES, text="x", thread_ts="1.2") == "thread_not_found"
    slack.options(scopes=["chat:write", "chat:write.public"])
    assert post(channel="#elsewhere", text="x")["ok"]


def test_wrong_blocks_name_the_place(web):
    with pytest.raises(SlackApiError) as refused:
        web.chat_postMessage(channel=SALES, text="x", blocks=[{"type": "section"}])
    assert refused.value.response["error"] == "invalid_blocks"
    assert "blocks[0]" in refused.value.response["response_metadata"]["messages"][0]


def test_metadata_is_given_back_only_when_asked_for(web):
    metadata = {"event_type": "delivery", "event_payload": {"delivery_id": "7"}}
    ts = web.chat_postMessage(channel=SALES, text="x", metadata=metadata)["ts"]
    web.chat_postMessage(channel=SALES, text="reply", thread_ts=ts, metadata=metadata)
    asked = {"channel": SALES, "include_all_metadata": True}
    assert web.conversations_history(**asked)["messages"][0]["metadata"] == metadata
    assert web.conversations_replies(ts=ts, **asked)["messages"][1]["metadata"] == metadata
    assert "metadata" not in web.conversations_history(channel=SALES)["messages"][0]


def test_an_update_keeps_the_blocks_unless_new_ones_or_none_are_given(web, ana):
    blocks = [{"type": "section", "text": plain("first")}]
    ts = web.chat_postMessage(channel=SALES, text="a", blocks=blocks)["ts"]
    assert web.chat_update(channel=SALES, ts=ts, text="b")["message"]["blocks"]
    assert "blocks" not in web.chat_update(channel=SALES, ts=ts, text="c", blocks=[])["message"]
    said = ana.say("#sales", "mine").message
    assert word(web.chat_update, channel=SALES, ts=said.ts, text="x") == "cant_update_message"
    assert word(web.chat_delete, channel=SALES, ts=said.ts) == "cant_delete_message"


def test_an_ephemeral_message_is_for_one_member_and_cannot_be_updated(web, ana, ben):
    jane = "U0JANE0001"
    private = web.chat_postEphemeral
    ts = private(channel=SALES, user="U0ANA00001", text="psst")["message_ts"]
    assert [m.is_ephemeral for m in ana.sees("#sales")] == [True]
    assert ben.sees("#sales") == []
    assert web.conversations_history(channel=SALES)["messages"] == []
    assert word(web.chat_update, channel=SALES, ts=ts, text="x") == "message_not_found"
    assert word(private, channel=SALES, user=jane, text="x") == "user_not_in_channel"


def test_history_has_pages_and_bounds(slack, web):
    slack.options(rate="off")
    stamps = [web.chat_postMessage(channel=SALES, text=str(n))["ts"] for n in range(7)]
    pages = [p["messages"] for p in web.conversations_history(channel=SALES, limit=3)]
    assert [len(p) for p in pages] == [3, 3, 1]
    assert [m["text"] for p in pages for m in p] == list("6543210")
    bounds = {"oldest": stamps[2], "latest": stamps[4]}
    inner = web.conversations_history(channel=SALES, **bounds)["messages"]
    assert [m["text"] for m in inner] == ["3"]
    outer = web.conversations_history(channel=SALES, inclusive=True, **bounds)["messages"]
    assert [m["text"] for m in outer] == ["4", "3", "2"]
    assert word(web.conversations_history, channel=SALES, cursor="bm8=") == "invalid_cursor"


def test_a_thread_counts_its_replies_and_outlives_its_first_message(slack, web, ana):
    first = web.chat_postMessage(channel=SALES, text="first")["ts"]
    reply = ana.say("#sales", "reply", thread=first).message
    body = web.conversations_replies(channel=SALES, ts=first)["messages"][0]
    assert (body["reply_count"], body["latest_reply"]) == (1, reply.ts)
    web.chat_delete(channel=SALES, ts=first)
    assert ana.sees("#sales")[0].raw["subtype"] == "tombstone"
    ana.delete(reply)
    assert "reply_count" not in ana.sees("#sales")[0].raw


def test_more_than_the_burst_is_refused_until_a_second_has_passed(slack, web):
    slack.options(burst=2)
    for _ in range(2):
        web.chat_postMessage(channel=SALES, text="x")
    with pytest.raises(SlackApiError) as refused:
        web.chat_postMessage(channel=SALES, text="x")
    assert refused.value.response.status_code == 429
    assert refused.value.response.headers["Retry-After"] == "1"
    assert web.chat_postMessage(channel="C0SUPPORT1", text="elsewhere")["ok"]
    slack.advance(1)
    assert web.chat_postMessage(channel=SALES, text="x")["ok"]


def test_posts_above_the_rate_can_be_hidden_in_silence(slack, web, ana):
    slack.options(rate="hide", burst=1)
    for n in range(3):
        assert web.chat_postMessage(channel=SALES, text=str(n))["ok"]
    assert [m.text for m in ana.sees("#sales")] == ["0"]


def test_a_person_has_zone_and_language(web):
    mei = web.users_info(user="U0MEI00001", include_locale=True)["user"]
    assert (mei["tz"], mei["tz_offset"], mei["locale"]) == ("Asia/Shanghai", 28800, "zh-CN")
    assert mei["profile"]["email"] == "mei@example.com"
    assert web.users_info(user="U0ADA00001")["user"]["is_owner"] is True
    assert web.users_lookupByEmail(email="ana@example.com")["user"]["name"] == "ana"
    assert word(web.users_info, user="U0NOBODY") == "user_not_found"
    assert "U0JANE0001" not in [u["id"] for u in web.users_list()["members"]]
    assert web.users_info(user="U0JANE0001")["user"]["team_id"] == "T0OTHER001"


def test_channels_are_made_joined_and_left(slack, web):
    made = web.conversations_create(name="deal-7")["channel"]["id"]
    web.conversations_invite(channel=made, users="U0ANA00001,U0BEN00001")
    assert len(web.conversations_members(channel=made)["members"]) == 3
    assert word(web.conversations_create, name="deal-7") == "name_taken"
    assert word(web.conversations_create, name="Deal 7") == "invalid_name_specials"
    web.conversations_archive(channel=made)
    assert word(web.conversations_setTopic, channel=made, topic="x") == "is_archived"
    other = slack.add_channel("other", has_bot=False)
    assert web.conversations_join(channel=other)["channel"]["is_member"] is True


def test_direct_messages_are_opened_once(web, ana):
    one = web.conversations_open(users="U0ANA00001")["channel"]["id"]
    assert web.conversations_open(users="U0ANA00001")["channel"]["id"] == one
    assert web.chat_postMessage(channel="U0ANA00001", text="hello")["channel"] == one
    assert ana.last("dm").text == "hello"


def test_an_upload_in_three_steps_ends_as_a_message_with_a_file(web, ana):
    done = web.files_upload_v2(channel=SALES, content=b"a,b\n1,2", filename="deals.csv")
    seen = ana.last("#sales").raw["files"][0]
    assert (seen["id"], seen["size"]) == (done["file"]["id"], 7)
    got = httpx.get(seen["url_private"], headers={"Authorization": "Bearer xoxb-test"})
    assert got.content == b"a,b\n1,2"


def test_an_image_block_shows_only_an_uploaded_image(web):
    def show(file_id):
        image = {"type": "image", "slack_file": {"id": file_id}, "alt_text": "chart"}
        return web.chat_postMessage(channel=SALES, text="chart", blocks=[image])

    png = web.files_upload_v2(content=b"\x89PNG", filename="chart.png")["file"]["id"]
    csv = web.files_upload_v2(content=b"a,b", filename="deals.csv")["file"]["id"]
    assert show(png)["ok"]
    assert word(show, csv) == word(show, "F0NONE") == "invalid_blocks"


def test_reactions_are_added_once_and_removed_once(web):
    ts = web.chat_postMessage(channel=SALES, text="x")["ts"]
    spot = {"channel": SALES, "timestamp": ts, "name": "eyes"}
    web.reactions_add(**spot)
    assert word(web.reactions_add, **spot) == "already_reacted"
    found = web.reactions_get(channel=SALES, timestamp=ts)["message"]["reactions"]
    assert found == [{"name": "eyes", "users": ["U0BOT00001"], "count": 1}]
    web.reactions_remove(**spot)
    assert word(web.reactions_remove, **spot) == "no_reaction"


def test_installing_gives_the_bot_token(slack):
    got = WebClient(base_url=slack.api_url).oauth_v2_access(
        client_id="1", client_secret="2", code="3"
    )
    assert (got["access_token"], got["bot_user_id"]) == ("xoxb-test", "U0BOT00001")


def test_unfurls_and_bookmarks_and_permalinks(web, ana):
    said = ana.say("#sales", "see https://crm.example.com/D-1").message
    card = {"blocks": [{"type": "section", "text": plain("D-1 Acme")}]}
    where = {"channel": SALES, "ts": said.ts}
    web.chat_unfurl(**where, unfurls={"https://crm.example.com/D-1": card})
    assert ana.last("#sales").text.endswith("D-1 Acme")
    assert word(web.chat_unfurl, **where, unfurls={"https://x.org": card}) == "cannot_unfurl_url"
    link = web.chat_getPermalink(channel=SALES, message_ts=said.ts)["permalink"]
    assert httpx.get(link).status_code == 200
    made = web.bookmarks_add(channel_id=SALES, title="D-1", type="link", link="https://x.org")
    assert web.bookmarks_list(channel_id=SALES)["bookmarks"] == [made["bookmark"]]
