"""Files to Slack: a chart is uploaded first and shown in the one post, as an image of that file."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import httpx
from slack_sdk import WebClient

from bot.deliver.answers import Heard, hear
from bot.deliver.charts import draw
from crm.engine.reply import Chart, Reply
from crm.engine.texts import Reader, say


class Uploads:
    """Uploads a reply's charts; a retry uploads again, which shows nothing twice."""

    def upload(self, client: WebClient, reply: Reply, reader: Reader) -> tuple[Reply, Heard | None]:
        """The reply with its charts' file ids, or what Slack said against an upload."""
        views: list[Any] = []
        for view in reply.views:
            if isinstance(view, Chart) and view.file is None:
                heard = _upload(client, view, reader)
                if heard.fate in {"later", "token"}:
                    return reply, heard
                # A chart that cannot be uploaded is said in words; the digest is not held up.
                views.append(replace(view, file=heard.answer.get("id")))
            else:
                views.append(view)
        return replace(reply, views=tuple(views)), None


def _upload(client: WebClient, chart: Chart, reader: Reader) -> Heard:
    picture = draw(chart, reader)
    title = say(chart.title, reader)
    place = hear(
        lambda: client.files_getUploadURLExternal(
            filename="chart.png", length=len(picture), alt_txt=say(chart.alt, reader)
        )
    )
    if place.fate != "sent":
        return place
    try:
        httpx.post(
            place.answer["upload_url"], content=picture, timeout=client.timeout, trust_env=False
        ).raise_for_status()
    except httpx.HTTPError as error:
        return Heard("unknown", {}, type(error).__name__)
    file_id = place.answer["file_id"]
    done = hear(
        lambda: client.files_completeUploadExternal(files=[{"id": file_id, "title": title}])
    )
    return replace(done, answer={"id": file_id}) if done.fate == "sent" else done
