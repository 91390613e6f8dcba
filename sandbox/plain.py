"""Addresses that Slack hands out: uploads, files, response URLs."""

import json

from fastapi import Request, Response

from sandbox import posting
from sandbox.control.http import is_local
from sandbox.core import Core
from sandbox.values import Json, SlackError, parse

_STATUS = {"no_service": 404, "expired_url": 404, "used_url": 404}


class Plain:
    """Serves the addresses that are not methods."""

    def __init__(self, core: Core) -> None:
        self.core = core

    async def upload(self, request: Request) -> Response:
        """The bytes of a file, raw or as a form's first file; they must be as long as announced."""
        found = self.core.workspace.files.get(request.path_params["file_id"])
        if found is None or found.done:
            return Response("no such upload", 404)
        data = await _bytes(request)
        if len(data) != found.length:
            return Response(f"expected {found.length} bytes, got {len(data)}", 400)
        found.data = data
        self.core.workspace.touch("file", found.id)
        return Response(f"OK - {len(data)}")

    async def download(self, request: Request) -> Response:
        """A file, for the bot token or for the page on this machine."""
        header = request.headers.get("authorization", "")
        if header != f"Bearer {self.core.keys.bot_token}" and not is_local(request):
            return Response("sign in", 403)
        found = self.core.workspace.files.get(request.path_params["file_id"])
        if found is None or not found.data:
            return Response("no such file", 404)
        image = found.mimetype.startswith("image/") and "svg" not in found.mimetype
        kind = found.mimetype if image else "application/octet-stream"
        return Response(found.data, media_type=kind, headers={"X-Content-Type-Options": "nosniff"})

    async def respond(self, request: Request) -> Response:
        """An answer to a response URL: five within half an hour."""
        try:
            right = self.core.tickets.respond(request.path_params["ticket"])
            posting.answer(self.core, right, _parsed(await request.body()))
        except SlackError as error:
            status = _STATUS.get(error.word, 400)
            return Response(json.dumps(error.answer()), status, media_type="application/json")
        return Response("ok")


async def _bytes(request: Request) -> bytes:
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return await request.body()
    async with request.form() as form:
        for value in form.values():
            if not isinstance(value, str):
                return await value.read()
    return b""


def _parsed(body: bytes) -> Json:
    try:
        parsed = parse(body)
    except ValueError:
        raise SlackError("invalid_payload") from None
    if not isinstance(parsed, dict):
        raise SlackError("invalid_payload")
    return parsed
