"""What a workspace decides for itself, with defaults; kept one row a setting."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.engine.errors import NotUnderstood
from crm.engine.fixed import Fixed
from crm.engine.texts import T
from crm.models import Setting


class Settings(BaseModel):
    """The settings of a workspace; each field's description is its help text."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    currency: str = Field(
        default="USD", pattern="^[A-Z]{3}$", description="The base currency (ISO 4217)"
    )
    yuan: Literal["CNY", "JPY"] = Field(default="CNY", description="What ¥ means here")
    zone: str = Field(default="UTC", description="The workspace's time zone")
    language: Literal["en", "zh"] = Field(default="en", description="The language of the workspace")
    mood_threshold: float = Field(
        default=-0.5,
        ge=-1,
        le=1,
        description="A customer's message at or below this escalates its ticket",
    )
    stale_days: int = Field(
        default=14,
        ge=1,
        le=365,
        description="An open deal without activity for so many days is at risk",
    )
    default_role: Literal["rep", "agent", "none"] = Field(
        default="rep", description="The role of a full member of the workspace without one"
    )
    old_days: int = Field(
        default=180,
        ge=7,
        le=3_650,
        description="A customer without activity, purchase or change for so many days is stale",
    )
    needed_contact: str = Field(
        default="name, email, phone, company", description="The fields that every contact needs"
    )
    needed_company: str = Field(
        default="name, industry, country, website",
        description="The fields that every company needs",
    )
    visibility_rep: Literal["own", "team", "all"] = Field(
        default="own", description="Whose deals, leads and follow-ups a rep sees"
    )
    visibility_agent: Literal["own", "team", "all"] = Field(
        default="own", description="Whose deals, leads and follow-ups an agent sees"
    )
    visibility_manager: Literal["own", "team", "all"] = Field(
        default="team", description="Whose deals, leads and follow-ups a manager sees"
    )
    visibility_customers: Literal["shared", "owned"] = Field(
        default="shared",
        description="Whether companies and contacts are everybody's, or seen like deals",
    )
    auto_merge: bool = Field(
        default=False,
        description="Merge contacts by night that are surely one person; reported each morning",
    )
    button_days: int = Field(
        default=30, ge=1, le=365, description="How long buttons on messages work"
    )


DEFAULTS = Settings()
STORED: Fixed[Setting] = Fixed(select(Setting.name, Setting.value).order_by(Setting.name), Setting)


def read(session: Session) -> Settings:
    """The settings of the session's workspace, defaults where nothing was changed."""
    return _of(tuple((name, json.dumps(value)) for name, value in STORED.rows(session)))


@lru_cache(maxsize=1_000)
def _of(stored: tuple[tuple[str, str], ...]) -> Settings:
    return Settings.model_validate({name: json.loads(value) for name, value in stored})


def change(session: Session, name: str, value: str) -> Settings:
    """Change one setting; raises `NotUnderstood` for an unknown name or a value it cannot take."""
    if name not in Settings.model_fields:
        raise NotUnderstood(
            T("There is no setting {name}.", name=name),
            next_step=T("See all with {example}", example="/crm settings"),
        )
    try:
        changed = Settings.model_validate(read(session).model_dump() | {name: value})
    except ValidationError as error:
        raise NotUnderstood(
            T("{value} does not fit the setting {name}.", value=value, name=name), field="value"
        ) from error
    row = session.scalars(select(Setting).where(Setting.name == name)).one_or_none()
    if row is None:
        session.add(Setting(name=name, value=getattr(changed, name)))
    else:
        row.value = getattr(changed, name)
    session.flush()
    return changed
