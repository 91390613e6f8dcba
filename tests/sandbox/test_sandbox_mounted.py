"""The sandbox inside the product's own web process, and as a process of its own."""

import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager

import httpx
import uvicorn
from fastapi import FastAPI, Request, Response
from slack_bolt import App, BoltRequest
from slack_sdk import WebClient
from starlette.concurrency import run_in_threadpool

import sandbox
from sandbox.client import Slack

SECRET, BOT = "mounted-secret", "xoxb-mounted"


def free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextmanager
def product():
    """A web process with a bot at /slack/events and the sandbox beside it."""
    origin = f"http://127.0.0.1:{free_port()}"
    slack = sandbox.create(f"{origin}/slack/events", SECRET, BOT, "xapp-mounted")
    web = FastAPI()
    slack.mount(web)
    bolt = App(
        client=WebClient(BOT, base_url=slack.api_url),
        signing_secret=SECRET,
        token_verification_enabled=False,  # the sandbox does not answer yet
        process_before_response=True,
    )

    @bolt.command("/deal")
    def deal(ack, respond, client, command):
        client.chat_postMessage(channel=command["channel_id"], text="D-1 Acme")
        client.files_upload_v2(channel=command["channel_id"], content=b"x", filename="a.txt")
        respond("by the response URL")
        ack(response_type="ephemeral", text="done")

    @web.post("/slack/events")
    async def events(request: Request):
        body = (await request.body()).decode()
        asked = BoltRequest(body=body, headers=dict(request.headers))
        answer = await run_in_threadpool(bolt.dispatch, asked)
        return Response(answer.body, answer.status, answer.first_headers())

    port = int(origin.rpartition(":")[2])
    config = uvicorn.Config(web, port=port, log_level="warning", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield origin
    server.should_exit = True
    thread.join(5)


def test_the_whole_round_works_inside_one_process():
    with product() as origin, Slack(f"{origin}/sandbox") as slack:
        ana = slack.person("ana")
        assert ana.command("/deal", "add Acme", channel="#sales").text == "done"
        assert slack.settle()
        seen = [m.text or m.raw["files"][0]["name"] for m in ana.sees("#sales")]
        assert seen == ["D-1 Acme", "a.txt", "by the response URL", "done"]
        page = httpx.get(f"{origin}/").text
        assert 'content="/sandbox"' in page
        assert httpx.get(f"{origin}/sandbox/page/main.js").status_code == 200


def test_it_runs_as_its_own_process(tmp_path):
    port = free_port()
    words = ["--port", str(port), "--app-url", "http://127.0.0.1:9/", "--bot-token", BOT]
    more = ["--state", str(tmp_path / "state"), "--now", "2030-01-07T09:00:00+00:00"]
    process = subprocess.Popen(
        [sys.executable, "-m", "sandbox", *words, *more], stdout=subprocess.PIPE, text=True
    )
    try:
        assert process.stdout.readline().startswith(f"page     http://127.0.0.1:{port}/")
        with Slack(f"http://127.0.0.1:{port}") as slack:
            wait_for(f"http://127.0.0.1:{port}/api/api.test")
            assert WebClient(BOT, base_url=slack.api_url).auth_test()["team"] == "Northwind"
            assert slack.state()["now"].startswith("2030-01-07T09:00")
    finally:
        process.terminate()
        assert process.wait(5) is not None


def wait_for(url):
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            return httpx.get(url)
        except httpx.TransportError:
            time.sleep(0.02)
    raise AssertionError(url)
