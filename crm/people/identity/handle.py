"""Handles of people on other services: an address of a profile or a name with an @."""

from __future__ import annotations

import re
import unicodedata
from urllib.parse import urlsplit

SITES = {
    "linkedin.com": "linkedin", "twitter.com": "x", "x.com": "x", "facebook.com": "facebook",
    "fb.com": "facebook", "instagram.com": "instagram", "github.com": "github", "t.me": "telegram",
    "weibo.com": "weibo", "xing.com": "xing", "youtube.com": "youtube", "tiktok.com": "tiktok",
    "threads.net": "threads", "bsky.app": "bluesky", "wa.me": "whatsapp",
}  # fmt: skip
AHEAD = frozenset({"in", "pub", "profile", "u", "user", "people", "company", "@", "channel", "n"})
CASE_COUNTS = frozenset({"wechat", "youtube"})
NAMES = {"twitter": "x", "微信": "wechat", "weixin": "wechat", "微博": "weibo", "line id": "line"}


def key(text: str, service: str | None = None) -> str | None:
    """`linkedin:janefoster` from an address or a handle; None where neither is to be seen.

    A bare handle needs its `service`.
    """
    said = unicodedata.normalize("NFKC", text).strip()
    if not said:
        return None
    found = _of_address(said)
    if found is not None:
        return found
    if service is None or re.search(r"\s", said):
        return None
    return _written(NAMES.get(service.lower(), service.lower()), said)


def _of_address(text: str) -> str | None:
    if "." not in text or "/" not in text:
        return None
    address = urlsplit(text if "//" in text else f"//{text}")
    host = (address.hostname or "").removeprefix("www.").removeprefix("m.")
    site = next((SITES[each] for each in SITES if host == each or host.endswith(f".{each}")), None)
    parts = [part for part in address.path.split("/") if part and part.lower() not in AHEAD]
    return _written(site, parts[0]) if site and parts else None


def _written(service: str, handle: str) -> str:
    bare = handle.lstrip("@").rstrip("/")
    return f"{service}:{bare if service in CASE_COUNTS else bare.lower()}"
