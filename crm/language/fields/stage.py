"""A stage of a pipeline, by its name in either language or the beginning of it."""

from __future__ import annotations

from sqlalchemy import select

from crm.engine.errors import Choice, NotFound
from crm.engine.reply import Option
from crm.engine.texts import LANGUAGES, Reader, T, Term, say
from crm.language.fields.base import Claim, FieldType, Reading
from crm.language.normal import name_key
from crm.language.words import Words
from crm.models import Stage


class StageName(FieldType[Stage]):
    """One of the workspace's stages."""

    element = "select"
    rank = 35

    def parse(self, text: str, reading: Reading) -> Stage:
        """The stage that the text names; raises `NotFound` with all stages as choices."""
        stages = _stages(reading)
        found = _find(stages, text)
        if found is None:
            raise NotFound(
                T("There is no stage “{text}”.", text=text[:60]),
                choices=tuple(Choice(Term(s.name), {"": s.name}) for s in stages[:5]),
            )
        return found

    def show(self, value: Stage) -> str:
        """The stage's name."""
        return value.name

    def claim(self, words: Words, reading: Reading) -> Claim[Stage] | None:
        """The first run of words that is a stage."""
        stages = _stages(reading)
        for run in words.runs(longest=3):
            found = _find(stages, run.text)
            if found is not None:
                words.claim(run)
                return Claim(run, found)
        return None

    def options(self, reading: Reading) -> tuple[Option, ...]:
        """All stages in their order."""
        return tuple(Option(Term(stage.name), stage.name) for stage in _stages(reading))


def _stages(reading: Reading) -> list[Stage]:
    statement = select(Stage).order_by(Stage.pipeline_id, Stage.position)
    return list(reading.session.scalars(statement))


def _find(stages: list[Stage], text: str) -> Stage | None:
    wanted = name_key(text)
    for stage in stages:
        said = [name_key(say(Term(stage.name), Reader(language))) for language in LANGUAGES]
        if wanted in said:
            return stage
    begun = [s for s in stages if len(wanted) > 2 and name_key(s.name).startswith(wanted)]
    return begun[0] if len(begun) == 1 else None
