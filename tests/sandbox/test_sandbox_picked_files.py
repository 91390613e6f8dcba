"""`file_input`: in modals alone, with files:read, so many files of such kinds, 10 MB each."""

import base64

import pytest
from slack_sdk.errors import SlackApiError

from sandbox.client import Refused


def words(text):
    return {"type": "plain_text", "text": text}


def form(**more):
    element = {"type": "file_input", "action_id": "files", **more}
    field = {"type": "input", "block_id": "files", "label": words("Files"), "element": element}
    return {
        "type": "modal",
        "callback_id": "form",
        "title": words("Import"),
        "submit": words("Save"),
        "blocks": [field],
    }


@pytest.fixture
def opened(slack, web, ana):
    """Open a view for Ana as the answer to a command."""

    def show(view):
        ana.command("/echo", "now")
        trigger = slack.deliveries(kind="command")[-1]["payload"]["trigger_id"]
        return web.views_open(trigger_id=trigger, view=view)

    slack.manifest({"features": {"slash_commands": [{"command": "/echo", "description": "Echo"}]}})
    return show


def refused(call, *given, **named):
    with pytest.raises(SlackApiError) as error:
        call(*given, **named)
    return error.value.response["error"]


def test_the_app_is_told_what_was_picked_and_reads_it_with_its_token(slack, ana, opened):
    opened(form(filetypes=["csv"], max_files=2))
    ana.submit({"Files": [{"name": "a.csv", "text": "x\n1\n"}, {"name": "b.CSV", "text": "y\n"}]})
    values = slack.deliveries(name="view_submission")[-1]["payload"]["view"]["state"]["values"]
    given = values["files"]["files"]
    assert given["type"] == "file_input"
    assert [one["name"] for one in given["files"]] == ["a.csv", "b.CSV"]
    assert given["files"][0]["url_private_download"].startswith(slack.base_url)
    assert given["files"][0]["channels"] == []


@pytest.mark.parametrize(
    ("picked", "told"),
    [
        ([{"name": f"{n}.csv", "text": "x"} for n in range(3)], "Only 2 files"),
        ({"name": "a.pdf", "text": "x"}, "not one of: csv"),
        ({"name": "a.csv", "content": base64.b64encode(bytes(10 * 2**20 + 1)).decode()}, "10 MB"),
    ],
)
def test_slack_itself_takes_no_other_files(ana, opened, picked, told):
    opened(form(filetypes=["csv"], max_files=2))
    with pytest.raises(Refused, match=told):
        ana.submit({"Files": picked})


def test_a_required_one_is_not_left_empty(ana, opened):
    opened(form())
    assert ana.submit().errors == {"files": "Please complete this required field."}


def test_it_wants_the_scope_for_reading_files(slack, opened):
    scopes = [scope for scope in slack.options()["scopes"] if scope != "files:read"]
    slack.options(scopes=scopes)
    assert refused(opened, form()) == "missing_scope"


@pytest.mark.parametrize("more", [{"max_files": 11}, {"max_files": 0}, {"filetypes": "csv"}])
def test_what_is_no_file_input_is_refused(opened, more):
    assert refused(opened, form(**more)) == "invalid_arguments"


def test_it_stands_in_modals_alone(web, opened):
    block = form()["blocks"]
    assert refused(web.chat_postMessage, channel="#sales", text="x", blocks=block) == (
        "invalid_blocks"
    )
    home = {"type": "home", "blocks": block}
    assert refused(web.views_publish, user_id="U0ANA00001", view=home) == "invalid_arguments"
    acting = form()
    acting["blocks"][0]["dispatch_action"] = True
    assert refused(opened, acting) == "invalid_arguments"
