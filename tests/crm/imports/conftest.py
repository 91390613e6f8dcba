"""A folder with a fresh workspace, worked by the command line; a move of several files into it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from bot.cli import application

ROOT = Path(__file__).parents[3]
TITLES = {"ticket": "subject", "activity": "note", "purchase": "order_number", "quote": "ref"}


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """The folder of a workspace in which nothing was done yet."""
    home = tmp_path_factory.mktemp("fresh")
    done = CliRunner().invoke(application("migrate"), ["migrate"], env=ours(home))
    assert done.exit_code == 0, done.output
    return home


def ours(home):
    """The settings of a folder."""
    return {"DATABASE_URL": "", "RAPPORT_HOME": str(home)}


@pytest.fixture
def rapport(fresh, tmp_path):
    """Runs `rapport …` in a folder of its own; the JSON lines that it writes."""
    home = tmp_path / "home"
    shutil.copytree(fresh, home)
    env = ours(home)

    def run(words):
        there = [str(ROOT / word) if word.startswith("docs/") else word for word in words]
        done = CliRunner().invoke(application(words[0]), there, env=env)
        assert done.exit_code == 0, (done.output, done.exception)
        return [json.loads(line) for line in done.stdout.splitlines() if line[:1] in "[{"]

    return run


@pytest.fixture
def moved(rapport, tmp_path):
    """Imports the files of a move and looks for what must be here; what changed the second time."""

    def move(files, here):
        for sent in files:
            found = take_in(rapport, tmp_path, sent)
            told = (found["created"], found["updated"] + found["merged"] + found["skipped"])
            bad = tuple(row["line"] for row in found["bad"])
            assert (*told, bad) == (*sent[3:], *(0, ())[len(sent) - 4 :]), (sent[0], found)
        stored = {kind: rapport(["export", kind, "--format", "json"])[0] for kind in here}
        for kind, records in here.items():
            by_name = {row[TITLES.get(kind, "name")]: row for row in stored[kind]}
            for name, said in records.items():
                assert name in by_name, (kind, name, list(by_name))
                assert shown(by_name[name], said) == said, (kind, name)
        again = [(sent[0], take_in(rapport, tmp_path, sent)) for sent in files]
        return [
            (name, found)
            for name, found in again
            if any(found[count] for count in ("created", "updated", "merged"))
        ]

    return move


def take_in(rapport, folder, sent):
    """Import a file by the command line; the report."""
    path = folder / sent[0]
    path.write_bytes(sent[2].encode(sent[1]))
    (found,) = rapport(["import", str(path), "--json"])
    return found


def shown(row, said):
    """The fields of a stored row that a test speaks of; of a moment its day."""
    return {
        name: str(row[name])[: len(value)] if name.endswith("_at") else row[name]
        for name, value in said.items()
    }
