"""Business cards and signatures that are pasted into a chat, read as fields of a contact."""

from __future__ import annotations

from datetime import datetime

from crm.people.pasted import signature, vcard


def is_card(text: str) -> bool:
    """Whether a text holds a vCard."""
    return vcard.BEGINS.search(text) is not None


def looks(text: str) -> bool:
    """Whether a text without a command is a card or a signature."""
    return is_card(text) or signature.looks(text)


def read(text: str, now: datetime, zone: str, currency: str) -> dict[str, str]:
    """What a vCard, else a signature, says of a person, as fields of a new contact.

    Nothing is guessed that is not written; empty where neither is to be seen.
    """
    if is_card(text):
        return vcard.read(text)
    return signature.read(text, now, zone, currency)
