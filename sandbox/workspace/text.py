"""What Slack's composer makes of typed words: mentions, links and escapes; and back again."""

import re
from typing import Any

from sandbox.values import Json
from sandbox.workspace.state import Workspace

_BROADCASTS = {"here", "channel", "everyone"}
_TOKENS = re.compile(
    r"(?P<url>https?://[^\s<>|]*[^\s<>|.,;:!?)\]'\"])"
    r"|(?P<mail>\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+\b)"
    r"|(?P<at>(?<![\w@])@[\w.\-]+)"
    r"|(?P<hash>(?<![\w&#])#[\w\-]+)"
)
_MARKED = re.compile(r"<([^<>]+)>")


def escape(text: str) -> str:
    """The three signs that have a meaning in Slack's markup, as entities."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """The opposite of `escape`."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def composed(workspace: Workspace, typed: str) -> str:
    """A message's text as Slack stores it: `@ana` becomes `<@U…>`, `<` becomes `&lt;`."""
    return _convert(workspace, typed, with_names=False)


def command_text(workspace: Workspace, typed: str, *, should_escape: bool) -> str:
    """A command's text as the app gets it; with names (`<@U…|ana>`) where it asked for escapes."""
    return _convert(workspace, typed, with_names=True) if should_escape else typed


def shown(workspace: Workspace, text: str) -> str:
    """Slack's markup as a person reads it: `<@U…>` becomes `@ana`, links their label."""
    return unescape(_MARKED.sub(lambda m: _read(workspace, m[1]), text))


def visible_text(workspace: Workspace, body: Json) -> str:
    """All words of a message or view that a person sees, one line for each text."""
    blocks = body.get("blocks")
    parts = list(_texts(blocks)) if blocks else [body.get("text", "")]
    for attachment in body.get("attachments") or []:
        parts += list(_texts(attachment.get("blocks") or [])) or [attachment.get("text", "")]
    return "\n".join(shown(workspace, part) for part in parts if part)


def _convert(workspace: Workspace, typed: str, *, with_names: bool) -> str:
    parts, at = [], 0
    for found in _TOKENS.finditer(typed):
        parts += [escape(typed[at : found.start()]), _token(workspace, found, with_names)]
        at = found.end()
    return "".join([*parts, escape(typed[at:])])


def _token(workspace: Workspace, found: re.Match[str], with_names: bool) -> str:
    word = found[0]
    if found["url"]:
        return f"<{escape(word)}>"
    if found["mail"]:
        return f"<mailto:{word}|{word}>"
    if found["at"]:
        return _mention(workspace, word, with_names)
    channel = workspace.find_channel(word)
    return f"<#{channel.id}|{channel.name if with_names else ''}>" if channel else escape(word)


def _mention(workspace: Workspace, word: str, with_names: bool) -> str:
    name = word[1:].rstrip(".-")
    rest = word[1 + len(name) :]
    if name in _BROADCASTS:
        return f"<!{name}>{rest}"
    person = workspace.find_person(name)
    if person is None or name == person.id:
        return word
    return f"<@{person.id}|{person.name}>{rest}" if with_names else f"<@{person.id}>{rest}"


def _read(workspace: Workspace, inner: str) -> str:
    target, _, label = inner.partition("|")
    if target.startswith("@"):
        person = workspace.people.get(target[1:])
        return f"@{person.name}" if person else label or target
    if target.startswith("#"):
        channel = workspace.channels.get(target[1:])
        return f"#{channel.name}" if channel else f"#{label}"
    if target.startswith("!date"):
        return label
    return f"@{target[1:]}" if target.startswith("!") else label or target


def _texts(node: Any) -> list[str]:
    if isinstance(node, list):
        return [text for item in node for text in _texts(item)]
    if not isinstance(node, dict):
        return []
    if node.get("type") in ("user", "channel", "usergroup", "link", "emoji", "broadcast"):
        return [_rich(node)]
    if node.get("type") in ("rich_text_section", "rich_text_quote", "rich_text_preformatted"):
        return ["".join(_texts(node.get("elements")))]
    if isinstance(node.get("text"), str):
        return [node["text"]]
    own = [node["alt_text"]] if node.get("type") == "image" and node.get("alt_text") else []
    keys = ("title", "label", "hint", "text", "fields", "accessory", "elements", "element")
    more = ("rows", "blocks", "placeholder", "options", "child_blocks", "subtitle", "body")
    return own + [text for key in (*keys, *more) for text in _texts(node.get(key))]


def _rich(node: Json) -> str:
    kinds = {
        "user": f"<@{node.get('user_id')}>",
        "channel": f"<#{node.get('channel_id')}>",
        "emoji": f":{node.get('name')}:",
        "broadcast": f"<!{node.get('range')}>",
        "link": str(node.get("text") or node.get("url")),
    }
    return kinds.get(str(node.get("type")), "")
