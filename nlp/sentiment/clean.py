"""What is taken out of a message before its mood is judged: addresses, handles, markup."""

import html
import re

_GONE = re.compile(
    r"https?://\S{1,500}|<(?:https?|mailto)[^<>\s]{1,500}>|<[@#!][^<>]{1,80}>|(?<!\w)@\w{1,40}"
)
_SPACE = re.compile(r"[\s\x00]+")


def clean(text: str) -> str:
    """Return `text` without links, mentions, `#` signs, control characters and double spaces."""
    bare = _GONE.sub(" ", html.unescape(text)).replace("#", "").replace("’", "'")
    return _SPACE.sub(" ", bare).strip()
