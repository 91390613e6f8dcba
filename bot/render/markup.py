"""What is said in Slack's markup: people's text stays text, whatever signs are in it."""

from __future__ import annotations

import re

from crm.engine.texts import Reader, Value, say

# An invisible joiner: it parts a sign from what would make it markup, and shows as nothing.
JOINER = "\u2060"
OVERRIDES = re.compile(r"[\u202a-\u202e\u2066-\u2069\u0000-\u0008\u000b-\u001f]")
RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
ACTIVE = re.compile(r"[&<>*_~`\n]")
# Slack takes these as markup only where a word begins or ends; inside a name they are harmless.
AT_AN_EDGE = re.compile(r"(?<![^\W_])[*_~]|[*_~](?![^\W_])|`")
LOOK_ALIKES = {"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"}
QUOTE = re.compile(r"^(\s*)&gt;", re.MULTILINE)


def said(value: Value, reader: Reader) -> str:
    """A value for a mrkdwn object: our sentences as they are, people's words without effect."""
    return say(value, reader, escape)


def line(value: Value, reader: Reader) -> str:
    """The same on one line."""
    return " ".join(said(value, reader).split())


def bare(value: Value, reader: Reader) -> str:
    """A value for a plain_text object, on one line."""
    return " ".join(say(value, reader, _blunt).split())


def escape(text: str) -> str:
    """People's text for mrkdwn: no mention, link, format, quote or override comes through."""
    kept = _direct(text)
    if not ACTIVE.search(kept):
        return kept
    kept = AT_AN_EDGE.sub(lambda found: LOOK_ALIKES[found[0]], kept)
    kept = kept.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return QUOTE.sub(rf"\1{JOINER}&gt;", kept)


def _blunt(text: str) -> str:
    """People's text for plain_text, which has no entities: the bracket cannot open anything."""
    return _direct(text).replace("<", f"<{JOINER}")


def _direct(text: str) -> str:
    """Without direction overrides; text that runs right to left is fenced off from the rest."""
    kept = OVERRIDES.sub("", text)
    return f"\u2068{kept}\u2069" if RIGHT_TO_LEFT.search(kept) else kept
