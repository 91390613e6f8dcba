"""The textbook file: purchases that follow a known rule, with the usual dirt."""

from __future__ import annotations

import csv
import random
from pathlib import Path

ROWS = 2_000
HEADERS = ("age", "income", "purchase_history", "purchase_amount")


def customer_data(path: Path, seed: int = 42) -> int:
    """Write 2,000 rows of 10 + 0.5 age + 0.2 income + 0.1 history + noise (deviation 30).

    3 % of the rows are duplicates and 3 % have a missing value. Returns the number of rows.
    """
    chance = random.Random(seed)  # noqa: S311 - sample data, not a secret
    rows = [_row(chance) for _ in range(ROWS - ROWS * 3 // 100)]
    for row in chance.sample(rows, ROWS * 3 // 100):
        row[chance.randrange(len(HEADERS) - 1)] = ""
    whole = [row for row in rows if "" not in row]
    rows += [list(row) for row in chance.sample(whole, ROWS * 3 // 100)]
    chance.shuffle(rows)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(HEADERS)
        writer.writerows(rows)
    return len(rows)


def _row(chance: random.Random) -> list[str]:
    age = chance.randint(18, 75)
    income = chance.randint(1_500, 15_000)
    history = chance.randint(0, 40)
    amount = 10 + 0.5 * age + 0.2 * income + 0.1 * history + chance.gauss(0, 30)
    return [str(age), str(income), str(history), f"{amount:.2f}"]
