"""Files that people asked for: uploaded, and shown in their channel or thread with a sentence."""

from __future__ import annotations

from pathlib import Path

import httpx
from slack_sdk import WebClient

from bot.deliver.answers import Heard, hear
from bot.render import fallback
from crm.engine.reply import Attached, Reply
from crm.engine.texts import Reader

Where = tuple[str, str | None]


def attached(reply: Reply) -> Attached | None:
    """The file that a reply brings, if it brings one."""
    return next((view for view in reply.views if isinstance(view, Attached)), None)


def share(client: WebClient, file: Attached, reply: Reply, where: Where, reader: Reader) -> Heard:
    """Upload a file and show it in a channel, or a thread of it, with the words of the reply.

    Until the last of the three steps nothing is shown, so that any of them may be repeated.
    """
    try:
        content = Path(file.path).read_bytes()
    except OSError:
        return Heard("refused", {}, "file_is_gone")
    place = hear(lambda: client.files_getUploadURLExternal(filename=file.name, length=len(content)))
    if place.fate != "sent":
        return place
    try:
        httpx.post(
            place.answer["upload_url"], content=content, timeout=client.timeout, trust_env=False
        ).raise_for_status()
    except httpx.HTTPError as error:
        return Heard("later", {}, type(error).__name__, 5)
    channel, thread = where
    return hear(
        lambda: client.files_completeUploadExternal(
            files=[{"id": place.answer["file_id"], "title": file.name}],
            channel_id=channel,
            initial_comment=fallback(reply, reader),
            thread_ts=thread,
        )
    )
