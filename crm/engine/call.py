"""A call: who asks, where, when and in which words, with the unit of work it is carried out in."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal

from sqlalchemy.orm import Session

from crm.engine.settings import DEFAULTS, Settings
from crm.engine.texts import Reader

Source = Literal[
    "slash", "mention", "thread", "button", "modal", "shortcut", "api", "cli", "clock", "event"
]


@dataclass(frozen=True, slots=True)
class Caller:
    """The person who acts; `user_id` is None for the clock. Outsiders have no roles.

    `sight` (own, team, all) is how far their roles see, as the workspace has set it; where
    customers are owned, it holds for companies and contacts too.
    """

    user_id: int | None
    name: str
    slack_id: str | None = None
    roles: frozenset[str] = frozenset()
    team_id: int | None = None
    language: str = "en"
    zone: str = "UTC"
    sight: Literal["own", "team", "all"] | None = None
    owns_customers: bool = False

    @property
    def is_outsider(self) -> bool:
        """Whether this is a person of another team or a guest: no role at all."""
        return not self.roles

    @property
    def reader(self) -> Reader:
        """How texts are said to this person."""
        return Reader(self.language, self.zone)


CLOCK = Caller(None, "Rapport", roles=frozenset({"admin"}))


@dataclass(frozen=True, slots=True)
class Place:
    """Where it was said: a channel and perhaps a thread of it (Slack ids).

    `is_external` channels are seen by people of other teams; where the bot `is_member`, it can
    post; `language` and `zone` are the channel's own, if it has them, and `company_id` the company
    that it is about.
    """

    channel: str | None = None
    thread_ts: str | None = None
    is_dm: bool = False
    is_member: bool = True
    is_external: bool = False
    language: str | None = None
    zone: str | None = None
    company_id: int | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One request to do something, as typed data; the door binds `session` and `changeset_id`.

    `key` is the inbound key: the same key is carried out once. `now` is aware UTC.
    """

    workspace_id: int
    caller: Caller
    place: Place
    now: datetime
    source: Source
    key: str | None = None
    settings: Settings = DEFAULTS
    work: Session | None = None
    changeset_id: int | None = None
    context: dict[str, Any] = field(default_factory=dict)

    @property
    def session(self) -> Session:
        """The unit of work; only there once the door has opened it."""
        if self.work is None:
            raise RuntimeError("this call has not gone through the door: use engine.run")
        return self.work

    @property
    def reader(self) -> Reader:
        """How texts are said to the caller."""
        return self.caller.reader

    def bound(self, session: Session, changeset_id: int | None) -> Call:
        """The same call inside a unit of work."""
        return replace(self, work=session, changeset_id=changeset_id)
