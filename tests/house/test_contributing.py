"""CONTRIBUTING's example, pasted as it stands into a copy of the tree, is a whole command."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from bot.manifest import events, manifest, scopes

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.DOTALL | re.MULTILINE)
COPIED = ("crm", "tests/crm/locale", "tests/crm/conftest.py", "pyproject.toml")
LINKED = ("bot", "nlp", "ml", "sandbox")


def blocks():
    """The example's pieces, in the order in which they are pasted."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8").split("## Add a command", 1)[1]
    return [code for kind, code in BLOCK.findall(text) if kind in {"python", "toml", "po"}]


def paste(folder, *, in_chinese):
    """A copy of the tree below a folder, with the example in it."""
    for name in COPIED:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        copy(ROOT / name, folder / name)
    for name in LINKED:
        (folder / name).symlink_to(ROOT / name)
    python, english, *chinese = blocks()
    places = {"crm/sales/deal.py": python, "crm/locale/en.toml": english}
    if in_chinese:
        places |= {"crm/locale/zh.toml": chinese[0], "crm/locale/zh.po": chinese[1]}
    for name, code in places.items():
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write(f"\n\n{code}")
    return folder


def ran(folder, *arguments):
    """A Python process whose product is the copy."""
    given = os.environ | {"PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=folder, env=given, capture_output=True, text=True, check=False
    )


@pytest.fixture(scope="module")
def tried(tmp_path_factory):
    folder = paste(tmp_path_factory.mktemp("pasted"), in_chinese=True)
    done = ran(folder, ROOT / "tests/house/pasted_command.py")
    assert done.returncode == 0, done.stderr[-2000:]
    return json.loads(done.stdout)


def test_it_answers_to_slash_words(tried):
    assert tried["slash"] == "2026-04-30"


def test_it_answers_to_a_mention_and_to_chinese_words(tried):
    assert (tried["mention"], tried["chinese"]) == ("2026-05-29", "2026-05-30")


def test_it_opens_its_form(tried):
    assert tried["modal"] == ["deal", "until"]


def test_it_answers_on_the_api(tried):
    assert tried["api"] == [200, "2026-06-30"]


def test_it_is_undone(tried):
    assert tried["undone"] is True


def test_it_stands_in_the_help_and_in_the_reference(tried):
    assert "/deal park D-1 until next fri" in tried["help"]
    assert "### deal park" in tried["reference"]
    assert "/crm 搁置商机 D-1 至 下周五" in tried["reference"]


def test_it_asks_nothing_more_of_slack(tried):
    assert tried["slashes"] == [o["command"] for o in manifest()["features"]["slash_commands"]]
    assert (tried["scopes"], tried["events"]) == (scopes(), events())


def test_without_chinese_one_test_fails_and_names_what_is_missing(tmp_path):
    folder = paste(tmp_path, in_chinese=False)
    texts = ("tests/crm/locale/test_catalogue.py", "-k", "not example_runs")
    done = ran(folder, "-m", "pytest", *texts)
    assert re.search(r"^1 failed", done.stdout.splitlines()[-1]), done.stdout[-2000:]
    for missing in ("Parked until {day}.", "deal park", "fields.until"):
        assert missing in done.stdout
