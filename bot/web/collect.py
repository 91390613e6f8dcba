"""`/collect/FORM`: a web form's page, what visitors send by it, and mail handed in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from html import escape
from string import Template

from sqlalchemy import select
from sqlalchemy.orm import Session
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse

from bot.app import Parts
from bot.following import follow
from bot.slack import failures
from bot.web.pace import Pace
from crm.collection import letter, mail
from crm.collection.form import open_form
from crm.engine import settings
from crm.engine.call import CLOCK, Call, Place
from crm.engine.command import REGISTRY
from crm.engine.errors import FormErrors, RapportError
from crm.engine.run import Asked, run
from crm.engine.texts import Reader, T, Text, say
from crm.models import IntakeForm, Workspace

LARGEST = 64 * 1024
A_MINUTE = 10
TRAP = "homepage"  # people do not see this field; what fills it in is a machine
TYPES = {"email": "email", "phone": "tel", "consent": "checkbox"}
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'",
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
}
PAGE = Template("""<!doctype html>
<html lang="$language"><head><meta charset="utf-8"><title>$title</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<style>body{font:16px/1.5 system-ui,sans-serif;max-width:32rem;margin:2rem auto;padding:0 1rem}
label{display:block;margin:1rem 0 .2rem}input:not([type=checkbox]),textarea{width:100%;font:inherit;
padding:.5rem;box-sizing:border-box}button{margin-top:1.2rem;padding:.6rem 1.4rem;font:inherit}
.trap{position:absolute;left:-99rem}.wrong{color:#b00020}</style></head>
<body><main><h1>$title</h1>$body</main></body></html>""")


class Collect:
    """Serves the pages of web forms; at most ten sendings a minute and address."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts
        self._pace: Pace[str] = Pace(A_MINUTE)

    async def page(self, request: Request) -> HTMLResponse:
        """The empty form; 404 where there is none."""
        return await run_in_threadpool(self._page, request)

    async def send(self, request: Request) -> HTMLResponse:
        """Take what was sent: 200 with thanks, 400 with the form and what is wrong, 404, 429."""
        if int(request.headers.get("content-length") or 0) > LARGEST:
            return _plain(413, T("That is too much for one form."), _reader(request))
        filled = await request.form(max_files=0, max_fields=40)
        values = {name: value for name, value in filled.items() if isinstance(value, str)}
        return await run_in_threadpool(self._send, request, values)

    async def mail(self, request: Request) -> JSONResponse:
        """Take a raw mail: 200 also for one known already, 404, 413, 422 with a sentence."""
        raw = bytearray()
        async for chunk in request.stream():
            raw += chunk
            if len(raw) > letter.LARGEST:
                return _told(413, T("This mail is larger than 25 MB."))
        return await run_in_threadpool(self._mail, request, bytes(raw))

    def _mail(self, request: Request, raw: bytes) -> JSONResponse:
        digest = mail.digest_of(request.path_params["secret"])
        workspace_id = self._where(lambda session: mail.open_mailbox(session, digest))
        if workspace_id is None:
            return _told(404, T("This mailbox is not in use any more."))
        try:
            read = letter.read(raw)
            key = f"mail:{mail.digest_of(read.message_id)}"
            call = replace(self._call(workspace_id), key=key, context={"letter": read})
            run(self._parts.store, call, Asked(REGISTRY["mail receive"], fields={"digest": digest}))
        except RapportError as error:
            return _told(error.status, error.text)
        except Exception as error:  # noqa: BLE001 - the mail server keeps the mail and tries again
            failures.crashed("collect", error)
            return _told(500, T("Something went wrong here; please try again."))
        self._parts.wiring.nudge()
        return _told(200, T("Kept."))

    def _page(self, request: Request) -> HTMLResponse:
        found = self._found(request.path_params["key"])
        reader = _reader(request)
        if found is None:
            return _plain(404, T("This form is not in use any more."), reader)
        return _form(found[1], {}, {}, reader)

    def _send(self, request: Request, values: dict[str, str]) -> HTMLResponse:
        reader = _reader(request)
        found = self._found(request.path_params["key"])
        if found is None:
            return _plain(404, T("This form is not in use any more."), reader)
        thanks = _plain(200, T("Thank you. We will get back to you."), reader)
        if values.get(TRAP):
            return thanks
        now = self._parts.clock()
        wait = self._pace.take(request.client.host if request.client else "", now)
        if wait:
            said = _plain(429, T("Too many at once; please try again in a minute."), reader)
            said.headers["Retry-After"] = str(wait)
            return said
        wrong = self._receive(*found, values, reader)
        return thanks if wrong is None else _form(found[1], values, wrong, reader)

    def _receive(
        self, workspace_id: int, form: IntakeForm, values: dict[str, str], reader: Reader
    ) -> dict[str, str] | None:
        """Carry the sending out; what is wrong, by field, or None."""
        given = {name: values[name] for name in form.fields if values.get(name, "").strip()}
        call = self._call(workspace_id)
        asked = Asked(REGISTRY["form receive"], fields={"form": form.key, **given})
        try:
            answer = run(self._parts.store, call, asked)
        except FormErrors as errors:
            return {name: say(one.text, reader) for name, one in errors.errors.items()}
        except RapportError as error:
            return {error.field or "": say(error.text, reader)}
        except Exception as error:  # noqa: BLE001 - a visitor never sees more than a sentence
            failures.crashed("collect", error)
            return {"": say(T("Something went wrong here; please try again."), reader)}
        if answer.reply.then:
            follow(self._parts.store, call, answer.reply)
        self._parts.wiring.nudge()
        return None

    def _call(self, workspace_id: int) -> Call:
        with self._parts.store.read(workspace_id) as session:
            own = settings.read(session)
        return Call(workspace_id, CLOCK, Place(), self._parts.clock(), "event", None, own)

    def _found(self, key: str) -> tuple[int, IntakeForm] | None:
        """The workspace and the form of an address."""
        workspace_id = self._where(lambda session: open_form(session, key))
        if workspace_id is None:
            return None
        with self._parts.store.read(workspace_id) as session:
            form = open_form(session, key)
        return (workspace_id, form) if form is not None else None

    def _where(self, find: Callable[[Session], object | None]) -> int | None:
        """The first workspace in which something is found."""
        with self._parts.store.read(None) as session:
            workspaces = list(session.scalars(select(Workspace.id)))
        for workspace_id in workspaces:
            with self._parts.store.read(workspace_id) as session:
                if find(session) is not None:
                    return workspace_id
        return None


def _told(status: int, text: Text) -> JSONResponse:
    return JSONResponse({"ok": status == 200, "message": say(text, Reader("en"))}, status)


def _form(
    form: IntakeForm, values: dict[str, str], wrong: dict[str, str], reader: Reader
) -> HTMLResponse:
    rows = [_field(name, values.get(name, ""), wrong.get(name), reader) for name in form.fields]
    other = [said for name, said in wrong.items() if name not in form.fields]
    told = "".join(f'<p class="wrong" role="alert">{escape(said)}</p>' for said in other)
    trap = f'<div class="trap" aria-hidden="true"><input name="{TRAP}" tabindex="-1"></div>'
    button = f"<button>{escape(say(T('Send'), reader))}</button>"
    body = f'<form method="post">{told}{"".join(rows)}{trap}{button}</form>'
    return _answer(400 if wrong else 200, form.name, body, reader)


def _field(name: str, value: str, wrong: str | None, reader: Reader) -> str:
    label = escape(say(_labels()[name], reader))
    mark = f' aria-invalid="true" aria-describedby="{name}-wrong"' if wrong else ""
    told = f'<p class="wrong" id="{name}-wrong">{escape(wrong)}</p>' if wrong else ""
    kept = escape(value, quote=True)
    if name == "message":
        shown = f'<textarea id="{name}" name="{name}" rows="5"{mark}>{kept}</textarea>'
    elif name == "consent":
        shown = f'<input id="{name}" type="checkbox" name="{name}" value="yes"{mark}>'
    else:
        kind = TYPES.get(name, "text")
        shown = f'<input id="{name}" type="{kind}" name="{name}" value="{kept}"{mark}>'
    return f'<label for="{name}">{label}</label>{shown}{told}'


def _labels() -> dict[str, Text]:
    return {
        "name": T("Your name"),
        "email": T("E-mail"),
        "phone": T("Phone"),
        "company": T("Company"),
        "message": T("Message"),
        "consent": T("I agree to get news by e-mail"),
    }


def _plain(status: int, text: Text, reader: Reader) -> HTMLResponse:
    said = say(text, reader)
    return _answer(status, said, "", reader)


def _answer(status: int, title: str, body: str, reader: Reader) -> HTMLResponse:
    page = PAGE.substitute(language=reader.language, title=escape(title), body=body)
    return HTMLResponse(page, status, HEADERS)


def _reader(request: Request) -> Reader:
    """The visitor's language: Chinese where the browser asks for it first, else English."""
    first = request.headers.get("accept-language", "").strip().lower()
    return Reader("zh" if first.startswith("zh") else "en")
