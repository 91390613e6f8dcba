"""What a workspace knows that rows refer to: its people, stages and currency."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.engine import settings
from crm.imports import stages
from crm.imports.stages import Step
from crm.language.normal import name_key
from crm.models import User


@dataclass(slots=True)
class Scene:
    """Owners by handle, name, e-mail and Slack id; the stages; the base currency; the moment.

    `unknown` has what was warned of already; `untold` the columns that nothing was taken from and
    of which nobody was told yet; `meant` which stage (an id) a word of the file means.
    """

    now: datetime
    currency: str
    owners: dict[str, int]
    steps: list[Step]
    unknown: set[str] = field(default_factory=set)
    untold: list[int] | None = None
    meant: Mapping[str, int] = field(default_factory=dict)

    def owner(self, said: str) -> int | None:
        """The person whom an owner cell names."""
        return self.owners.get(name_key(said)) or None

    def stage(self, said: str, outcome: str) -> tuple[Step, bool]:
        """The stage for what a row says, and whether it bears that name here."""
        return stages.found(self.steps, said, outcome)

    def chosen(self, said: str) -> Step | None:
        """The stage that a person said a word of the file means."""
        return stages.chosen(self.steps, said, self.meant)


def of(
    session: Session,
    now: datetime,
    meant: Mapping[str, int] | None = None,
    steps: Mapping[str, int] | None = None,
) -> Scene:
    """The scene of a workspace; `meant` and `steps` map owners' names and words for stages."""
    owners: dict[str, int] = {}
    for user in session.scalars(select(User).order_by(User.id)):
        for said in (user.handle, user.name, user.email, user.slack_id):
            if said:
                owners.setdefault(name_key(said), user.id)
    owners |= {name_key(said): user_id for said, user_id in (meant or {}).items()}
    return Scene(
        now, settings.read(session).currency, owners, stages.of(session), meant=steps or {}
    )
