"""Files for the figures of imports: contacts of twenty columns, some twice, some unreadable."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from pathlib import Path

HEADERS = (
    "Record ID",
    "First Name",
    "Last Name",
    "Email",
    "Phone Number",
    "Mobile Phone Number",
    "Job Title",
    "Company Name",
    "Contact owner",
    "Lifecycle Stage",
    "Street Address",
    "City",
    "State/Region",
    "Postal Code",
    "Country/Region",
    "Website URL",
    "Original Source",
    "Create Date",
    "Notes",
    "Date of birth",
)
FIRST = ("Ana", "Ben", "Chloé", "Dmitri", "Elif", "Farah", "Göran", "Hana", "Ines", "Jürgen", "伟")
LAST = (
    "Silva",
    "O'Neil",
    "Müller",
    "Novák",
    "García",
    "王",
    "Sørensen",
    "Iyer",
    "Smith",
    "Kowalski",
)
# As in a census: of 100,000 people some 20,000 have a surname of their own, and few are common.
SURNAMES = 50_000
TITLES = ("Buyer", "Head of Purchasing", "CTO", "Engineer", "采购经理", "Office manager")
CITIES = (("Berlin", "BE", "10115", "Germany"), ("Lyon", "ARA", "69001", "France"))


def write(path: Path, count: int, *, seed: int = 7, note: str = "") -> dict[str, int]:
    """Write `count` rows, a twentieth of them duplicates, a hundredth bad; what each should become.

    With another `note` every good row says something new about the same person.
    """
    chance = random.Random(seed)
    wanted = {"created": 0, "merged": 0, "skipped": 0, "failed": 0}
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file)
        table.writerow(HEADERS)
        for row, kind in _rows(count, chance, note):
            wanted[kind] += 1
            table.writerow(row)
    return wanted


def _rows(count: int, chance: random.Random, note: str) -> Iterator[tuple[list[str], str]]:
    made: list[list[str]] = []
    for number in range(count):
        if number % 100 == 99:
            yield _spoilt(_person(number, chance, note), number), "failed"
        elif number % 20 == 10 and made:
            again = list(chance.choice(made))
            kind = "skipped" if number % 40 == 10 else "merged"
            if kind == "merged":
                again[0] = str(50_000_000 + number)
            yield again, kind
        else:
            row = _person(number, chance, note)
            if number % 7 == 0:
                made.append(row)
            yield row, "created"


def _person(number: int, chance: random.Random, note: str) -> list[str]:
    city = chance.choice(CITIES)
    first, last = chance.choice(FIRST), _surname(chance)
    return [
        str(10_000_000 + number),
        first,
        last,
        f"person{number}@firm{number % 9_000}.example",
        f"+49 30 {1_000_000 + number}",
        f"+49 151 {10_000_000 + number}",
        chance.choice(TITLES),
        "",
        "",
        "customer",
        f"Lindenstr. {number % 300}",
        *city,
        f"https://firm{number % 9_000}.example",
        "ORGANIC_SEARCH",
        f"2024-0{number % 9 + 1}-1{number % 9} 09:{number % 60:02d}",
        note or f"Met at fair {number % 50}, wants an offer",
        f"19{50 + number % 50}-05-1{number % 9}",
    ]


def _surname(chance: random.Random) -> str:
    """A surname by Zipf's law: the n-th is met 1/n as often as the first."""
    rank = int(SURNAMES ** chance.random()) - 1
    turn, which = divmod(rank, len(LAST))
    ending = ""
    while turn:
        turn, letter = divmod(turn, 26)
        ending += chr(97 + letter)
    return LAST[which] + ending


def _spoilt(row: list[str], number: int) -> list[str]:
    kind = number // 100 % 4
    if kind == 0:
        row[3] = "call me"
    elif kind == 1:
        row[17] = "31/31/2024"
    elif kind == 2:
        row[1] = row[2] = row[3] = ""
    else:
        row += ["one", "too many"]
    return row
