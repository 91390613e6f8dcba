"""A running sandbox, the client of its control API, and an echo bot on real Bolt."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from slack_bolt import App, BoltRequest
from slack_sdk import WebClient

import sandbox
from sandbox.client import Person, Slack

SWITCHES = {
    "rate": "refuse",
    "burst": 10,
    "time_scale": 1,
    "answer_limit": 3,
    "retry_delays": [0, 60, 300],
    "self_events": False,
    "scopes": list(sandbox.Options().scopes),
}
SECRET, BOT, APP = "sandbox-secret", "xoxb-test", "xapp-test"


def echo_app(api_url: str) -> App:
    """A bot that answers in each way an app can."""
    client = WebClient(BOT, base_url=api_url)
    app = App(client=client, signing_secret=SECRET, process_before_response=True)
    app.seen = []  # what arrived, for the tests to read
    _listen_to_words(app)
    _listen_to_hands(app)
    return app


def _listen_to_words(app: App) -> None:
    @app.event("message")
    def message(event, body, request):
        app.seen.append((event, body, request.headers))

    @app.event("app_mention")
    def mention(event, say):
        say(text=f"You said: {event['text']}", thread_ts=event["ts"])

    @app.command("/echo")
    def echo(ack, command, client):
        if command["text"] == "modal":
            client.views_open(trigger_id=command["trigger_id"], view=modal())
            ack()
        else:
            ack(response_type="ephemeral", text=f"echo {command['text']}")


def _listen_to_hands(app: App) -> None:
    @app.action("go")
    def go(ack, respond, body):
        ack()
        respond(replace_original=True, text=f"pressed by {body['user']['name']}")

    @app.view("form")
    def form(ack, view):
        name = view["state"]["values"]["name"]["name"]["value"]
        ack(response_action="errors", errors={"name": "Taken."}) if name == "Acme" else ack()

    @app.options("pick")
    def pick(ack, payload):
        label = {"type": "plain_text", "text": payload["value"].title()}
        ack(options=[{"text": label, "value": payload["value"]}])

    @app.shortcut("ticket")
    def ticket(ack, shortcut, client):
        client.views_open(trigger_id=shortcut["trigger_id"], view=modal())
        ack()


def modal() -> dict:
    return {
        "type": "modal",
        "callback_id": "form",
        "title": text("Form"),
        "submit": text("Save"),
        "notify_on_close": False,
        "blocks": [
            {
                "type": "input",
                "block_id": "name",
                "label": text("Name"),
                "element": {"type": "plain_text_input", "action_id": "name", "min_length": 2},
            },
            {
                "type": "input",
                "block_id": "pick",
                "optional": True,
                "label": text("Pick"),
                "element": {"type": "external_select", "action_id": "pick", "min_query_length": 1},
            },
        ],
    }


def text(words: str) -> dict:
    return {"type": "plain_text", "text": words}


class Served(ThreadingHTTPServer):
    """An app over plain HTTP; `answers` are statuses given before the app is asked again."""

    def __init__(self, app: App) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.app = app
        self.answers: list[int] = []
        threading.Thread(target=self.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/slack/events"


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"])).decode()
        headers = {k: [v] for k, v in self.headers.items()}
        answer = self.server.app.dispatch(BoltRequest(body=body, headers=headers))
        status = self.server.answers.pop(0) if self.server.answers else answer.status
        self.send_response(status)
        for name, value in answer.first_headers_without_set_cookie().items():
            self.send_header(name, value)
        content = (answer.body or "").encode()
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_args):
        pass


@pytest.fixture(scope="session")
def box() -> Iterator[sandbox.Sandbox]:
    made = sandbox.create("http://127.0.0.1:9/slack/events", SECRET, BOT, APP)
    with made.running():
        yield made


@pytest.fixture(scope="session")
def bot(box) -> Iterator[Served]:
    served = Served(echo_app(box.api_url))
    yield served
    served.shutdown()
    served.server_close()


@pytest.fixture
def slack(box, bot) -> Iterator[Slack]:
    """The sandbox as new, with the echo bot behind it."""
    with Slack(box.core.base) as client:
        client.reset()
        client.options(**SWITCHES)
        client.app(bot.url)
        bot.app.seen.clear()
        bot.answers.clear()
        yield client


@pytest.fixture
def ana(slack) -> Person:
    return slack.person("ana")


@pytest.fixture
def ben(slack) -> Person:
    return slack.person("ben")


@pytest.fixture
def web(slack) -> WebClient:
    """The Web API as the bot calls it."""
    return WebClient(BOT, base_url=slack.api_url)
