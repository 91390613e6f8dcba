"""The `rapport` command as scripts use it: stdout, stderr and the exit status."""

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from bench import warm_terminal

pytestmark = pytest.mark.xdist_group("terminal")
ROOT = Path(__file__).parents[3]
OWN = {n: v for n, v in os.environ.items() if not n.startswith(("SLACK_", "DATABASE_", "RAPPORT_"))}


class Terminal:
    """A shell in which `rapport` works on a folder of its own."""

    def __init__(self, home, **env):
        self.home = home
        self.env = OWN | {"RAPPORT_HOME": str(home)} | env

    def run(self, *words, given=""):
        return warm_terminal.run([*map(str, words)], self.env, given=given, cwd=ROOT)

    def run_anew(self, *words, given=""):
        """As `run` is, by a process that imports everything itself."""
        asked = [Path(sys.executable).with_name("rapport"), *words]
        kept = {"cwd": ROOT, "env": self.env, "input": given, "timeout": 300}
        return subprocess.run(asked, **kept, text=True, capture_output=True, check=False)

    def rows(self, *words, given=""):
        """The JSON lines that a command wrote; nothing else may stand on stdout."""
        done = self.run(*words, given=given)
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    """A terminal with the demo company."""
    terminal = Terminal(tmp_path_factory.mktemp("terminal"))
    assert terminal.run("migrate").returncode == 0
    assert terminal.run("demo").returncode == 0
    return terminal


@pytest.fixture
def empty(tmp_path):
    """A terminal in which nothing was done yet."""
    return Terminal(tmp_path)


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (["say", "--as", "ana", "deal list"], 0),
        (["say", "--as", "ana", "dael list"], 1),
        (["sentiment"], 0),
        (["admin", "nobody-of-that-name"], 1),
        (["fly"], 2),
    ],
)
def test_a_process_begun_anew_says_what_the_warm_ones_here_say(company, words, status):
    warm, anew = company.run(*words, given="好的\n"), company.run_anew(*words, given="好的\n")
    assert anew.returncode == warm.returncode == status
    assert (anew.stdout, anew.stderr) == (warm.stdout, warm.stderr)


def test_without_a_schema_every_command_names_migrate(empty):
    for words in (["say", "deal list"], ["jobs", "run-due"], ["audit", "verify"], ["serve"]):
        done = empty.run(*words)
        assert done.returncode == 1
        assert done.stdout == ""
        assert "run rapport migrate" in done.stderr
        assert "Traceback" not in done.stderr


def test_another_schema_is_refused_by_name(empty):
    assert empty.run("migrate").returncode == 0
    engine = create_engine(f"sqlite:///{empty.home}/rapport.sqlite")
    for version, said in (("0001", "older schema 0001"), ("9999", "newer schema 9999")):
        with engine.begin() as connection:
            connection.execute(text("UPDATE alembic_version SET version_num = :v"), {"v": version})
        for words in (["serve"], ["worker"], ["say", "deal list"]):
            done = empty.run(*words)
            assert done.returncode == 1
            assert said in done.stderr


def test_wrong_usage_ends_with_2_and_failed_work_with_1(company):
    assert company.run("fly").returncode == 2
    assert company.run("fit", "weather", "--data", "x.csv", "--target", "y").returncode in {1, 2}
    failed = company.run("predict", "purchase-amount", "--data", "no-such.csv")
    assert failed.returncode == 1
    assert len(failed.stderr.strip().splitlines()) == 1


def test_half_of_the_tokens_ends_with_2_and_names_the_other_half(tmp_path):
    half = Terminal(tmp_path, SLACK_BOT_TOKEN="xoxb-1")
    assert half.run("migrate").returncode == 0
    done = half.run("serve")
    assert done.returncode == 2
    assert "SLACK_APP_TOKEN" in done.stderr


def test_say_prints_the_answer_and_refusals_on_stdout(company):
    done = company.run("say", "--as", "ana", "--in", "sales", 'deal add Acme "Terminal" 12k')
    assert (done.returncode, "Amount: $12,000" in done.stdout) == (0, True)
    refused = company.run("say", "--as", "ana", "dael list")
    assert refused.returncode == 1
    assert "deal list" in refused.stdout
    assert company.rows("say", "--as", "ana", "--json", "deal list")
    asked = company.run("say", "--as", "ana", "@Rapport how many open deals are there?")
    assert (asked.returncode, "Status: open" in asked.stdout) == (0, True)


def test_every_line_is_answered_in_order_blank_ones_too(company):
    moods = company.rows("sentiment", given="I love it\n\nThis is terrible!\n")
    assert [m["text"] for m in moods] == ["I love it", "", "This is terrible!"]
    assert [m["label"] for m in moods] == ["positive", "neutral", "negative"]
    when = ["when", "--now", "2026-03-11T09:00", "--tz", "Europe/Berlin"]
    times = company.rows(*when, given="tomorrow 9am\n\nnever mind\n")
    assert [t["at"] for t in times] == ["2026-03-12T09:00:00+01:00", None, None]


def test_rules_work_out_cases_as_json_lines(company):
    done = company.run("rules", "schedule", given="not json\n")
    assert done.returncode in {0, 1}
    assert "Traceback" not in done.stderr


def test_the_textbook_model_is_fitted_found_by_its_kind_and_asked(company):
    data = company.home / "customer_data.csv"
    words = ["fit", "purchase-amount", "--data", data, "--target", "purchase_amount"]
    fitted = company.rows(*words, "--algorithm", "linear", "--json")[0]
    assert (fitted["n"], fitted["reason"], fitted["published"]) == (1880, "unvalidated", True)
    done = company.run("predict", "purchase-amount", "--data", data)
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    assert len(rows) == 2000
    assert rows[0]["prediction"]
    said = company.run("say", "predict purchase-amount age=30 income=6000 purchase_history=5")
    assert said.returncode == 0


def test_backup_verify_restore_go_through_the_terminal(company, tmp_path):
    file = tmp_path / "kept" / "one.backup"
    assert company.run("backup", file).returncode == 0
    other = Terminal(tmp_path / "other")
    assert other.run("restore", file, "--verify").returncode == 0
    assert other.run("restore", file).returncode == 0
    assert "D-1" in other.run("say", "--as", "ana", "deal show D-1").stdout
    file.write_bytes(file.read_bytes() + b"x")
    refused = other.run("restore", file)
    assert refused.returncode == 1
    assert "damaged" in refused.stderr


def test_the_chain_holds_and_receipts_are_csv(company):
    assert "The chain holds" in company.run("audit", "verify").stdout
    header = company.run("receipts").stdout.splitlines()[0]
    assert "," in header


def test_doctor_manifest_admin_and_jobs_say_what_they_did(company):
    doctor = company.run("doctor")
    assert doctor.returncode == 0
    assert "ok  database" in doctor.stdout
    assert (
        "https://crm.example/slack/events"
        in company.run("manifest", "--url", "https://crm.example").stdout
    )
    assert "is an admin" in company.run("admin", "ana").stdout
    unknown = company.run("admin", "nobody-of-that-name")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert company.run("jobs", "run-due", "--now", "2030-01-01T00:00:00+00:00").returncode == 0
