"""What the written pages point at is there, and what they tell one to say is understood."""

import re
from pathlib import Path

import pytest

from bot.manifest import PATH, manifest
from bot.slack.words import of_slash
from crm.engine import catalog
from crm.language import grammar

ROOT = Path(__file__).parents[2]
PAGES = [ROOT / f"{name}.md" for name in ("README", "ARCHITECTURE", "CONTRIBUTING", "CHANGELOG")]
PAGES += sorted((ROOT / "docs/guide").rglob("*.md"))
LINK = re.compile(r"(!?)\[[^\]]*\]\(([^)#\s]+)(?:#[^)]*)?\)")
SAID = re.compile(r"`(/(?:crm|deal|ticket|followup|digest|predict|company|contact)\b[^`]*)`")


def linked(page):
    """Where a page's links lead, below the root; pictures only where they are drawn by hand."""
    for is_picture, target in LINK.findall(page.read_text("utf-8")):
        if not target.startswith("http") and not is_picture:
            yield target


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_no_link_leads_nowhere(page):
    assert [name for name in linked(page) if not (page.parent / name).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_the_commands_of_a_page_are_understood(page):
    catalog.load()
    for said in SAID.findall(page.read_text("utf-8")):
        command, _, rest = said.partition(" ")
        if "deal park" not in said and "dael" not in said:
            assert grammar.read(of_slash(command, rest)).command.name != "", said


def test_the_readme_names_the_path_that_slack_is_given():
    addresses = {one["url"] for one in manifest("https://a.example")["features"]["slash_commands"]}
    assert addresses == {f"https://a.example{PATH}"}
    assert f"`{PATH}`" in (ROOT / "README.md").read_text("utf-8")
