"""Try `deal park`, pasted from CONTRIBUTING, on every surface; prints what came of it as JSON."""

import json
import sys

import structlog
from starlette.testclient import TestClient

from bot import reference
from bot.flow.company import ROOMS, company
from bot.manifest import manifest
from bot.web.application import application
from crm.engine.reply import Paragraph
from crm.engine.texts import Reader, say
from crm.models import Deal

AT = "1700300000.000100"


def closes(made):
    """The day on which the deal D-1 closes."""
    with made.parts.store.read(made.workspace_id) as session:
        return str(session.query(Deal).filter_by(number=1).one().close_on)


def mention(made, text):
    event = {"type": "app_mention", "text": f"<@U0BOT00001> {text}", "user": "U0ANA00001"}
    event |= {"channel": ROOMS["sales"], "ts": AT, "channel_type": "channel"}
    body = {"type": "event_callback", "event_id": "EvPark", "team_id": "T0HOME0001"}
    made.parts.router.take("event", body | {"event": event})
    made.settle()


def modal(made):
    """The fields of the form that the command alone opens."""
    made.slash("ana", "/crm park")
    _, given = [call for call in made.slack.asked if call[0] == "views.open"][-1]
    view = given["view"]
    view = json.loads(view) if isinstance(view, str) else view
    return [block["block_id"] for block in view["blocks"] if block["type"] == "input"]


def api(made):
    told = made.say("ana", "token parking")
    token = next(view.text for view in told.views if isinstance(view, Paragraph))
    client = TestClient(application(made.parts))
    fields = {"deal": "D-1", "until": "2026-06-30"}
    return client.post("/api/deal/park", json=fields, headers={"Authorization": f"Bearer {token}"})


def pages(made):
    helped = made.say("ana", "help deal park")
    shown = [say(v.text, Reader()) for v in helped.views if hasattr(v, "text")]
    return {"help": "\n".join(shown), "reference": reference.commands.page()}


def tried(made):
    before = closes(made)
    made.slash("ana", "/deal park D-1 until 2026-04-30")
    yield "slash", closes(made)
    made.wait(minutes=2)
    made.say("ana", "undo")
    yield "undone", closes(made) == before
    mention(made, "park D-1 until 2026-05-29")
    yield "mention", closes(made)
    made.slash("mei", "/crm 搁置商机 D-1 至 2026-05-30")
    yield "chinese", closes(made)
    yield "modal", modal(made)
    answer = api(made)
    yield "api", [answer.status_code, closes(made)]
    yield from pages(made).items()
    declared = manifest()
    features, settings = declared["features"], declared["settings"]
    yield "slashes", [one["command"] for one in features["slash_commands"]]
    yield "scopes", declared["oauth_config"]["scopes"]["bot"]
    yield "events", settings["event_subscriptions"]["bot_events"]


if __name__ == "__main__":
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))
    with company() as one:
        sys.stdout.write(json.dumps(dict(tried(one))))
