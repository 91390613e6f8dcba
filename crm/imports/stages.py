"""Which stage of ours a word of a file means: by its name, by what people said, by a hint."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.engine.errors import NotUnderstood
from crm.engine.texts import T
from crm.language.normal import name_key
from crm.models import Pipeline, Stage

# How far on a deal is that bears such a word: English, German, French, Spanish, Chinese.
HINTS = (
    (
        re.compile(
            r"negot|contract|decision|verbal|commit|closing"
            r"|verhandl|vertrag|entscheid|zusage|n[ée]goci|contrat|d[ée]cision"
            r"|谈判|合同|商务|决策|签约"
        ),
        2,
    ),
    (
        re.compile(
            r"propos|quot|present|value|demo|offer"
            r"|angebot|präsent|vorführ|offre|devis|propuesta|oferta|cotiza|presup"
            r"|报价|方案|演示|提案"
        ),
        1,
    ),
)
WON = re.compile(r"won|gewonnen|gagn|ganad|赢单|成交|成功")
LOST = re.compile(r"lost|verloren|perdu|perdid|输单|丢单|失败|abandon")


@dataclass(frozen=True, slots=True)
class Step:
    """A stage, as rows name it."""

    id: int
    pipeline_id: int
    name: str
    outcome: str


def outcome(word: str) -> str:
    """Whether a word of a file says that a deal is won or lost; open otherwise."""
    plain = word.casefold()
    return "won" if WON.search(plain) else "lost" if LOST.search(plain) else "open"


def chosen(steps: Sequence[Step], said: str, meant: Mapping[str, int]) -> Step | None:
    """The stage that a person said a word means."""
    wanted = meant.get(said.strip())
    return next((step for step in steps if step.id == wanted), None)


def found(steps: Sequence[Step], said: str, is_to_be: str) -> tuple[Step, bool]:
    """The stage for a word, among those of an outcome, and whether it bears that name here."""
    fitting = [step for step in steps if step.outcome == is_to_be] or list(steps)
    plain = name_key(said)
    for step in fitting:
        if name_key(step.name) == plain:
            return step, True
    for pattern, position in HINTS if is_to_be == "open" else ():
        if pattern.search(plain):
            return fitting[min(position, len(fitting) - 1)], False
    return fitting[0], is_to_be != "open" or not said


def of(session: Session) -> list[Step]:
    """The stages of the workspace, pipeline after pipeline."""
    statement = (
        select(Stage)
        .join(Pipeline, Pipeline.id == Stage.pipeline_id)
        .order_by(Pipeline.position, Pipeline.id, Stage.position)
    )
    return [Step(s.id, s.pipeline_id, s.name, s.outcome) for s in session.scalars(statement)]


def named(session: Session, said: Sequence[str]) -> dict[str, int]:
    """The stages of `Angebot=Proposal` and the like; raises `NotUnderstood`."""
    steps = of(session) if said else []
    meant: dict[str, int] = {}
    for each in said:
        word, _, name = each.rpartition("=")
        step = next((s for s in steps if name_key(s.name) == name_key(name)), None)
        if not word.strip() or step is None:
            raise NotUnderstood(
                T("“{text}” names no stage of ours.", text=each[:80]),
                next_step=T(
                    "Write it like {example}; the stages are {stages}.",
                    example="Angebot=Proposal",
                    stages=", ".join(s.name for s in steps),
                ),
            )
        meant[word.strip()] = step.id
    return meant
