"""Asking in plain words: a question is answered at once, a change is looked at first."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Annotated, Any

from crm.engine import refs, threads
from crm.engine.call import Call
from crm.engine.command import REGISTRY, command
from crm.engine.errors import Ambiguous, Choice, NotFound, NotUnderstood, RapportError
from crm.engine.reply import Reply
from crm.engine.run import reading_of
from crm.engine.texts import T
from crm.insight import dialogue, effects_card, unclear, why_not
from crm.insight import effect as effects
from crm.language import fields, grammar
from crm.language.answers import chosen, counted
from crm.language.answers.answer import Asked, answer
from crm.language.ask import followed, stored_world
from crm.language.ask.reader import Reader
from crm.language.form import Form
from crm.language.query.filter import Question, from_json
from crm.language.query.grammar import Filters

LONGEST = 2_000
IT = re.compile(
    r"\b(?:it|this|that)\b(?: (deal|ticket|lead|follow-?up|one)\b)?"
    r"|(?:这个|这张|这条|该|那个)(?:商机|工单|线索|跟进|单子?)?|这单|那单|它",
    re.IGNORECASE,
)
HOW = T("Ask it like {example}.", example="deals over 10k closing this month")


class Unasked(fields.Number):
    """A number that buttons carry and no form asks for."""

    element = "hidden"


class Ask(Form):
    """A sentence; `meant` are references that were chosen for unclear names, `learn` for words."""

    meant: Annotated[str | None, fields.Hidden(200)] = None
    learn: Annotated[str | None, fields.Hidden(300)] = None
    text: Annotated[str, fields.Phrase(40_000)]


class AskAgain(Form):
    """A question as data, its page, what is chosen below it, a filter more as it is typed."""

    question: Annotated[str, fields.Hidden()]
    page: Annotated[int, Unasked(1, 100_000, claims=False)] = 1
    without: Annotated[int | None, Unasked(0, 100, claims=False)] = None
    group: Annotated[str | None, fields.Hidden(80)] = None
    total: Annotated[str | None, fields.Hidden(80)] = None
    filter: Annotated[str | None, fields.Phrase(200)] = None


@command("ask")
def ask(call: Call, form: Ask) -> Reply:
    """Ask or tell something in plain words."""
    if len(form.text) > LONGEST:
        raise NotUnderstood(
            T("That is too long for one sentence."), next_step=T("Ask for one thing at a time.")
        )
    if form.learn:
        call.context["learn"] = form.learn
    text = dialogue.spelled_out(form.text, dialogue.learned(call.session))
    reader = Reader(stored_world.load(call.session, call, text))
    last = dialogue.last(call)
    return _nth(call, text, last) or _read(call, replace_text(form, text), reader, last)


@command("ask again", surface="button")
def again(call: Call, form: AskAgain) -> Reply:
    """Show a question's list: another page, counted, without a filter, or with one more."""
    question = opened(form.question)
    if form.without is not None:
        question = chosen.without(question, form.without)
    if form.group:
        question = counted.grouped(question, form.group)
    if form.total:
        question = counted.totalled(question, form.total)
    if form.filter:
        more = Filters(question.kind).parse(form.filter, reading_of(call))
        question = replace(question, filters=(*question.filters, *more))
    return answer(call, asked_of(question, form.page))


def replace_text(form: Ask, text: str) -> Ask:
    """The form with its sentence spelled out."""
    return form.model_copy(update={"text": text})


def opened(text: str) -> Question:
    """The question that a button carries; raises `NotUnderstood` for what is none."""
    try:
        return from_json(json.loads(text))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise NotUnderstood(T("I can no longer read that question."), next_step=HOW) from error


def asked_of(question: Question, page: int = 1) -> Asked:
    """A question whose pages and chips come back as the question itself."""
    return Asked(question, page, again={"question": chosen.shut(question)}, command=chosen.AGAIN)


def _nth(call: Call, text: str, last: dialogue.Last | None) -> Reply | None:
    """The record that *the second one* means among the rows that were shown."""
    nth = followed.nth(text) if last is not None else None
    if nth is None or last is None:
        return None
    place = nth.place - 1 if nth.place > 0 else len(last.rows) - 1
    if not 0 <= place < len(last.rows):
        raise NotFound(
            T("There were only {n} rows.", n=len(last.rows)),
            next_step=T("Ask for the list again."),
        )
    return _shown(call, last.rows[place])


def _shown(call: Call, ref: str) -> Reply:
    named = refs.read(ref)
    command_ = REGISTRY.get(f"{named[0].__tablename__} show") if named else None
    if named is None or command_ is None:
        raise NotUnderstood(T("I cannot show that record."), next_step=HOW)
    reading = reading_of(call)
    understood = grammar.fill(command_.form, {named[0].__tablename__: ref}, reading)
    return command_.function(call, grammar.finish(command_.form, understood, reading))


def _read(call: Call, form: Ask, reader: Reader, last: dialogue.Last | None) -> Reply:
    if last is not None and followed.says_more(form.text):
        refined = followed.refined(form.text, last.question, reader)
        if refined is not None:
            return answer(call, asked_of(refined))
    reading = _understood(call, form.text, reader)
    if reading.get("command") is None and last is not None:
        refined = followed.refined(form.text, last.question, reader)
        if refined is not None:
            return answer(call, asked_of(refined))
    return (
        _done(call, form, reading, last)
        if reading.get("command")
        else _refuse(form, reader, reading)
    )


def _understood(call: Call, text: str, reader: Reader) -> dict[str, Any]:
    """The reading; where it has no record, *it* is the one that the thread is about."""
    reading = reader.read(text)
    if reading.get("command") is not None:
        return reading
    for ref in _bound(call):
        if IT.search(text):
            again_ = reader.read(IT.sub(ref, text, count=1))
            if again_.get("command") is not None:
                return again_
    return reading


def _bound(call: Call) -> Iterator[str]:
    """The references of the records that the thread is about."""
    place = call.place
    bound = threads.records(call.session, place.channel, place.thread_ts)
    for kind, row_id in bound.items():
        row = call.session.get(refs.MODELS[kind], (call.workspace_id, row_id))
        if row is not None:
            yield refs.ref(row)


def _done(call: Call, form: Ask, reading: dict[str, Any], last: dialogue.Last | None) -> Reply:
    name = str(reading["command"])
    if name.endswith(" list"):
        return answer(call, asked_of(from_json(reading)))
    if name.endswith(" show"):
        return _one(call, name, reading["fields"])
    if name == "why_not":
        return _why_not(call, reading, last)
    try:
        plan = effects.plan(call, reading, form.meant or "")
    except RapportError as error:
        error.field = None
        raise
    return effects_card.confirm(call, plan)


def _one(call: Call, name: str, said: dict[str, Any]) -> Reply:
    kind = name.partition(" ")[0]
    command_, reading = REGISTRY.get(name), reading_of(call)
    value = said.get("ref") or said.get("name") or said.get("company") or said.get("contact")
    if command_ is None:
        raise NotUnderstood(T("I cannot show that record."), next_step=HOW)
    understood = grammar.fill(command_.form, {kind: value}, reading)
    return command_.function(call, grammar.finish(command_.form, understood, reading))


def _why_not(call: Call, reading: dict[str, Any], last: dialogue.Last | None) -> Reply:
    """Why a name is not in the list that is restated, or in the one that was shown last."""
    said = reading["fields"]
    if said.get("of"):
        question = from_json({"command": said["of"], "filters": reading.get("filters", [])})
    elif last is not None:
        question = last.question
    else:
        raise NotFound(
            T("Which list do you mean?"),
            next_step=T("Ask for the list first, then why something is not in it."),
        )
    return why_not.explain(call, question, str(said["name"]))


def _refuse(form: Ask, reader: Reader, reading: dict[str, Any]) -> Reply:
    """Readings to choose from where words are unclear; else what to say instead."""
    found = unclear.guesses(form.text, reader) if reading.get("reason") == "ambiguous" else []
    if found:
        choices = tuple(
            Choice(one.instead, {"text": one.text, "learn": f"{one.words}={one.instead}"})
            for one in found
        )
        words = found[0].words
        raise Ambiguous(T("What does “{words}” mean here?", words=words), choices=choices)
    if reading.get("reason") == "ambiguous":
        raise NotUnderstood(
            T("I am not sure what you mean: a name, a record or a figure is missing."),
            next_step=HOW,
        )
    raise NotUnderstood(T("I cannot answer “{text}”.", text=form.text[:120]), next_step=HOW)
