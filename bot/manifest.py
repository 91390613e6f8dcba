"""The Slack app's manifest, made from what commands, shortcuts and handlers declare."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from bot.slack import workflow
from bot.slack.events import HANDLERS
from bot.slack.shortcuts import declared
from crm.engine import catalog
from crm.engine.command import Command, spoken
from crm.language.vocabulary import vocabulary
from crm.people.help import SLASHES

Json = dict[str, Any]
PATH = "/slack/events"
DESCRIPTION = "A CRM that you use by talking to it."
ASSISTANT = "Ask about deals, tickets and follow-ups, and change them by saying so."
HINT = 250

# Why each scope is asked for: a call that the product makes, or an event that it listens to.
CALLS = {
    "assistant:write": "prompts, status and titles of the assistant pane",
    "chat:write": "posts, edits and private answers",
    "im:read": "learns which DMs are its own",
    "im:write": "opens the DM for reminders",
    "users:read": "names, zones and languages of people",
    "users:read.email": "finds people by e-mail",
    "files:read": "reads the tables that are sent to be imported",
    "files:write": "uploads charts, exports and rows that could not be imported",
    "channels:manage": "opens a room for a record and archives it",
    "groups:write": "opens a private room, and invites to it",
    "channels:join": "joins a public channel that it is invited to from the Home tab",
    "bookmarks:write": "bookmarks the record's card in its room",
    "links:write": "shows a record under its own links",
    "metadata.message:read": "finds its own posts again before it repeats one",
}
# What an event needs, as Slack has it; events that need nothing are not named.
READS: dict[str, tuple[str, ...]] = {
    "app_mention": ("app_mentions:read",),
    "message": ("channels:history", "groups:history", "im:history"),
    "user_change": ("users:read",),
    "team_join": ("users:read",),
    "reaction_added": ("reactions:read",),
    "link_shared": ("links:read",),
    "member_joined_channel": ("channels:read", "groups:read"),
    "member_left_channel": ("channels:read", "groups:read"),
}
CHANNEL = ("channels:read",)
GROUP = ("groups:read",)
# `message` is subscribed to by the kind of conversation.
MESSAGES = ("message.channels", "message.groups", "message.im")
# Slack sends this one without a subscription.
UNASKED = frozenset({"app_rate_limited"})


def manifest(url: str | None = None) -> Json:
    """The manifest: for Socket Mode, or with a public `url` for signed HTTP deliveries."""
    catalog.load()
    address = f"{url.rstrip('/')}{PATH}" if url else None
    return {
        "display_information": {"name": "Rapport", "description": DESCRIPTION},
        "features": {
            "app_home": {"home_tab_enabled": True, "messages_tab_enabled": True},
            "assistant_view": {"assistant_description": ASSISTANT},
            "bot_user": {"display_name": "Rapport", "always_online": True},
            "shortcuts": _shortcuts(),
            "slash_commands": [_slash(name, address) for name in _names()],
            **_domains(url),
        },
        "functions": workflow.declared(),
        "oauth_config": _oauth(url),
        "settings": {
            "event_subscriptions": _with({"bot_events": events()}, "request_url", address),
            "function_runtime": "remote",
            "interactivity": _interactivity(address),
            # Slack lets only apps that may be installed for an organisation offer steps.
            "org_deploy_enabled": True,
            "socket_mode_enabled": url is None,
            "token_rotation_enabled": False,
        },
    }


def _interactivity(address: str | None) -> Json:
    """Where presses go, and what is typed into type-ahead menus."""
    given = _with({"is_enabled": True}, "request_url", address)
    return _with(given, "message_menu_options_url", address)


def scopes() -> list[str]:
    """The bot's scopes: those of its calls, its events and its commands."""
    found = {"commands", *CALLS}
    for name in HANDLERS:
        found.update(READS.get(name) or _reads(name))
    return sorted(found)


def _reads(event: str) -> tuple[str, ...]:
    if event.startswith("channel_"):
        return CHANNEL
    return GROUP if event.startswith("group_") else ()


def events() -> list[str]:
    """The events that somebody handles."""
    names = {*HANDLERS, *MESSAGES} - {"message"} - UNASKED
    return sorted(names)


def _domains(url: str | None) -> Json:
    """Whose links are our own: those of the public address, where there is one."""
    host = urlsplit(url).hostname if url else None
    return {"unfurl_domains": [host]} if host and "." in host else {}


def _oauth(url: str | None) -> Json:
    wanted: Json = {"scopes": {"bot": scopes()}}
    if url:
        wanted["redirect_urls"] = [f"{url.rstrip('/')}/slack/oauth_redirect"]
    return wanted


def _shortcuts() -> list[Json]:
    return [
        {
            "name": one.label,
            "type": one.kind,
            "callback_id": name,
            "description": one.description,
        }
        for name, one in declared().items()
    ]


def _names() -> list[str]:
    """The slash commands that lead somewhere: `/crm`, and the first words of commands."""
    first = {command.name.split()[0] for command in spoken()}
    return [name for name in SLASHES if name == "crm" or name in first]


def _slash(name: str, address: str | None) -> Json:
    given: Json = {
        "command": f"/{name}",
        "description": _said(name),
        "usage_hint": _hint(name)[:HINT],
        "should_escape": True,
    }
    return _with(given, "url", address)


def _said(name: str) -> str:
    if name == "crm":
        return "Everything that Rapport can do"
    verbs = ", ".join(dict.fromkeys(_verb(one) for one in _of(name)))
    return f"{name.capitalize()}: {verbs}"[:HINT]


def _hint(name: str) -> str:
    if name == "crm":
        return "help"
    words = vocabulary("en").commands
    examples = (words[one.name].examples for one in _of(name) if one.name in words)
    said = next((one[0] for one in examples if one), "")
    return said.removeprefix(name).strip() or "help"


def _verb(command: Command) -> str:
    return " ".join(command.name.split()[1:]) or command.name


def _of(name: str) -> list[Command]:
    return [command for command in spoken() if command.name.split()[0] == name]


def _with(given: Json, key: str, value: str | None) -> Json:
    return given | ({key: value} if value else {})


def as_yaml(url: str | None = None) -> str:
    """The manifest as YAML, as Slack's form and `slack-manifest.yaml` want it."""
    return "\n".join(_lines(manifest(url))) + "\n"


def _lines(node: Json, depth: int = 0) -> Iterator[str]:
    """The lines of a mapping; texts are quoted as JSON, which YAML reads the same."""
    indent = "  " * depth
    for key, value in node.items():
        if isinstance(value, dict):
            yield f"{indent}{key}:"
            yield from _lines(value, depth + 1)
        elif isinstance(value, list):
            yield f"{indent}{key}:" if value else f"{indent}{key}: []"
            yield from _items(value, depth + 1)
        else:
            yield f"{indent}{key}: {json.dumps(value, ensure_ascii=False)}"


def _items(items: list[Any], depth: int) -> Iterator[str]:
    indent = "  " * depth
    for item in items:
        if not isinstance(item, dict):
            yield f"{indent}- {json.dumps(item, ensure_ascii=False)}"
            continue
        first, *rest = _lines(item, depth + 1)
        yield f"{indent}- {first.strip()}"
        yield from rest
