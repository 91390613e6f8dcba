"""`python -m sandbox`: a local Slack as its own process."""

import argparse
import json
import sys
from datetime import datetime
from pathlib import Path

import uvicorn

from sandbox.options import Options, apply_manifest
from sandbox.server import create


def main(arguments: list[str] | None = None) -> None:
    """Serve until interrupted; prints where the page, the Web API and the control API are."""
    given = _parser().parse_args(arguments)
    options = Options(rate=given.rate)
    if given.manifest:
        apply_manifest(options, json.loads(given.manifest.read_text("utf-8")))
    sandbox = create(
        given.app_url,
        given.signing_secret,
        given.bot_token,
        given.app_token,
        state_path=given.state,
        options=options,
    )
    if given.now:
        sandbox.core.clock.set(datetime.fromisoformat(given.now))
    base = f"http://{given.host}:{given.port}"
    sys.stdout.write(f"page     {base}/\nWeb API  {base}/api/\ncontrol  {base}/_control/\n")
    sys.stdout.flush()
    uvicorn.run(
        sandbox.application(base),
        host=given.host,
        port=given.port,
        log_level="warning",
        ws="websockets-sansio",
        timeout_graceful_shutdown=2,
    )


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser("sandbox", description=__doc__)
    add = parser.add_argument
    add("--app-url", default="http://127.0.0.1:3000/slack/events", help="where deliveries go")
    add("--host", default="127.0.0.1", help="address to listen on")
    add("--port", type=int, default=4000, help="port to listen on")
    add("--signing-secret", default="sandbox-secret", help="signs the deliveries")
    add("--bot-token", default="xoxb-sandbox", help="what the Web API accepts")
    add("--app-token", default="xapp-sandbox", help="what apps.connections.open accepts")
    add("--state", type=Path, help="file that keeps the workspace over restarts")
    add("--now", help="ISO 8601 time with offset at which the clock starts")
    add("--manifest", type=Path, help="the app's manifest, JSON: commands, events, scopes")
    add("--rate", choices=("refuse", "hide", "off"), default="refuse", help="posts above 1/s")
    return parser


if __name__ == "__main__":
    main()
