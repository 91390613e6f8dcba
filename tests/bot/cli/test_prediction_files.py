"""`rapport fit`, `clv`, `recommend`: the answer on stdout, what was left out beside it."""

import random

import pytest
from typer.testing import CliRunner

from bot.cli import application

CONTRACTS = ("monthly", "yearly")


@pytest.fixture
def rapport(tmp_path, monkeypatch):
    monkeypatch.setenv("RAPPORT_HOME", str(tmp_path))
    return lambda *words: CliRunner().invoke(application(), [str(word) for word in words])


@pytest.fixture
def customers(tmp_path):
    chance = random.Random(7)
    rows = ["contract,tenure,churned"]
    for _ in range(300):
        contract, tenure = chance.choice(CONTRACTS), chance.randint(1, 60)
        leaves = chance.random() < (0.6 if contract == "monthly" and tenure < 20 else 0.1)
        rows.append(f"{contract},{tenure},{'yes' if leaves else 'no'}")
    path = tmp_path / "customers.csv"
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


def test_a_fit_shows_every_algorithm_beside_the_baseline_and_the_tree_as_rules(rapport, customers):
    done = rapport(
        "fit", "churn", "--data", customers, "--target", "churned", "--algorithm", "tree"
    )
    assert done.exit_code == 0
    named = [line.split("  ")[0] for line in done.stdout.splitlines()]
    assert named.index("base rate") < named.index("logistic") < named.index("boosting")
    rules = [line for line in done.stdout.splitlines() if line.startswith("if ")]
    assert "contract is monthly" in rules[0]
    assert sum(int(rule.split("(")[-1].split()[0]) for rule in rules) == 300


@pytest.mark.parametrize(
    ("words", "more"), [("clv", ("--until", "2024-03-01", "--weeks", 12)), ("recommend", ())]
)
def test_rows_that_cannot_be_used_are_counted_beside_the_answer(rapport, tmp_path, words, more):
    path = tmp_path / "orders.csv"
    path.write_text(
        "customer,at,product,amount\na,2024-01-01,tea,5\nb,2024-01-09,tea,5\nb,tomorrow,tea,5\n"
    )
    done = rapport(words, "--data", path, *more)
    assert done.exit_code == 0
    assert done.stdout.startswith("customer,")
    assert "1 rows dropped: no readable date." in done.stderr


@pytest.mark.parametrize(
    ("encoding", "separator"), [("gb18030", ","), ("utf-8-sig", ";"), ("utf-16", "\t")]
)
def test_a_file_is_read_as_a_spreadsheet_wrote_it(
    rapport, customers, tmp_path, encoding, separator
):
    text = customers.read_text(encoding="utf-8").replace("monthly", "按月").replace(",", separator)
    path = tmp_path / "kunden.csv"
    path.write_text(text, encoding=encoding)
    words = ("fit", "churn", "--data", path, "--target", "churned", "--algorithm", "logistic")
    done = rapport(*words)
    assert (done.exit_code, "n: 300" in done.stdout) == (0, True), done.output
