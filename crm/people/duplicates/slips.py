"""Slips of the finger: what happens to a word that is typed."""

from __future__ import annotations

import random


def slip(chance: random.Random, text: str) -> str:
    """One typing error: a letter dropped, doubled, changed or swapped with its neighbour."""
    if len(text) < 3:
        return text
    at = chance.randrange(len(text) - 1)
    letter = chance.choice("abcdefghijklmnoprstuvwy")
    return chance.choice(
        [
            text[:at] + text[at + 1 :],
            text[: at + 1] + text[at:],
            text[:at] + letter + text[at + 1 :],
            text[:at] + text[at + 1] + text[at] + text[at + 2 :],
        ]
    )


def smudge(chance: random.Random, text: str) -> str:
    """One error or two, a space lost, or a wrong digit."""
    if text.isdigit():
        at = chance.randrange(len(text))
        return text[:at] + chance.choice("0123456789") + text[at + 1 :]
    if chance.random() < 0.2:
        return text.replace(" ", "", 1)
    slipped = slip(chance, text)
    return slip(chance, slipped) if chance.random() < 0.3 else slipped
