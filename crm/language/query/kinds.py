"""All kinds and fields that a question or a change may name, with their types (ask.md)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

MOODS = ("negative", "neutral", "positive")
NEVER_EMPTY = frozenset(
    {"status", "priority", "sla", "waiting_for", "type", "channel", "churn_risk"}
)
PLAIN_COMMANDS = ("add", "change")
OTHER_COMMANDS = (
    "deal win",
    "deal lose",
    "lead convert",
    "lead disqualify",
    "ticket resolve",
    "ticket reopen",
    "followup done",
    "followup snooze",
    "quote send",
    "activity log",
    "undo",
)
_SOURCE = {
    "deal": "name:t company:r contact:r owner:u team:w collaborator:u pipeline:w stage:w "
    "status:c=open|won|lost amount:m probability:p forecast:c=commit|best_case|pipeline "
    "close_on:d closed_at:a created_at:a updated_at:a last_touch_at:a touches:n next_step_at:a "
    "days_in_stage:n push_count:n source:w lost_reason:w competitor:t product:w tag:w",
    "lead": "name:t company:r owner:u team:w "
    "status:c=new|working|qualified|disqualified|converted score:n source:w campaign:w "
    "industry:w city:w country:w created_at:a last_touch_at:a touches:n next_step_at:a "
    "converted_at:a response_hours:h tag:w",
    "contact": "name:t company:r title:t owner:u email:t phone:t city:w country:w consent:y "
    "mood:c=* created_at:a last_touch_at:a touches:n tag:w",
    "company": "name:t type:c=prospect|customer|former|partner owner:u team:w industry:w size:n "
    "city:w country:w churn_risk:c=low|medium|high nps:n mood:c=* open_deals:n open_tickets:n "
    "purchases:n spent:m last_purchase_on:d contract_ends_on:d created_at:a last_touch_at:a "
    "touches:n next_step_at:a tag:w",
    "ticket": "subject:t status:c=open|resolved waiting_for:c=us|customer "
    "priority:c=low|normal|high|urgent category:w assignee:u team:w company:r contact:r product:w "
    "channel:c=email|slack|phone|chat|web mood:c=* mood_trend:c=falling|steady|rising "
    "sla:c=ok|at_risk|breached opened_at:a updated_at:a last_reply_at:a first_response_at:a "
    "resolved_at:a response_hours:h resolution_hours:h csat:n reopened:n replies:n escalated:y "
    "tag:w",
    "followup": "subject:t type:c=call|email|meeting|task status:c=open|done|cancelled owner:u "
    "team:w deal:r company:r contact:r due_at:a done_at:a created_at:a snoozed:n",
    "quote": "company:r contact:r deal:r owner:u team:w "
    "status:c=draft|pending|approved|sent|accepted|rejected|expired amount:m discount:p product:w "
    "quantity:n version:n created_at:a sent_at:a accepted_at:a valid_until:d approver:u",
    "contract": "company:r owner:u status:c=draft|active|ended|cancelled amount:m product:w "
    "signed_on:d starts_on:d ends_on:d renews_on:d auto_renew:y",
    "purchase": "company:r contact:r product:w amount:m quantity:n bought_on:d owner:u",
    "activity": "type:c=call|email|meeting|note company:r contact:r deal:r user:u team:w at:a "
    "minutes:n mood:c=* note:t",
    "campaign": "name:t status:c=planned|running|finished "
    "channel:c=email|event|ads|social|webinar owner:u segment:w starts_on:d ends_on:d budget:m "
    "spent:m revenue:m members:n replies:n leads:n response_rate:p",
}


@dataclass(frozen=True, slots=True)
class Field:
    """A field with its letter and, for a closed choice, the choices.

    Letters: t text, u user, r record, c choice, w word of the world, m money, n whole number,
    p percent, h hours, d day, a moment, y true or false.
    """

    kind: str
    name: str
    letter: str
    choices: tuple[str, ...] = ()

    @property
    def is_never_empty(self) -> bool:
        """Whether every record has a value, so that a choice and its complement are one form."""
        return self.letter == "y" or (bool(self.choices) and self.name in NEVER_EMPTY)

    @property
    def is_time(self) -> bool:
        """Whether the field is a day or a moment."""
        return self.letter in "da"

    @property
    def is_figure(self) -> bool:
        """Whether the field can be compared as a number."""
        return self.letter in "mnph"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of record: its fields, and what is meant where a question leaves it open."""

    name: str
    fields: Mapping[str, Field]
    person: str | None
    """The field of *my*, *who* and a user's name."""
    money: str | None
    """The field of an amount without a field word, and of *total* and *biggest*."""
    born: str | None
    """The field of a period without a verb, of *new*, *oldest* and *latest*."""
    text: str | None
    """The text field that free words of a change go to."""
    default_status: str | None = None


def _fields(kind: str) -> dict[str, Field]:
    found = {"ref": Field(kind, "ref", "r")}
    for word in _SOURCE[kind].split():
        name, _, rest = word.partition(":")
        letter, _, choices = rest.partition("=")
        closed = MOODS if choices == "*" else tuple(choices.split("|")) if choices else ()
        found[name] = Field(kind, name, letter, closed)
    return found


def _kind(
    name: str, person: str | None, money: str | None, born: str | None, text: str | None
) -> Kind:
    is_open = name in {"deal", "ticket", "followup"}
    return Kind(name, _fields(name), person, money, born, text, "open" if is_open else None)


KINDS: Mapping[str, Kind] = {
    kind.name: kind
    for kind in (
        _kind("deal", "owner", "amount", "created_at", "name"),
        _kind("lead", "owner", None, "created_at", "name"),
        _kind("contact", "owner", None, "created_at", "name"),
        _kind("company", "owner", "spent", "created_at", "name"),
        _kind("ticket", "assignee", None, "opened_at", "subject"),
        _kind("followup", "owner", None, "due_at", "subject"),
        _kind("quote", "owner", "amount", "created_at", None),
        _kind("contract", "owner", "amount", "signed_on", None),
        _kind("purchase", "owner", "amount", "bought_on", None),
        _kind("activity", "user", None, "at", "note"),
        _kind("campaign", "owner", "spent", "starts_on", "name"),
    )
}


@cache
def field(kind: str, name: str) -> Field | None:
    """A field of a kind, or of a linked record one dot away; None where there is none."""
    if name.startswith("custom:"):
        return Field(kind, name, "w") if kind in KINDS else None
    head, dot, rest = name.partition(".")
    found = KINDS[kind].fields.get(head) if kind in KINDS else None
    if not dot or found is None:
        return None if dot else found
    return field(head, rest) if found.letter == "r" and head in KINDS and "." not in rest else None


def commands() -> tuple[str, ...]:
    """Every command that a sentence may be read as."""
    lists = [f"{kind} list" for kind in KINDS] + [f"{kind} show" for kind in KINDS]
    plain = [f"{kind} {verb}" for kind in KINDS for verb in PLAIN_COMMANDS if kind != "activity"]
    return (*lists, *plain, *OTHER_COMMANDS, "why_not")
