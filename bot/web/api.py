"""`POST /api/deal/add`: every spoken command for programs, with its owner's rights."""

from __future__ import annotations

import hashlib
import json
import re
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse

from bot import metrics, render
from bot.app import Parts
from bot.following import follow
from bot.slack import failures
from bot.web.pace import MOST, Pace
from crm.engine import settings
from crm.engine.call import Call, Place
from crm.engine.command import REGISTRY, Command
from crm.engine.errors import RapportError
from crm.engine.run import Answer, Asked, run
from crm.engine.texts import Reader, say
from crm.models import ApiToken, InboundEvent, User, Workspace
from crm.people import user

Json = dict[str, Any]
LARGEST = 256 * 1024
LONGEST_KEY = 200


class Refusal(Exception):
    """A request that reaches no command: its status, its word, a sentence, seconds to wait."""

    def __init__(self, status: int, word: str, sentence: str, wait: int = 0) -> None:
        super().__init__(sentence)
        self.status = status
        self.word = word
        self.wait = wait


@dataclass(frozen=True, slots=True)
class Holder:
    """Whose token it is, and in which workspace."""

    workspace_id: int
    token_id: int
    user_id: int


class Api:
    """Serves commands as JSON."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._pace: Pace[int] = Pace()
        self._homes: dict[str, int] = {}

    async def serve(self, request: Request) -> JSONResponse:
        """Run a command; 401, 403, 404, 409, 422, 429 and 503 come as JSON with an `error`."""
        body = await request.body()
        status, answer, wait = await run_in_threadpool(self._answer, request, body)
        metrics.API.labels(str(status)).inc()
        return JSONResponse(answer, status, {"Retry-After": str(wait)} if wait else None)

    def _answer(self, request: Request, body: bytes) -> tuple[int, Json, int]:
        try:
            return *self._run(request, body), 0
        except Refusal as refused:
            return refused.status, _error(refused.word, str(refused)), refused.wait
        except Exception as error:  # noqa: BLE001 - a program gets JSON whatever goes wrong
            name = failures.crashed("api", error)
            sentence = f"Something went wrong here; nothing was changed. (Error {name})"
            return 500, _error("failed", sentence), 0

    def _run(self, request: Request, body: bytes) -> tuple[int, Json]:
        holder = self._holder(request.headers.get("authorization", ""))
        wait = self._pace.take(holder.token_id, self._parts.clock())
        if wait:
            raise Refusal(429, "too_many", f"At most {MOST} calls a minute.", wait)
        command = _command(request.path_params["words"])
        fields = _fields(body)
        call = self._call(holder, _key(holder, request.headers.get("idempotency-key")))
        try:
            answer = run(self._parts.store, call, Asked(command, fields=fields))
        except RapportError as error:
            return error.status, _refused(error, call.reader)
        return 200, self._first(call) if answer.is_repeat else self._done(call, answer)

    def call_of(self, authorization: str) -> Call:
        """A call of a token's owner; raises `Refusal` (401, 403, 429)."""
        holder = self._holder(authorization)
        wait = self._pace.take(holder.token_id, self._parts.clock())
        if wait:
            raise Refusal(429, "too_many", f"At most {MOST} calls a minute.", wait)
        return self._call(holder, None)

    def _done(self, call: Call, answer: Answer) -> Json:
        shown = {"ok": True, "changeset": answer.changeset_id}
        shown |= render.json(answer.reply, call.reader)
        if call.key is not None:
            self._remember(call, shown)
        if answer.reply.then:
            self._parts.pool.submit(
                "following", lambda: follow(self._parts.store, call, answer.reply)
            )
        self._parts.wiring.nudge()
        return shown

    def _remember(self, call: Call, shown: Json) -> None:
        with self._parts.store.write(call.workspace_id) as session:
            statement = select(InboundEvent).where(InboundEvent.key == call.key)
            row = session.scalars(statement).one_or_none()
            if row is None:
                row = InboundEvent(key=call.key, received_at=call.now)
                session.add(row)
            row.answer = shown

    def _first(self, call: Call) -> Json:
        """The first answer under the same key."""
        with self._parts.store.read(call.workspace_id) as session:
            statement = select(InboundEvent.answer).where(InboundEvent.key == call.key)
            kept = session.scalar(statement)
        if kept is None:
            raise Refusal(409, "conflict", "This was carried out before; its answer is not kept.")
        return dict(kept)

    def _holder(self, header: str) -> Holder:
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise Refusal(401, "not_authenticated", "Send Authorization: Bearer <token>.")
        digest = hashlib.sha256(token.strip().encode()).hexdigest()
        for workspace_id in self._where(digest):
            with self._parts.store.read(workspace_id) as session:
                statement = select(ApiToken).where(
                    ApiToken.digest == digest, ApiToken.revoked_at.is_(None)
                )
                row = session.scalars(statement).one_or_none()
            if row is not None:
                self._homes[digest] = workspace_id
                return Holder(workspace_id, row.id, row.user_id)
        raise Refusal(401, "not_authenticated", "This token is unknown or was revoked.")

    def _where(self, digest: str) -> list[int]:
        """Where to look for a token: its workspace if it is known, else all of them."""
        if digest in self._homes:
            return [self._homes[digest]]
        with self._parts.store.read(None) as session:
            return list(session.scalars(select(Workspace.id)))

    def _call(self, holder: Holder, key: str | None) -> Call:
        with self._parts.store.read(holder.workspace_id) as session:
            own = settings.read(session)
            person = session.get(User, (holder.workspace_id, holder.user_id))
            if person is None or not person.is_active:
                raise Refusal(403, "not_allowed", "The owner of this token is not active.")
            caller = user.caller_of(session, person, own)
        now = self._parts.clock()
        return Call(holder.workspace_id, caller, Place(), now, "api", key, own)


def _command(words: str) -> Command:
    """The command of a path; only what people can say is there."""
    found = REGISTRY.get(" ".join(part for part in words.split("/") if part))
    if found is None or found.surface != "words":
        raise Refusal(404, "not_found", "There is no such command.")
    return found


def _fields(body: bytes) -> dict[str, str]:
    """The JSON object of a request as fields; an empty body has none."""
    if len(body) > LARGEST:
        raise Refusal(413, "too_large", f"At most {LARGEST} bytes.")
    try:
        given = json.loads(body or b"{}")
    except ValueError:
        raise Refusal(422, "not_understood", "The body is not JSON.") from None
    if not isinstance(given, dict) or any(isinstance(one, dict | list) for one in given.values()):
        raise Refusal(422, "not_understood", "Send one JSON object of plain values.")
    return {name: str(value) for name, value in given.items() if value is not None}


def _key(holder: Holder, given: str | None) -> str | None:
    if given is None:
        return None
    if not 0 < len(given) <= LONGEST_KEY or not given.isprintable():
        raise Refusal(422, "not_understood", "An Idempotency-Key has 1 to 200 characters.")
    return f"api:{holder.token_id}:{given}"


def _refused(error: RapportError, reader: Reader) -> Json:
    word = re.sub(r"(?<!^)(?=[A-Z])", "_", type(error).__name__).lower()
    shown = _error(word, say(error.text, reader))
    if error.next_step is not None:
        shown["next_step"] = say(error.next_step, reader)
    if error.field:
        shown["field"] = error.field
    if error.choices:
        shown["choices"] = [
            {"label": say(one.label, reader), "fields": dict(one.fields)} for one in error.choices
        ]
    return shown


def _error(word: str, sentence: str) -> Json:
    return {"ok": False, "error": word, "message": sentence}
