"""What can be switched in a sandbox, and what an app's manifest says about it."""

from dataclasses import dataclass, field

from sandbox.values import Json

ALL_SCOPES = (
    "app_mentions:read",
    "assistant:write",
    "bookmarks:read",
    "bookmarks:write",
    "channels:history",
    "channels:join",
    "channels:manage",
    "channels:read",
    "chat:write",
    "chat:write.customize",
    "commands",
    "emoji:read",
    "files:read",
    "files:write",
    "groups:history",
    "groups:read",
    "groups:write",
    "im:history",
    "im:read",
    "im:write",
    "links:read",
    "links:write",
    "metadata.message:read",
    "mpim:history",
    "mpim:read",
    "mpim:write",
    "pins:read",
    "pins:write",
    "reactions:read",
    "reactions:write",
    "team:read",
    "users.profile:read",
    "users:read",
    "users:read.email",
    "users:write",
)


@dataclass(frozen=True)
class SlashCommand:
    """A command that the app declared."""

    command: str
    description: str = ""
    usage_hint: str = ""
    should_escape: bool = True


@dataclass(frozen=True)
class Shortcut:
    """A shortcut that the app declared; `type` is `message` or `global`."""

    name: str
    callback_id: str
    type: str
    description: str = ""


@dataclass
class Options:
    """The switches. Times are in seconds.

    `scopes`: what the bot token may do (`chat:write.public` only where given by name).
    `events`, `commands`: what the app declared; None lets everything through.
    `rate`: `refuse` (429 above one post a second and channel), `hide` (accepted, never shown) or
    `off`; `burst` posts are let through first.
    `tiers`: whether the other methods have Slack's limits a minute (never where `rate` is `off`).
    `assistant`, `home_tab`: whether the app has one. `functions`: its steps by callback_id.
    `self_events`: whether it hears its own messages.
    `retry_delays`: waits before an event is sent again, divided by `time_scale`.
    """

    scopes: tuple[str, ...] = ALL_SCOPES
    events: tuple[str, ...] | None = None
    commands: tuple[SlashCommand, ...] | None = None
    shortcuts: tuple[Shortcut, ...] = ()
    unfurl_domains: tuple[str, ...] = ()
    rate: str = "refuse"
    burst: int = 10
    tiers: bool = True
    self_events: bool = True
    home_tab: bool = True
    answer_limit: float = 3.0
    trigger_life: float = 3.0
    retry_delays: tuple[float, ...] = (0.0, 60.0, 300.0)
    time_scale: float = 1.0
    assistant: bool = True
    functions: dict[str, Json] = field(default_factory=dict)
    manifest: Json = field(default_factory=dict)

    def declared(self, command: str) -> SlashCommand | None:
        """The declaration of `command`, a permissive one where nothing was declared at all."""
        if self.commands is None:
            return SlashCommand(command)
        return next((c for c in self.commands if c.command == command), None)


def apply_manifest(options: Options, manifest: Json) -> None:
    """Take scopes, events, commands, shortcuts and link domains from an app manifest."""
    features: Json = manifest.get("features") or {}
    settings: Json = manifest.get("settings") or {}
    scopes = (manifest.get("oauth_config") or {}).get("scopes") or {}
    events = (settings.get("event_subscriptions") or {}).get("bot_events")
    options.manifest = manifest
    options.home_tab = bool((features.get("app_home") or {}).get("home_tab_enabled", True))
    options.scopes = tuple(scopes.get("bot") or options.scopes)
    options.events = None if events is None else tuple(events)
    options.commands = tuple(
        SlashCommand(
            c["command"],
            c.get("description", ""),
            c.get("usage_hint", ""),
            bool(c.get("should_escape", False)),
        )
        for c in features.get("slash_commands") or []
    )
    options.shortcuts = tuple(
        Shortcut(s["name"], s["callback_id"], s["type"], s.get("description", ""))
        for s in features.get("shortcuts") or []
    )
    options.assistant = bool(features.get("assistant_view") or features.get("agent_view"))
    options.functions = dict(manifest.get("functions") or {})
    options.unfurl_domains = tuple(features.get("unfurl_domains") or ())
