"""A change in plain words as effects: commands with fields, looked at before they are done."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from crm.engine import refs
from crm.engine.call import Call
from crm.engine.command import REGISTRY, Command
from crm.engine.errors import NotAllowed, NotUnderstood
from crm.engine.reply import Fact
from crm.engine.run import reading_of
from crm.engine.texts import Day, T, Term, Text, Value
from crm.insight import own_effect, target
from crm.language import fields as field_types
from crm.language import grammar
from crm.language.form import Form
from crm.language.query import kinds
from crm.language.vocabulary import label, vocabulary
from crm.models import Base, Deal, Stage
from crm.people.custom_field import FORM_FIELD

TITLES: Mapping[str, Text] = {
    "activity log": T("Log"),
    "followup add": T("Plan a follow-up"),
    "followup done": T("Tick off a follow-up"),
    "followup snooze": T("Put a follow-up off"),
    "deal add": T("Open a deal"),
    "deal edit": T("Change a deal"),
    "deal stage": T("Move a deal"),
    "ticket add": T("Open a ticket"),
    "ticket resolve": T("Resolve a ticket"),
    "ticket reopen": T("Reopen a ticket"),
    "tag add": T("Put a tag"),
}
# What a sentence calls otherwise than the command's form does.
RENAMED = {
    ("lead", "company"): "company_name",
    ("lead", "note"): "reason",
    ("deal", "subject"): "name",
    ("activity", "at"): "held_at",
}
STEPS = re.compile(
    r"\b(?:send|call|prepare|email|share|schedule|book|invite|draft|write|check|get|review)\b.+"
    r"|^(?:发|寄|准备|安排|联系|提供|给|整理|写).+",
    re.IGNORECASE,
)
CLAUSE = re.compile(r"[,;，；。]\s*|\s+and\s+")
MOST = 8


@dataclass(frozen=True, slots=True)
class Effect:
    """One command with its fields as texts."""

    command: str
    fields: Mapping[str, str]


def shut(effects: tuple[Effect, ...]) -> str:
    """Effects as the text that a button carries."""
    return json.dumps([[one.command, dict(one.fields)] for one in effects], ensure_ascii=False)


def opened(text: str) -> tuple[Effect, ...]:
    """The effects that `shut` wrote; raises `NotUnderstood` for what is none."""
    try:
        found = tuple(Effect(str(name), dict(given)) for name, given in json.loads(text))
    except (ValueError, TypeError) as error:
        raise NotUnderstood(T("I can no longer read what was to be done.")) from error
    is_sound = all(REGISTRY[e.command].surface == "words" for e in found if e.command in REGISTRY)
    if not found or len(found) > MOST or not is_sound:
        raise NotUnderstood(T("I can no longer read what was to be done."))
    return found


def plan(call: Call, reading: Mapping[str, Any], meant: str) -> tuple[Effect, ...]:
    """The effects of a change; raises what keeps it from being done.

    `meant` are references that were chosen where a name was unclear.
    """
    kind, _, verb = str(reading["command"]).partition(" ")
    said = dict(reading.get("fields") or {})
    if not verb:
        return (_effect(kind, {name: _text(value) for name, value in said.items()}),)
    scene = target.Meant(call, kind, meant)
    build = BUILDERS.get(f"{kind} {verb}") or BUILDERS.get(verb) or _plain
    return tuple(build(scene, verb, said))


def _plain(scene: target.Meant, verb: str, said: dict[str, Any]) -> Iterator[Effect]:
    """The command of the same name: its record where it needs one, and the fields as they are."""
    given = _given(scene, said)
    yield _effect(f"{scene.kind} {verb}", given)


def _added(scene: target.Meant, _verb: str, said: dict[str, Any]) -> Iterator[Effect]:
    tags = said.pop("tag", None)
    if scene.kind == "deal" and "name" not in said:
        said["name"] = said.get("product") or said.get("company")
    form = _form(f"{scene.kind} add")
    left = {
        name: said.pop(name)
        for name in ("product", "category")
        if name not in form.specs() and name in said
    }
    if scene.kind == "ticket" and "subject" not in said:
        said["subject"] = left.get("product") or left.get("category")
    del tags
    yield _effect(f"{scene.kind} add", _given(scene, said))


def _changed(scene: target.Meant, _verb: str, said: dict[str, Any]) -> Iterator[Effect]:
    """A record's new values: stage, assignee and tags have commands of their own."""
    record = scene.record(said)
    apart = {"stage": "deal stage", "assignee": "ticket assign", "tag": "tag add"}
    for name, command in apart.items():
        if name in said:
            key = "tags" if name == "tag" else name
            held = "record" if name == "tag" else scene.kind
            yield _effect(command, {held: record, key: _text(said.pop(name))})
    if said:
        yield _effect(f"{scene.kind} edit", {scene.kind: record, **_given(scene, said)})


def _ended(scene: target.Meant, verb: str, said: dict[str, Any]) -> Iterator[Effect]:
    """A deal won or lost: moved into its own pipeline's stage, for a sum; the reason is noted."""
    record = scene.record(said)
    yield _effect("deal stage", {"deal": record, "stage": _stage(scene.call, record, verb)})
    if told := {str(key): _text(said[key]) for key in ("amount", "competitor") if key in said}:
        yield _effect("deal edit", {"deal": record, **told})
    if reason := said.get("lost_reason") or said.get("note"):
        yield _effect("activity log", {"type": "note", "deal": record, "note": _text(reason)})


def _on_record(scene: target.Meant, verb: str, said: dict[str, Any]) -> Iterator[Effect]:
    """What is done with one record: convert, disqualify, resolve, reopen, done, snooze."""
    command, record = f"{scene.kind} {verb}", scene.record(said)
    note = said.pop("note", None) if "note" not in _form(command).specs() else None
    reason = {"reason": _text(note)} if note and "reason" in _form(command).specs() else {}
    yield _effect(command, {scene.kind: record, **_given(scene, said), **reason})
    if note and not reason:
        about = scene.kind if scene.kind in {"deal", "ticket", "lead"} else "deal"
        yield _effect("activity log", {"type": "note", about: record, "note": _text(note)})


def _logged(scene: target.Meant, _verb: str, said: dict[str, Any]) -> Iterator[Effect]:
    """What was held, and the follow-up that was agreed; what is to be done then is its subject."""
    following = said.pop("followup", None)
    if "ref" in said:
        kind, _ = refs.read(str(said["ref"])) or (Deal, 0)
        said[kind.__tablename__] = said.pop("ref")
    given = _given(scene, said)
    yield _effect("activity log", given)
    if not following:
        return
    about: dict[str, str] = {
        n: given[n] for n in ("deal", "contact", "company", "ticket") if n in given
    }
    subject = following.get("note") or _step(str(said.get("note") or ""))
    asked = {name: _text(following[name]) for name in ("due_at", "type") if name in following}
    if subject:
        asked["subject"] = subject
    yield _effect("followup add", asked | about)


def _step(note: str) -> str | None:
    """The clause of a note that says what is to be done: *send quote*."""
    clauses = [found[0] for part in CLAUSE.split(note) if (found := STEPS.search(part.strip()))]
    return clauses[-1].strip() if clauses else None


BUILDERS: Mapping[str, Callable[[target.Meant, str, dict[str, Any]], Iterator[Effect]]] = {
    "activity log": _logged,
    "deal win": _ended,
    "deal lose": _ended,
    "add": _added,
    "change": _changed,
    **dict.fromkeys(("convert", "disqualify", "resolve", "reopen", "done", "snooze"), _on_record),
}


def _given(scene: target.Meant, said: Mapping[str, Any]) -> dict[str, str]:
    """The fields under the names of the form; customers as the references they bear."""
    found = own_effect.given(said)
    for name, value in said.items():
        if own_effect.is_own(name):
            continue
        called = RENAMED.get((scene.kind, name), name)
        found[called] = scene.named(called, str(value), said) or _text(value)
    return found


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return f"{value.get('amount')} {value.get('currency')}"
    if isinstance(value, list):
        return " ".join(_text(one) for one in value)
    return str(value).replace("T", " ") if re.match(r"\d{4}-\d\d-\d\dT", str(value)) else str(value)


def _effect(command: str, given: Mapping[str, str]) -> Effect:
    """The effect; raises `NotUnderstood` where nothing of the kind can be done yet."""
    specs = _form(command).specs()
    strange = [name for name in given if name not in specs]
    if strange:
        raise NotUnderstood(
            T("I cannot set {field} there yet.", field=label(strange[0], "en")),
            next_step=T(
                "Leave it out, or open the form with {example}.", example=f"/crm {command}"
            ),
        )
    return Effect(command, given)


def _form(command: str) -> type[Form]:
    found = REGISTRY.get(command)
    if found is None:
        raise NotUnderstood(
            T("I understood “{command}”, which I cannot do yet.", command=command),
            next_step=T("See what I can do with {example}", example="/crm help"),
        )
    return found.form


def _stage(call: Call, ref: str, verb: str) -> str:
    _, number = refs.read(ref) or (Deal, 0)
    outcome = "won" if verb == "win" else "lost"
    of_deal = select(Deal.pipeline_id).where(Deal.number == number)
    names = select(Stage.name).where(Stage.pipeline_id.in_(of_deal), Stage.outcome == outcome)
    return call.session.scalars(names.order_by(Stage.position)).first() or outcome


def filled(call: Call, effect: Effect) -> tuple[Command, Form]:
    """The command with its filled form, read with the rights of whoever calls."""
    found = REGISTRY.get(effect.command)
    if found is None:
        raise NotUnderstood(T("I can no longer read what was to be done."))
    if found.may.isdisjoint(call.caller.roles):
        raise NotAllowed(
            T("Your role does not include “{command}”.", command=found.name),
            next_step=T("An admin can give you the role with {example}.", example="/crm people"),
        )
    reading = reading_of(call)
    understood = grammar.fill(found.form, effect.fields, reading)
    return found, grammar.finish(found.form, understood, reading)


def title(effect: Effect, language: str) -> Value:
    """What an effect does, in a few words."""
    words = vocabulary(language).commands.get(effect.command)
    return TITLES.get(effect.command) or (words.help if words else effect.command)


def facts(call: Call, effect: Effect) -> tuple[Fact, ...]:
    """What an effect sets, as chips: names beside references, moments on the person's clock."""
    _, form = filled(call, effect)
    language = call.caller.language
    plain = [name for name in effect.fields if name != FORM_FIELD]
    found = [Fact(label(name, language), shown(getattr(form, name))) for name in plain]
    return (*found, *own_effect.facts(form))


def shown(value: Any) -> Value:
    """A form's value as people read it."""
    if isinstance(value, field_types.Planned):
        return Day(value.at.date()) if value.whole_day else value.at
    if isinstance(value, date):
        return value
    if isinstance(value, Base):
        return _record(value)
    if isinstance(value, str):
        return Term(value) if value in CHOICES else value
    if isinstance(value, tuple | list):
        return ", ".join(map(str, value))
    return value if isinstance(value, int) or value is None else _amount(value)


def _record(row: Base) -> Value:
    if isinstance(row, Stage):
        return Term(row.name)
    name = getattr(row, "name", None) or getattr(row, "subject", None)
    ref = refs.ref(row) if row.__tablename__ in refs.LETTERS else None  # type: ignore[arg-type]  # checked by its letters
    return T("{name} ({ref})", name=name, ref=ref) if name and ref else name or ref


def _amount(value: Any) -> Value:
    return value if type(value).__name__ == "Money" else str(value)


CHOICES = frozenset(
    one for kind in kinds.KINDS.values() for field in kind.fields.values() for one in field.choices
)
