"""The people and channels of the demo, with the Slack ids that the sandbox gives them."""

from __future__ import annotations

from dataclasses import dataclass

TEAM = "T0HOME0001"


@dataclass(frozen=True, slots=True)
class Person:
    """One of the cast: zone (IANA), locale, the roles held, and whether another team's."""

    slack_id: str
    handle: str
    name: str
    zone: str
    locale: str
    roles: tuple[str, ...] = ()
    is_outsider: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """One of the channels; `is_triage` is where tickets arrive."""

    slack_id: str
    name: str
    is_triage: bool = False
    is_external: bool = False


PEOPLE = (
    Person("U0ANA00001", "ana", "Ana Torres", "America/New_York", "en-US", ("rep",)),
    Person("U0BEN00001", "ben", "Ben Weber", "Europe/Berlin", "en-GB", ("agent",)),
    Person("U0MEI00001", "mei", "陈美 (Mei Chen)", "Asia/Shanghai", "zh-CN", ("manager",)),
    Person("U0ADA00001", "ada", "Ada Byrne", "Europe/London", "en-GB", ("admin",)),
    Person("U0JANE0001", "jane", "Jane Foster", "America/Chicago", "en-US", is_outsider=True),
)
ROOMS = (
    Room("C0SALES001", "sales"),
    Room("C0SUPPORT1", "support", is_triage=True),
    Room("C0ACME0001", "acme", is_external=True),
)
