"""What a workspace knows that rows refer to: its people, stages and currency."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.engine import settings
from crm.language.normal import name_key
from crm.models import Pipeline, Stage, User

HINTS = (
    (re.compile(r"negot|contract|decision|verbal|commit|谈判|合同|商务"), 2),
    (re.compile(r"propos|quote|present|value|demo|报价|方案|演示"), 1),
)


@dataclass(frozen=True, slots=True)
class Step:
    """A stage, as rows name it."""

    id: int
    pipeline_id: int
    name: str
    outcome: str


@dataclass(slots=True)
class Scene:
    """Owners by handle, name, e-mail and Slack id; the stages; the base currency; the moment.

    `unknown` has what was warned of already; `untold` the columns that nothing was taken from and
    of which nobody was told yet.
    """

    now: datetime
    currency: str
    owners: dict[str, int]
    steps: list[Step]
    unknown: set[str] = field(default_factory=set)
    untold: list[int] | None = None

    def owner(self, said: str) -> int | None:
        """The person whom an owner cell names."""
        return self.owners.get(name_key(said)) or None

    def stage(self, said: str, outcome: str) -> tuple[Step, bool]:
        """The stage for what a row says, and whether it bears that name here."""
        fitting = [step for step in self.steps if step.outcome == outcome] or self.steps
        plain = name_key(said)
        for step in fitting:
            if name_key(step.name) == plain:
                return step, True
        for pattern, position in HINTS if outcome == "open" else ():
            if pattern.search(plain):
                return fitting[min(position, len(fitting) - 1)], False
        return fitting[0], outcome != "open" or not said


def of(session: Session, now: datetime, meant: Mapping[str, int] | None = None) -> Scene:
    """The scene of the session's workspace; `meant` are owners' names as a person mapped them."""
    owners: dict[str, int] = {}
    for user in session.scalars(select(User).order_by(User.id)):
        for said in (user.handle, user.name, user.email, user.slack_id):
            if said:
                owners.setdefault(name_key(said), user.id)
    owners |= {name_key(said): user_id for said, user_id in (meant or {}).items()}
    statement = (
        select(Stage)
        .join(Pipeline, Pipeline.id == Stage.pipeline_id)
        .order_by(Pipeline.position, Pipeline.id, Stage.position)
    )
    steps = [Step(s.id, s.pipeline_id, s.name, s.outcome) for s in session.scalars(statement)]
    return Scene(now, settings.read(session).currency, owners, steps)
