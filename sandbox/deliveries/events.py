"""Events as Slack words them, told to the app where it may see them."""

import re

from sandbox.deliveries.courier import Courier
from sandbox.deliveries.record import Delivery
from sandbox.options import Options
from sandbox.values import Json
from sandbox.workspace import shapes
from sandbox.workspace.model import Channel, Message, Person
from sandbox.workspace.state import Workspace

Sent = list[Delivery]
UNINSTALLED = "account_inactive"  # what an uninstalled app hears from every method
_LINK = re.compile(r"<(https?://([^/>|:]+)[^>|]*)(?:\|[^>]*)?>")
_KINDS = {"channel": "channels", "private": "groups", "im": "im", "mpim": "mpim"}


class Events:
    """Makes event envelopes and gives them to the courier."""

    def __init__(self, workspace: Workspace, courier: Courier, options: Options) -> None:
        self.workspace = workspace
        self.courier = courier
        self.options = options

    def posted(self, message: Message) -> Sent:
        """A new message: `message`, and `app_mention` and `link_shared` where they apply."""
        channel = self.workspace.channels[message.channel]
        event = {k: v for k, v in message.body.items() if k not in ("metadata", "reactions")}
        event |= {"channel": channel.id, "event_ts": message.ts}
        event |= {"channel_type": channel.channel_type}
        if message.user == self.workspace.bot.id and not self.options.self_events:
            return []
        sent = self._in_channel(channel, "message", event, message.user)
        return sent + self._mentioned(channel, message) + self._linked(channel, message)

    def changed(self, message: Message, before: Json) -> Sent:
        """A message was edited."""
        event = {"message": dict(message.body), "previous_message": before, "hidden": True}
        return self._about(message, "message_changed", event)

    def deleted(self, message: Message) -> Sent:
        """A message was deleted."""
        before = dict(message.body)
        event = {"previous_message": before, "deleted_ts": message.ts, "hidden": True}
        return self._about(message, "message_deleted", event)

    def reaction(self, person: str, message: Message, name: str, *, added: bool) -> Sent:
        """An emoji was put on a message or taken off."""
        channel = self.workspace.channels[message.channel]
        kind = "reaction_added" if added else "reaction_removed"
        item = {"type": "message", "channel": channel.id, "ts": message.ts}
        event = {"user": person, "reaction": name, "item": item, "item_user": message.user}
        return self._in_channel(channel, kind, event, person)

    def member(self, channel: Channel, person: str, inviter: str | None, *, joined: bool) -> Sent:
        """Somebody came into a channel or left it."""
        kind = "member_joined_channel" if joined else "member_left_channel"
        event: Json = {
            "user": person,
            "channel": channel.id,
            "channel_type": "G" if channel.kind == "private" else "C",
            "team": self.workspace.team.id,
        }
        event |= {"inviter": inviter} if inviter and inviter != person else {}
        return self._in_channel(channel, kind, event, person)

    def bot_removed(self, channel: Channel, actor: str) -> Sent:
        """The app was taken out of a channel: `channel_left` or `group_left`."""
        kind = "group_left" if channel.kind == "private" else "channel_left"
        return self.tell(kind, {"channel": channel.id, "actor_id": actor}, channel)

    def channel(self, kind: str, channel: Channel, more: Json | None = None) -> Sent:
        """Something happened to a channel: `channel_archive`, `channel_rename` and so on."""
        # Slack has `group_rename` and its like for private channels, but no `group_shared`.
        is_group = channel.kind == "private" and kind not in {"channel_shared", "channel_unshared"}
        word = kind.replace("channel_", "group_") if is_group else kind
        return self._in_channel(channel, word, {"channel": channel.id, **(more or {})}, "")

    def person(self, kind: str, person: Person) -> Sent:
        """`user_change` or `team_join`."""
        email = "users:read.email" in self.options.scopes
        user = shapes.user(self.workspace, person, email=email, locale=True)
        cached = int(self.workspace.clock.now())
        return self.tell(kind, {"user": user, "cache_ts": cached})

    def home_opened(self, person: str, channel: str, tab: str, view: Json | None) -> Sent:
        """Somebody opened the app's Home or Messages tab."""
        event: Json = {"user": person, "channel": channel, "tab": tab}
        return self.tell("app_home_opened", event | ({"view": view} if view else {}))

    def tell(self, kind: str, event: Json, channel: Channel | None = None, who: str = "") -> Sent:
        """Send any event, if the app subscribed to it."""
        if self.workspace.standing == UNINSTALLED or not self._subscribed(kind, channel):
            return []
        envelope = self._envelope({"type": kind, **event}, channel, who)
        return self.courier.tell(kind, envelope)

    def _in_channel(self, channel: Channel, kind: str, event: Json, who: str) -> Sent:
        if self.workspace.bot.id not in channel.members:
            return []
        return self.tell(kind, event, channel, who)

    def _about(self, message: Message, subtype: str, event: Json) -> Sent:
        channel = self.workspace.channels[message.channel]
        if message.user == self.workspace.bot.id and not self.options.self_events:
            return []
        ts = self.workspace.ids.ts(self.workspace.clock.now())
        event |= {"subtype": subtype, "channel": channel.id, "ts": ts, "event_ts": ts}
        event |= {"channel_type": channel.channel_type}
        return self._in_channel(channel, "message", event, message.user)

    def _mentioned(self, channel: Channel, message: Message) -> Sent:
        bot = self.workspace.bot.id
        called = f"<@{bot}>" in str(message.body.get("text"))
        if not called or channel.kind == "im" or message.user == bot:
            return []
        keys = ("user", "ts", "client_msg_id", "text", "team", "blocks", "thread_ts", "files")
        event = {k: message.body[k] for k in keys if k in message.body}
        event |= {"channel": channel.id, "event_ts": message.ts}
        return self._in_channel(channel, "app_mention", event, message.user)

    def _linked(self, channel: Channel, message: Message) -> Sent:
        """Links to the app's domains, told in channels too that the app is not in."""
        if message.user == self.workspace.bot.id:
            return []
        found = _LINK.findall(str(message.body.get("text")))
        links = [{"url": u, "domain": mine} for u, d in found if (mine := self._own_domain(d))]
        event: Json = {"user": message.user, "channel": channel.id, "links": links}
        event |= {
            "message_ts": message.ts,
            "event_ts": message.ts,
            "unfurl_id": f"{channel.id}.{message.ts}",
            "source": "conversations_history",
            "is_bot_user_member": self.workspace.bot.id in channel.members,
        }
        event |= {"thread_ts": message.thread_ts} if message.thread_ts else {}
        return self.tell("link_shared", event, channel, message.user) if links else []

    def _own_domain(self, host: str) -> str:
        """The declared domain that a host is, or is under; empty for another's."""
        own = (d for d in self.options.unfurl_domains if host == d or host.endswith(f".{d}"))
        return next(own, "")

    def _subscribed(self, kind: str, channel: Channel | None) -> bool:
        if self.options.events is None:
            return True
        name = f"message.{_KINDS[channel.kind]}" if kind == "message" and channel else kind
        return name in self.options.events

    def _envelope(self, event: Json, channel: Channel | None, who: str) -> Json:
        app, team = self.workspace.seed.app, self.workspace.team.id
        event.setdefault("event_ts", self.workspace.ids.ts(self.workspace.clock.now()))
        sender = self.workspace.people.get(who)
        if channel and channel.is_ext_shared and sender:
            event |= {"user_team": sender.team, "source_team": sender.team}
        if channel and channel.is_ext_shared:
            event = shapes.without_files(event)
        return {
            "token": "sandbox-verification-token",
            "team_id": team,
            "context_team_id": team,
            "context_enterprise_id": None,
            "api_app_id": app.app_id,
            "event": event,
            "type": "event_callback",
            "event_id": self.workspace.ids.new("Ev"),
            "event_time": int(self.workspace.clock.now()),
            "authorizations": [
                {
                    "enterprise_id": None,
                    "team_id": team,
                    "user_id": app.user_id,
                    "is_bot": True,
                    "is_enterprise_install": False,
                }
            ],
            "is_ext_shared_channel": bool(channel and channel.is_ext_shared),
            "event_context": f"4-{self.workspace.ids.new('')}",
        }
