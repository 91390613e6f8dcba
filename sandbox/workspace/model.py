"""The things of a workspace, and how Slack shows them to an app."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from sandbox.values import Json


@dataclass
class Person:
    """A person or the app's bot user. `name` is the handle, `team` a team id."""

    id: str
    name: str
    real_name: str
    tz: str
    locale: str
    team: str
    email: str = ""
    is_admin: bool = False
    is_owner: bool = False
    is_guest: bool = False
    is_single_channel: bool = False
    is_bot: bool = False
    deleted: bool = False
    updated: int = 0


@dataclass
class Message:
    """One message: `body` is what Slack returns, `seen_by` the only reader of an ephemeral one.

    `values` holds what each person has chosen in its menus and inputs; `hidden` marks a post that
    Slack accepted and does not show.
    """

    channel: str
    body: Json
    seen_by: str | None = None
    hidden: bool = False
    values: dict[str, Json] = field(default_factory=dict)

    @property
    def ts(self) -> str:
        """Its timestamp, the key within the channel."""
        return str(self.body["ts"])

    @property
    def user(self) -> str:
        """The id of who wrote it."""
        return str(self.body["user"])

    @property
    def thread_ts(self) -> str | None:
        """The first message of its thread, None outside threads."""
        return self.body.get("thread_ts")

    @property
    def is_reply(self) -> bool:
        """Whether it stands in a thread without being its first message."""
        return self.thread_ts not in (None, self.ts)


@dataclass
class Channel:
    """A channel, private channel, `im` or `mpim`, with its messages in order of time."""

    id: str
    name: str
    kind: str
    creator: str
    created: int
    members: list[str] = field(default_factory=list)
    is_ext_shared: bool = False
    is_archived: bool = False
    topic: str = ""
    purpose: str = ""
    read: dict[str, str] = field(default_factory=dict)
    bookmarks: list[Json] = field(default_factory=list)
    messages: dict[str, Message] = field(default_factory=dict)
    order: list[str] = field(default_factory=list)
    replies: dict[str, list[str]] = field(default_factory=dict)

    @property
    def channel_type(self) -> str:
        """What events call this kind of channel."""
        return {"private": "group"}.get(self.kind, self.kind)


@dataclass
class File:
    """An uploaded file; `done` once the upload was completed, `shared_in` are channel ids."""

    id: str
    name: str
    title: str
    mimetype: str
    length: int
    user: str
    created: int
    data: bytes = b""
    alt_text: str = ""
    done: bool = False
    shared_in: list[str] = field(default_factory=list)


@dataclass
class View:
    """A modal or Home tab on somebody's screen.

    `body` is what the app sent, `values` what the person has put in, `errors` the app's remarks
    on single blocks, `problem` what Slack would show above the buttons.
    """

    id: str
    user: str
    body: Json
    hash: str
    root: str
    previous: str | None = None
    values: Json = field(default_factory=dict)
    errors: dict[str, str] = field(default_factory=dict)
    problem: str = ""


def zone_label(person: Person, now: float) -> tuple[str, int]:
    """The zone's short name and its offset from UTC in seconds, at `now`."""
    local = datetime.fromtimestamp(now, UTC).astimezone(ZoneInfo(person.tz))
    offset = local.utcoffset()
    return str(local.tzname()), int(offset.total_seconds()) if offset else 0
