"""Steps of Slack's Workflow Builder: the same commands, with the rights of whom the step names."""

from __future__ import annotations

from dataclasses import dataclass

import structlog
from slack_sdk.errors import SlackClientError

from bot.slack import failures, notices
from bot.slack.answering import carry_out
from bot.slack.caller import Where, Who, call_of
from bot.slack.installations import web_client
from bot.slack.wiring import Ack, Incoming, Json
from crm.engine.call import CLOCK, Call
from crm.engine.command import REGISTRY
from crm.engine.errors import Busy, NotAllowed, RapportError
from crm.engine.reply import Card, Reply
from crm.engine.run import Asked
from crm.engine.texts import Reader, T, say
from crm.people import user

log = structlog.get_logger("workflow")
PERSON = "person"
# Seconds before Slack is told again how a step ended, where it did not hear.
AGAIN = (2.0, 10.0, 60.0)


@dataclass(frozen=True, slots=True)
class Step:
    """A step as Workflow Builder shows it, and the command that it runs.

    `asks` are the command's fields with their titles; those in `needs` must be given.
    """

    title: str
    description: str
    command: str
    asks: dict[str, str]
    needs: frozenset[str]


STEPS = {
    "add_lead": Step(
        "Add a lead",
        "Note somebody who may become a customer",
        "lead add",
        {
            "name": "Name",
            "company_name": "Company",
            "email": "E-mail",
            "phone": "Phone",
            "source": "Source",
            "note": "Note",
        },
        frozenset({"name"}),
    ),
    "add_followup": Step(
        "Add a follow-up",
        "Remind somebody of something at a time",
        "followup add",
        {
            "due_at": "When (such as next tue 3pm)",
            "subject": "What",
            "deal": "Deal (such as D-42)",
            "company": "Company",
        },
        frozenset({"due_at", "subject"}),
    ),
    "make_ticket": Step(
        "Make a ticket",
        "Open a ticket for a customer",
        "ticket add",
        {"company": "Company", "subject": "Subject", "contact": "Contact", "priority": "Priority"},
        frozenset({"company", "subject"}),
    ),
}


def declared() -> Json:
    """The steps as the app's manifest names them."""
    return {
        name: {
            "title": step.title,
            "description": step.description,
            "input_parameters": _inputs(step),
            "output_parameters": {
                "ref": _parameter("string", "Reference", is_required=True),
                "text": _parameter("string", "What was done", is_required=True),
            },
        }
        for name, step in STEPS.items()
        if step.command in REGISTRY
    }


def _inputs(step: Step) -> Json:
    asked = {
        name: _parameter("string", title, is_required=name in step.needs)
        for name, title in step.asks.items()
    }
    return {PERSON: _parameter("slack#/types/user_id", "On behalf of", is_required=True), **asked}


def _parameter(kind: str, title: str, *, is_required: bool) -> Json:
    return {"type": kind, "title": title, "description": title, "is_required": is_required}


def handle(incoming: Incoming) -> Ack:
    """Run a step's command as the person it names, and tell Slack how it ended."""
    event = incoming.body["event"]
    step = STEPS.get(str((event.get("function") or {}).get("callback_id")))
    if step is None:
        return None
    inputs = {name: str(value) for name, value in (event.get("inputs") or {}).items() if value}
    call = call_of(incoming, Who(inputs.pop(PERSON, ""), None), Where(None), "event")
    fields = {name: text for name, text in inputs.items() if name in step.asks}
    try:
        if call.caller.is_outsider:
            raise _barred(incoming, call, step)
        answer = carry_out(incoming, call, Asked(REGISTRY[step.command], fields=fields))
    except Busy:
        raise
    except RapportError as error:
        _end(incoming, {"error": _refusal(error, call.reader)})
        return None
    if not answer.is_repeat:
        said = {"ref": _ref(answer.reply), "text": say(T("Done."), call.reader)}
        _end(incoming, {"outputs": said})
    return None


def _barred(incoming: Incoming, call: Call, step: Step) -> NotAllowed:
    """Why no step runs for whom it names; the admins hear once of one who left, and what to do.

    Nobody looks at a workflow that runs by itself: it would fail in silence from then on.
    """
    wiring, installed = incoming.wiring, incoming.installed
    with wiring.store.read(installed.workspace_id) as session:
        named = user.by_slack_id(session, call.caller.slack_id or "")
    if named is None or named.is_active or named.is_outsider:
        return NotAllowed(T("Only members of this workspace can do that."))
    notices.step_of_leaver(wiring, installed, named, step.title)
    return NotAllowed(
        T("{name} is not here any more.", name=named.name), next_step=notices.SOMEBODY_ELSE
    )


def _refusal(error: RapportError, reader: Reader) -> str:
    """Why a step failed and what to do, as Workflow Builder shows it to its author."""
    more = say(error.next_step, reader) if error.next_step is not None else ""
    return f"{failures.sentence(error, reader)} {more}".strip()


def _ref(reply: Reply) -> str:
    return next((view.ref for view in reply.views if isinstance(view, Card)), "–")


def _end(incoming: Incoming, result: Json, tried: int = 0) -> None:
    """Tell Slack soon how a step ended; again after a while where Slack was away."""

    def tell() -> None:
        if not _told(incoming, result) and tried < len(AGAIN):
            incoming.wiring.pool.later(
                AGAIN[tried], "step", lambda: _end(incoming, result, tried + 1)
            )

    incoming.wiring.pool.submit("step", tell)


def _told(incoming: Incoming, result: Json) -> bool:
    event = incoming.body["event"]
    token = event.get("bot_access_token") or incoming.installed.token
    client = web_client(incoming.wiring.installations.api_url, token)
    name = event["function_execution_id"]
    try:
        if "error" in result:
            client.functions_completeError(function_execution_id=name, error=result["error"])
        else:
            client.functions_completeSuccess(function_execution_id=name, outputs=result["outputs"])
    except (SlackClientError, OSError) as error:
        log.warning("step_not_ended", error=type(error).__name__)
        return False
    return True


def apologise(incoming: Incoming, name: str) -> None:
    """End a step that failed for a reason of ours; `name` is the failure's id."""
    said = T("Something went wrong in Rapport; whoever runs it finds it under {id}.", id=name)
    _end(incoming, {"error": say(said, CLOCK.reader)})
