"""The words for stages in a file that are no names of ours: found, suggested, and mapped."""

from __future__ import annotations

import json
from collections.abc import Mapping
from itertools import islice
from pathlib import Path

from sqlalchemy.orm import Session

from crm.engine.reply import Element, Option
from crm.engine.texts import T
from crm.imports import cells, mapping, stages
from crm.imports.plan import Plan
from crm.imports.scene import Scene
from crm.language.fields.base import FieldType, Reading

MOST = 10
# The id and the name of a stage.
Taken = tuple[int, str]


def words(scene: Scene, plan: Plan, path: Path) -> dict[str, Taken]:
    """The words of a file of deals that name no stage here, with the stage each is taken for."""
    columns = plan.columns.get("stage", ()) if plan.kind == "deal" else ()
    found: dict[str, Taken] = {}
    for row in islice(plan.opened(path).rows(), mapping.LOOKED_AT) if columns else ():
        filled = (cells.value(row.cells[n]) for n in columns if n < len(row.cells))
        said = next(filter(None, filled), "")
        if said and said not in found and len(found) < MOST:
            step, is_known = scene.stage(said, stages.outcome(said))
            if not is_known or said in plan.stages:
                step = scene.chosen(said) or step
                found[said] = step.id, step.name
    return found


class Stages(FieldType[dict[str, str]]):
    """The words for stages of an upload's file, each as one input: a stage of the workspace."""

    element = "parts"
    is_announced = False

    def parse(self, text: str, reading: Reading) -> dict[str, str]:
        """Which stage was chosen by word, as JSON."""
        del reading
        return {str(key): str(value) for key, value in json.loads(text).items()}

    def show(self, value: dict[str, str]) -> str:
        """The choices as JSON."""
        return json.dumps(value, ensure_ascii=False)

    def parts(self, name: str, texts: Mapping[str, str], reading: Reading) -> tuple[Element, ...]:
        """One choice of a stage for each word, the suggestion filled in."""
        sent = mapping.sent_of(reading.session, texts)
        if sent is None or not sent.words:
            return ()
        steps = stages.of(reading.session)[:100]
        options = tuple(Option(step.name, str(step.id)) for step in steps)
        return tuple(
            Element(
                f"{name}~{n}",
                T("Stage in the file: {name}", name=said[:100]),
                "select",
                str(taken[0]),
                options,
            )
            for n, (said, taken) in enumerate(sent.words.items())
        )

    def gathered(self, given: Mapping[int, str], texts: Mapping[str, str], session: Session) -> str:
        """The inputs, by their place, as the text that `parse` reads."""
        sent = mapping.sent_of(session, texts)
        asked = list(sent.words) if sent else []
        return self.show({asked[n]: value for n, value in given.items() if n < len(asked)})


def chosen(session: Session, said: Mapping[str, str]) -> dict[str, int]:
    """The chosen stages' ids by the word in the file."""
    known = {str(step.id): step.id for step in stages.of(session)}
    return {word: known[value] for word, value in said.items() if value in known}
