"""The workspace as a whole: looking things up, putting things in, marking what changed."""

from collections.abc import Callable, Iterator
from dataclasses import asdict

from sandbox.clock import Clock
from sandbox.seed import Directory, Team
from sandbox.workspace.assistants import AssistantThread, Execution
from sandbox.workspace.ids import Ids
from sandbox.workspace.model import Channel, File, Message, Person, View

Mark = tuple[str, str]


class Workspace:
    """Everything that a Slack workspace remembers, in memory.

    `dirty` collects (kind, key) of what changed since the last save; `watchers` are told of each
    change with its channel or person.
    """

    def __init__(self, seed: Directory, clock: Clock) -> None:
        self.seed = seed
        self.clock = clock
        self.ids = Ids()
        self.dirty: set[Mark] = set()
        self.watchers: list[Callable[[str, str], None]] = []
        self.clear()

    def clear(self) -> None:
        """Back to the seed: its people and channels, without a message."""
        self.people: dict[str, Person] = {}
        self.channels: dict[str, Channel] = {}
        self.files: dict[str, File] = {}
        self.views: dict[str, View] = {}
        self.stacks: dict[str, list[str]] = {}
        self.homes: dict[str, str] = {}
        self.assistants: dict[tuple[str, str], AssistantThread] = {}
        self.executions: dict[str, Execution] = {}
        self.standing = ""  # Slack's word for why the bot token is refused
        self._ims: dict[frozenset[str], str] = {}
        self._plant()

    def _plant(self) -> None:
        app = self.seed.app
        self.put_person(
            Person(app.user_id, app.handle, app.name, "UTC", "en-US", self.team.id, is_bot=True)
        )
        for person in self.seed.people:
            self.put_person(Person(**asdict(person)))
        for seed in self.seed.channels:
            members = [self.person(m).id for m in seed.members]
            channel = Channel(
                seed.id,
                seed.name,
                "private" if seed.is_private else "channel",
                members[0] if members else app.user_id,
                int(self.clock.now()),
                members + [app.user_id] * seed.has_bot,
                seed.is_ext_shared,
                topic=seed.topic,
            )
            self.put_channel(channel)

    @property
    def team(self) -> Team:
        """The workspace's own team."""
        return self.seed.teams[0]

    def team_named(self, ref: str) -> Team | None:
        """The team with this id or domain."""
        return next((t for t in self.seed.teams if ref in (t.id, t.domain, t.name)), None)

    @property
    def bot(self) -> Person:
        """The app's bot user."""
        return self.people[self.seed.app.user_id]

    def touch(self, kind: str, key: str, about: str = "") -> None:
        """Note a change, to be saved and shown; `about` is the channel or person concerned."""
        self.dirty.add((kind, key))
        for watcher in self.watchers:
            watcher(kind, about or key)

    def put_person(self, person: Person) -> None:
        """Add or replace a person."""
        self.people[person.id] = person
        self.touch("person", person.id)

    def put_channel(self, channel: Channel) -> None:
        """Add or replace a channel."""
        self.channels[channel.id] = channel
        if channel.kind == "im":
            self._ims[frozenset(channel.members)] = channel.id
        self.touch("channel", channel.id)

    def find_person(self, ref: str) -> Person | None:
        """A person by id, handle, e-mail or full name; a leading `@` is allowed."""
        ref = ref.removeprefix("@")
        if ref in self.people:
            return self.people[ref]
        low = ref.lower()
        return next(
            (
                p
                for p in self.people.values()
                if low in (p.name.lower(), p.email.lower() or None, p.real_name.lower())
            ),
            None,
        )

    def person(self, ref: str) -> Person:
        """As `find_person`; raises KeyError."""
        found = self.find_person(ref)
        if found is None:
            raise KeyError(ref)
        return found

    def find_channel(self, ref: str) -> Channel | None:
        """A channel by id or name; a leading `#` is allowed."""
        ref = ref.removeprefix("#")
        if ref in self.channels:
            return self.channels[ref]
        return next((c for c in self.channels.values() if c.name == ref and c.kind != "im"), None)

    def im(self, one: str, other: str) -> Channel:
        """The direct messages between two people, opened on first use."""
        key = frozenset((one, other))
        if key not in self._ims:
            now = int(self.clock.now())
            self.put_channel(Channel(self.ids.new("D"), "", "im", one, now, sorted(key)))
        return self.channels[self._ims[key]]

    def channels_of(self, user: str) -> Iterator[Channel]:
        """Every conversation that a person is a member of."""
        return (c for c in self.channels.values() if user in c.members)

    def message(self, channel: str, ts: str) -> Message | None:
        """A message, None where there is none."""
        found = self.channels.get(channel)
        return found.messages.get(ts) if found else None
