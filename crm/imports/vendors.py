"""Whose an id is: the id 1 of two systems is two records, a long id is the same one anywhere."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from crm.models import ExternalId

# Files of nobody known; their links may mean a record of any system.
UNKNOWN = frozenset({"", "generic", "chinese", "rapport"})
WIDE = 12


def is_same(mine: str, other: str, key: str) -> bool:
    """Whether a key means one record in files of two systems.

    Short ids are counted by each system for itself. Long ones (GUIDs, Salesforce's, `ref:…`) are
    unique by their form, and a file whose system was not recognised may bring them.
    """
    return mine == other or (len(key) >= WIDE and bool(UNKNOWN & {mine, other}))


def meant(
    rows: Iterable[ExternalId], asked: Mapping[str, Iterable[str]]
) -> dict[tuple[str, str], ExternalId]:
    """The stored id that each (system, key) means; `asked` has by key the systems that name it."""
    found: dict[tuple[str, str], ExternalId] = {}
    for row in rows:
        for vendor in asked[row.key]:
            if vendor == row.vendor:
                found[(vendor, row.key)] = row
            elif is_same(vendor, row.vendor, row.key):
                found.setdefault((vendor, row.key), row)
    return found


def may_link(mine: str, other: str) -> bool:
    """Whether a link without a record of its own system may lead to one of another."""
    return bool(UNKNOWN & {mine, other})


def of(vendor: str) -> str:
    """Which system the ids of a file are of; our own export says it row by row."""
    return "" if vendor == "rapport" else vendor
