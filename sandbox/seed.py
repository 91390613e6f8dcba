"""Who and what is in a workspace when it is new: teams, people and channels."""

from dataclasses import dataclass, field

HOME_TEAM = "T0HOME0001"
OTHER_TEAM = "T0OTHER001"
BOT_USER = "U0BOT00001"


@dataclass(frozen=True)
class Team:
    """A workspace, or another company's that shares a channel with it."""

    id: str
    name: str
    domain: str


@dataclass(frozen=True)
class PersonSeed:
    """A person. `name` is the handle, `tz` an IANA zone, `locale` as `en-US`, `team` an id."""

    id: str
    name: str
    real_name: str
    tz: str = "America/New_York"
    locale: str = "en-US"
    team: str = HOME_TEAM
    email: str = ""
    is_admin: bool = False
    is_owner: bool = False
    is_guest: bool = False


@dataclass(frozen=True)
class ChannelSeed:
    """A channel. `members` are handles or ids; the app is a member unless `has_bot` is false."""

    id: str
    name: str
    members: tuple[str, ...]
    is_private: bool = False
    is_ext_shared: bool = False
    has_bot: bool = True
    topic: str = ""


@dataclass(frozen=True)
class AppSeed:
    """The app that is tried out: its ids, and the names it is shown under."""

    name: str = "Rapport"
    handle: str = "rapport"
    app_id: str = "A0APP00001"
    bot_id: str = "B0BOT00001"
    user_id: str = BOT_USER


@dataclass(frozen=True)
class Directory:
    """All of a new workspace; the first team is its own, further teams are strangers."""

    people: tuple[PersonSeed, ...]
    channels: tuple[ChannelSeed, ...]
    teams: tuple[Team, ...] = (
        Team(HOME_TEAM, "Northwind", "northwind"),
        Team(OTHER_TEAM, "Acme", "acme"),
    )
    app: AppSeed = field(default_factory=AppSeed)


def default() -> Directory:
    """Five people in three zones and two languages, and three channels, one shared outside."""
    people = (
        PersonSeed("U0ANA00001", "ana", "Ana Torres", "America/New_York", "en-US"),
        PersonSeed("U0BEN00001", "ben", "Ben Weber", "Europe/Berlin", "en-GB"),
        PersonSeed("U0MEI00001", "mei", "陈美 (Mei Chen)", "Asia/Shanghai", "zh-CN"),
        PersonSeed(
            "U0ADA00001", "ada", "Ada Byrne", "Europe/London", "en-GB", is_admin=True, is_owner=True
        ),
        PersonSeed(
            "U0JANE0001", "jane", "Jane Foster", "America/Chicago", "en-US", team=OTHER_TEAM
        ),
    )
    own = ("ana", "ben", "mei", "ada")
    channels = (
        ChannelSeed("C0SALES001", "sales", own, topic="Deals and pipeline"),
        ChannelSeed("C0SUPPORT1", "support", own, topic="Triage of tickets"),
        ChannelSeed("C0ACME0001", "acme", (*own, "jane"), is_ext_shared=True, topic="With Acme"),
    )
    return Directory(people, channels)
