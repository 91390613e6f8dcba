"""A raw mail (RFC 5322) read: who wrote what, in which talk; machines' mail and bombs refused."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parseaddr, parsedate_to_datetime
from html.parser import HTMLParser

from crm.engine.errors import NotUnderstood
from crm.engine.texts import T
from crm.language.normal import clean
from nlp.text_body import body

LARGEST = 25 * 1024 * 1024
MOST_PARTS = 200
LONGEST = 20_000
MESSAGE_ID = re.compile(r"<[^<>\s]{1,400}>")
BY_MACHINES = re.compile(r"^(?:bulk|junk|list|auto_reply)$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail. `earlier` are the Message-IDs it answers, the first mail of the talk first.

    `text` is what the author wrote here, without quotes and signature; `at` aware UTC or None.
    """

    message_id: str
    earlier: tuple[str, ...]
    sender: str
    name: str
    subject: str
    text: str
    at: datetime | None


def read(raw: bytes) -> Letter:
    """The mail; raises `NotUnderstood` for what is none, is too large, or no person wrote."""
    if len(raw) > LARGEST:
        raise NotUnderstood(T("This mail is larger than 25 MB."))
    try:
        mail = message_from_bytes(raw, policy=policy.default)
        return _letter(mail)
    except (MessageError, LookupError, ValueError, RecursionError, AttributeError) as error:
        raise NotUnderstood(T("This is no mail that can be read.")) from error


def _letter(mail: EmailMessage) -> Letter:
    ids = MESSAGE_ID.findall(_header(mail, "Message-ID"))
    name, sender = parseaddr(_header(mail, "From"))
    if not ids or "@" not in sender:
        raise NotUnderstood(T("This mail has no sender or no Message-ID."))
    if _is_of_a_machine(mail):
        raise NotUnderstood(T("This mail was sent by a machine; it is not kept."))
    answered = MESSAGE_ID.findall(f"{_header(mail, 'References')} {_header(mail, 'In-Reply-To')}")
    return Letter(
        message_id=ids[0],
        earlier=tuple(dict.fromkeys(answered)),
        sender=sender,
        name=clean(name).strip()[:200],
        subject=clean(_header(mail, "Subject")).strip()[:300],
        text=body(clean(_text(mail))[:LONGEST]).strip(),
        at=_date(_header(mail, "Date")),
    )


def _header(mail: EmailMessage, name: str) -> str:
    return " ".join(str(mail.get(name, "")).split())


def _is_of_a_machine(mail: EmailMessage) -> bool:
    """Automatic answers and lists (RFC 3834): answering or keeping them makes loops."""
    automatic = _header(mail, "Auto-Submitted").lower()
    return (
        automatic not in {"", "no"}
        or BY_MACHINES.match(_header(mail, "Precedence")) is not None
        or "x-autoreply" in mail
        or "x-loop" in mail
        or _header(mail, "Return-Path") == "<>"
    )


def _text(mail: EmailMessage) -> str:
    """The plain text, else what the HTML says; raises `NotUnderstood` for a nest of parts."""
    for count, _ in enumerate(mail.walk()):
        if count > MOST_PARTS:
            raise NotUnderstood(T("This mail has more parts than a person's would."))
    part = mail.get_body(("plain", "html"))
    if part is None:
        return ""
    content = part.get_content()
    if part.get_content_type() == "text/plain":
        return str(content)
    told = _Words()
    told.feed(str(content)[: 10 * LONGEST])
    return "".join(told.words)


class _Words(HTMLParser):
    """What a reader of a page sees: its words, a line for each block."""

    HIDDEN = frozenset({"script", "style", "head", "title"})
    BLOCKS = frozenset({"p", "div", "br", "tr", "li", "h1", "h2", "h3", "blockquote"})

    def __init__(self) -> None:
        super().__init__()
        self.words: list[str] = []
        self._hidden = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        """A block begins a line."""
        del attrs
        self._hidden += tag in self.HIDDEN
        if tag in self.BLOCKS:
            self.words.append("\n")

    def handle_endtag(self, tag: str) -> None:
        """What was hidden ends."""
        if tag in self.HIDDEN and self._hidden:
            self._hidden -= 1

    def handle_data(self, data: str) -> None:
        """Words between the tags."""
        if not self._hidden:
            self.words.append(data)


def _date(said: str) -> datetime | None:
    try:
        at = parsedate_to_datetime(said)
    except ValueError:
        return None
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
