"""The pages on moving from another CRM: the very commands they show do what their tables say."""

import re
import shlex
from pathlib import Path

import pytest

pytestmark = pytest.mark.xdist_group("moving")
ROOT = Path(__file__).parents[3]
PAGES = sorted((ROOT / "docs/guide/moving").glob("[a-z]*.md"))
BLOCK = re.compile(r"```sh\n(.*?)```", re.DOTALL)
ROW = re.compile(r"^\| `([^`]+)` \|((?: \d+ \|){5})$", re.MULTILINE)


def commands(page):
    """The commands that a page shows, as words."""
    blocks = "\n".join(BLOCK.findall(page.read_text("utf-8"))).replace("\\\n", " ")
    return [shlex.split(line)[1:] for line in blocks.splitlines() if line.startswith("rapport ")]


def promised(page):
    """What the page's table says of each file: rows, created, merged, skipped, failed."""
    return {name: [int(n) for n in cells.split("|") if n.strip()]
            for name, cells in ROW.findall(page.read_text("utf-8"))}  # fmt: skip


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_the_commands_of_the_page_do_what_its_table_says(page, rapport):
    *imports, parity = commands(page)
    table = promised(page)
    assert {Path(words[1]).name for words in imports} == set(table)
    for words in imports:
        (found,) = rapport([*words, "--json"])
        told = [found[n] for n in ("rows", "created", "merged", "skipped", "failed")]
        assert told == table[Path(words[1]).name], words
    compared = rapport([*parity, "--json"])
    causes = {d["why"] for each in compared for d in each["differences"]}
    assert causes == {"failed"}
    assert all(each["records"] == each["here"] for each in compared)
    (deals,) = rapport(["export", "deal", "--format", "json"])
    (deal,) = [each for each in deals if each["name"] == "Loom controllers"]
    assert (deal["amount"], deal["status"]) == ("18400.00", "open")
    assert deal["company"].startswith("Brightwater Mills")
