"""The stages of a deal: their names, order and chances, set in one sentence."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Annotated

from sqlalchemy import exists, select

from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import Conflict, Missing, NotUnderstood
from crm.engine.permission import ADMINS
from crm.engine.reply import Listing, Reply, Row
from crm.engine.texts import T, Term, Text
from crm.language import fields
from crm.language.form import Form
from crm.language.normal import name_key
from crm.models import Deal, Pipeline, Stage, StageChange
from crm.people import steps

MOST = 12
ONE = re.compile(r"(?P<name>.+?)[\s:=]+(?P<chance>\d{1,3})\s*%?")
BETWEEN = re.compile(r"[,;\n，；、→]+|->")


class SetStages(Form):
    """The open stages in their order, each with its chance in percent."""

    stages: Annotated[str | None, fields.Phrase(1_000, is_multiline=True)] = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """One stage as it is to be; the chance is 0 to 100."""

    name: str
    chance: int


@command("stages", may=ADMINS, effect="change")
def change(call: Call, form: SetStages) -> Reply:
    """Set the stages of a deal, with the chance of each to be won."""
    open_ones = [stage for stage in _stages(call) if stage.outcome == "open"]
    if not form.stages:
        raise Missing(
            T("The stages are {stages}. What should they be?", stages=said(open_ones)),
            next_step=T("Write them like {example}.", example="Qualified 20, Proposal 50"),
            field="stages",
        )
    wanted = _read(form.stages)
    _settle(call, open_ones, wanted)
    rows = tuple(
        Row(None, Term(stage.name), (T("{n} %", n=stage.probability),)) for stage in _stages(call)
    )
    listing = Listing(T("The stages of a deal"), rows, len(rows))
    return Reply((listing, *steps.undo_row(call)))


def said(stages: list[Stage]) -> str:
    """Stages as they are written: *Qualified 20, Proposal 50*."""
    return ", ".join(f"{stage.name} {stage.probability}" for stage in stages)


def _stages(call: Call) -> list[Stage]:
    """The stages of the first pipeline, in their order."""
    first = select(Pipeline.id).order_by(Pipeline.id).limit(1).scalar_subquery()
    statement = select(Stage).where(Stage.pipeline_id == first).order_by(Stage.position)
    return list(call.session.scalars(statement))


def _read(text: str) -> list[Wanted]:
    """The stages of a text; raises `NotUnderstood` where one lacks its chance or is named twice."""
    found = []
    for part in filter(None, (part.strip() for part in BETWEEN.split(text))):
        one = ONE.fullmatch(part)
        if one is None or int(one["chance"]) > 100:
            raise _unread(T("“{text}” is no stage with a chance of 0 to 100.", text=part[:60]))
        found.append(Wanted(one["name"].strip()[:60], int(one["chance"])))
    if not 1 <= len(found) <= MOST or len({name_key(one.name) for one in found}) < len(found):
        raise _unread(T("Name 1 to {most} stages, each once.", most=MOST))
    return found


def _unread(text: Text) -> NotUnderstood:
    example = T("Write them like {example}.", example="Qualified 20, Proposal 50")
    return NotUnderstood(text, next_step=example, field="stages")


def _settle(call: Call, old: list[Stage], wanted: list[Wanted]) -> None:
    """Keep stages by their names, rename them by their place, add new ones, drop unused ones."""
    by_name = {name_key(stage.name): stage for stage in old}
    kept = [by_name.get(name_key(one.name)) for one in wanted]
    if len(wanted) == len(old):
        free = [stage for stage in old if stage not in kept]
        kept = [stage or free.pop(0) for stage in kept]
    for stage in old:
        if stage not in kept:
            _drop(call, stage)
    call.session.flush()
    pipeline_id = _stages(call)[0].pipeline_id
    for position, (one, known) in enumerate(zip(wanted, kept, strict=True)):
        row = known or Stage(pipeline_id=pipeline_id, outcome="open")
        row.name, row.position, row.probability = one.name, position, one.chance
        call.session.add(row)
    ends = [stage for stage in _stages(call) if stage.outcome != "open"]
    for position, stage in enumerate(ends, len(wanted)):
        stage.position = position
    call.session.flush()


def _drop(call: Call, stage: Stage) -> None:
    used = (
        exists().where(Deal.stage_id == stage.id),
        exists().where(
            (StageChange.to_stage_id == stage.id) | (StageChange.from_stage_id == stage.id)
        ),
    )
    if any(call.session.scalar(select(one)) for one in used):
        raise Conflict(
            T("There are or were deals in {stage}, so it cannot go.", stage=Term(stage.name)),
            next_step=T("Give it another name instead, in the same place."),
            field="stages",
        )
    call.session.delete(stage)
