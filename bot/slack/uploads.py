"""Files that people send: fetched from Slack with the bot's token, and handed to the imports."""

from __future__ import annotations

import os
import socket
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import structlog
from slack_sdk.errors import SlackClientError

from bot.slack.installations import Installed, is_loopback
from bot.slack.wiring import Wiring
from crm.engine.errors import NotUnderstood, RapportError, TooEarly
from crm.engine.texts import T
from crm.imports import uploads
from crm.imports.driving import Driver, sweep
from crm.imports.uploads import Sent

log = structlog.get_logger("uploads")

MOST_BYTES = 150_000_000
TIMEOUT = 30
SLACK_HOSTS = (".slack.com", ".slack-edge.com", ".slack-files.com")
Json = dict[str, Any]


def driver(wiring: Wiring) -> Driver:
    """Who goes on with uploads in this process."""

    def fetch(workspace_id: int, sent: Sent, where: Path) -> Path:
        return fetched(wiring, workspace_id, sent, where)

    owner = f"{socket.gethostname()}:{os.getpid()}"
    return Driver(wiring.store, owner, wiring.clock, fetch, wiring.nudge)


def kick(wiring: Wiring, workspace_id: int) -> int:
    """Go on with whatever waits, in the pool; how many uploads that are."""
    work = driver(wiring)
    waiting = sweep(work, workspace_id, wiring.clock())
    for upload_id in waiting:
        wiring.pool.submit("upload", lambda number=upload_id: work.drive(workspace_id, number))  # type: ignore[misc]  # this round's number
    return len(waiting)


def fetched(wiring: Wiring, workspace_id: int, sent: Sent, where: Path) -> Path:
    """Bring a file here; raises `NotUnderstood` where it is too large or no file of Slack's."""
    installed = wiring.installations.of_workspace(workspace_id)
    if installed is None:
        raise TooEarly(T("Slack cannot be asked for the file just now."))
    known = _known(wiring, installed, sent.source)
    url = str(known.get("url_private_download") or known.get("url_private") or "")
    if int(known.get("size") or 0) > MOST_BYTES:
        raise _too_large(sent.name)
    if known.get("mode") == "external" or not is_slacks(url, wiring.installations.api_url):
        raise NotUnderstood(
            T("{file} does not lie in Slack.", file=sent.name),
            next_step=T("Download it and send the file itself."),
        )
    path = uploads.place_for(where, sent.name)
    try:
        _download(url, installed.token, path, sent.name)
    except (httpx.HTTPError, OSError) as error:
        log.warning("not_fetched", error=type(error).__name__)
        raise _not_given(sent.name) from error
    return path


def is_slacks(url: str, api_url: str) -> bool:
    """Whether an address is Slack's own, so that the token may be sent there."""
    parts, api = urlsplit(url), urlsplit(api_url)
    if parts.scheme == "https" and f".{parts.hostname or ''}".endswith(SLACK_HOSTS):
        return True
    is_same = (parts.scheme, parts.netloc) == (api.scheme, api.netloc)
    return is_same or (is_loopback(url) and is_loopback(api_url))


def _known(wiring: Wiring, installed: Installed, source: Json) -> Json:
    """What Slack knows of the file; asked where the event did not say."""
    if source.get("url_private_download") or source.get("url_private"):
        return source
    client = wiring.installations.client(installed.workspace_id)
    if client is None:
        raise TooEarly(T("Slack cannot be asked for the file just now."))
    try:
        answer = client.files_info(file=str(source.get("id") or ""))
    except (SlackClientError, OSError) as error:
        raise _not_given(str(source.get("name") or "")) from error
    return dict(answer["file"])


def _download(url: str, token: str, path: Path, name: str) -> None:
    """Stream a file to a path, never more than fits; Slack's sign-in page is no file."""
    headers = {"Authorization": f"Bearer {token}"}
    size = 0
    with (
        httpx.stream("GET", url, headers=headers, timeout=TIMEOUT, trust_env=False) as answer,
        path.open("wb") as target,
    ):
        answer.raise_for_status()
        is_page = "text/html" in answer.headers.get("content-type", "")
        if is_page or answer.is_redirect:
            raise _not_given(name)
        for block in answer.iter_bytes():
            size += len(block)
            if size > MOST_BYTES:
                raise _too_large(name)
            target.write(block)


def _too_large(name: str) -> RapportError:
    return NotUnderstood(
        T("{file} is larger than {most} MB.", file=name, most=MOST_BYTES // 1_000_000),
        next_step=T("Split it, or import it in the terminal with rapport import."),
    )


def _not_given(name: str) -> RapportError:
    return NotUnderstood(
        T("Slack did not give me {file}.", file=name),
        next_step=T("Send it once more; an admin may have to give Rapport the scope files:read."),
    )
