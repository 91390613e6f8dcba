"""What people do in Slack, and what of it the app is told."""

from dataclasses import dataclass

from sandbox import posting, reacting
from sandbox.core import Core
from sandbox.deliveries.events import Sent
from sandbox.values import ControlError, Json, SlackError
from sandbox.workspace import shapes
from sandbox.workspace.model import Channel, File, Message, Person


@dataclass
class Act:
    """A person doing something: who, and where."""

    core: Core
    person: Person

    def channel(self, ref: str) -> Channel:
        """A conversation as a person names it: `#sales`, `@ben`, `@Rapport`, an id.

        Raises ControlError where there is none, or the person is not in it.
        """
        workspace = self.core.workspace
        if ref in ("dm", "@dm"):
            return workspace.im(workspace.bot.id, self.person.id)
        found = None if ref.startswith("@") else workspace.find_channel(ref)
        if found is None:
            other = workspace.find_person(ref)
            if other is None:
                raise ControlError(f"There is no channel {ref!r}.", 404)
            return workspace.im(other.id, self.person.id)
        if self.person.id not in found.members:
            raise ControlError(f"{self.person.name} is not in {ref}.", 403)
        return found

    def message(self, ref: str, ts: str) -> Message:
        """A message that the person can see; raises ControlError."""
        channel = self.channel(ref)
        found = channel.messages.get(ts)
        if found is None or found.seen_by not in (None, self.person.id):
            raise ControlError(f"There is no message {ts} in {ref}.", 404)
        return found

    def say(self, ref: str, typed: str, given: Json) -> tuple[Message, Sent]:
        """Write a message; `given` may hold thread_ts, raw, files, broadcast."""
        channel = self._open(ref)
        parent = given.get("thread_ts")
        if parent is not None:
            first = self.message(ref, str(parent))
            given = {**given, "thread_ts": first.thread_ts or first.ts}
        body = posting.person_body(self.core, self.person, typed, given)
        if parent is not None and given.get("broadcast"):
            body["subtype"] = "thread_broadcast"
        return posting.post(self.core, channel, body)

    def edit(self, message: Message, typed: str) -> Sent:
        """Change one's own message."""
        self._own(message)
        text = posting.person_body(self.core, self.person, typed, {})["text"]
        return posting.change(self.core, message, {"text": text}, self.person.id)

    def delete(self, message: Message) -> Sent:
        """Take one's own message away, or dismiss an ephemeral one."""
        if message.seen_by != self.person.id:
            self._own(message)
        return posting.delete(self.core, message)

    def react(self, message: Message, name: str, *, remove: bool) -> Sent:
        """Put an emoji on a message or take it off."""
        change = reacting.remove if remove else reacting.add
        try:
            return change(self.core, message, self.person.id, name.strip(":"))
        except SlackError as error:
            raise ControlError(error.word, 409) from None

    def upload(self, ref: str, found: File, given: Json) -> tuple[Message, Sent]:
        """Share a file in a channel or thread."""
        channel = self._open(ref)
        workspace = self.core.workspace
        found.done, found.shared_in = True, [channel.id]
        workspace.files[found.id] = found
        workspace.touch("file", found.id)
        told = {"file_id": found.id, "file": {"id": found.id}, "user_id": self.person.id}
        shared = {"channel_id": channel.id, **told}
        said = {**given, "files": [shapes.file(self.core.base, found)], "subtype": "file_share"}
        message, sent = self.say(ref, str(given.get("comment") or ""), said)
        if workspace.bot.id in channel.members:
            sent += self.core.events.tell("file_shared", shared, channel, self.person.id)
        return message, sent

    def open_home(self, tab: str) -> Sent:
        """Look at the app's Home or Messages tab."""
        workspace = self.core.workspace
        channel = workspace.im(workspace.bot.id, self.person.id)
        view = workspace.views.get(workspace.homes.get(self.person.id, ""))
        shown = shapes.view(workspace, view, {}) if view and tab == "home" else None
        return self.core.events.home_opened(self.person.id, channel.id, tab, shown)

    def read(self, channel: Channel) -> None:
        """Mark everything in a channel as read; kept with the next change, shown to nobody."""
        channel.read[self.person.id] = channel.order[-1] if channel.order else "0"
        self.core.workspace.dirty.add(("channel", channel.id))

    def _open(self, ref: str) -> Channel:
        channel = self.channel(ref)
        if channel.is_archived:
            raise ControlError(f"{ref} is archived.", 409)
        return channel

    def _own(self, message: Message) -> None:
        if message.user != self.person.id:
            raise ControlError("Only one's own messages can be changed.", 403)
