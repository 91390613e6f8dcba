"""`rapport export all`, then `rapport import` in a folder where nothing was done yet."""

import json
import shutil

import pytest
from typer.testing import CliRunner

from bot.cli import application

pytestmark = pytest.mark.xdist_group("everything")


@pytest.fixture(scope="module")
def homes(tmp_path_factory):
    """A folder with records in it, and one where nothing was done yet."""
    empty, full = tmp_path_factory.mktemp("empty"), tmp_path_factory.mktemp("full")
    rapport(empty, "migrate")
    shutil.copytree(empty, full, dirs_exist_ok=True)
    people = full / "people.csv"
    people.write_text(
        "Record ID,First Name,Last Name,Email,Company\n"
        '1,Zoe,Novak,zoe@new.example,"Acme, Inc"\n2,王,芳,fang@new.example,极光科技\n',
        "utf-8",
    )
    deals = full / "deals.csv"
    deals.write_text(
        "Record ID,Deal Name,Deal Stage,Amount,Currency,Close Date,Associated Contact IDs\n"
        "7,=Rollout,Proposal,1200.50,EUR,2026-12-24,2\n",
        "utf-8",
    )
    for path, kind in ((people, "contact"), (deals, "deal")):
        rapport(full, "import", path, "--kind", kind)
    return full, empty


def rapport(home, *words):
    """What `rapport …` writes in a folder of its own."""
    env = {"DATABASE_URL": "", "RAPPORT_HOME": str(home)}
    done = CliRunner().invoke(application(str(words[0])), [*map(str, words)], env=env)
    assert done.exit_code == 0, (done.output, done.exception)
    return done.stdout


def bare(home):
    """Everything that is in a folder, without the numbers it gave itself."""
    said = json.loads(rapport(home, "export", "all", "--format", "json"))
    return {
        kind: [{k: v for k, v in row.items() if k != "ref" and not k.endswith("_ref")}
               for row in rows]
        for kind, rows in said.items()
    }  # fmt: skip


@pytest.mark.parametrize(("form", "name"), [("csv", "all"), ("xlsx", "a.xlsx"), ("json", "a.json")])
def test_an_export_of_everything_fills_a_fresh_folder(homes, tmp_path, form, name):
    full, empty = homes
    fresh, out = tmp_path / "home", tmp_path / name
    shutil.copytree(empty, fresh)
    rapport(full, "export", "all", "--format", form, "--out", out)
    found = json.loads(rapport(fresh, "import", out, "--json"))
    assert (found["created"], found["failed"]) == (found["rows"], 0)
    assert bare(fresh) == bare(full)
    again = json.loads(rapport(fresh, "import", out, "--json"))
    assert again["skipped"] == again["rows"] == found["rows"] > 0
