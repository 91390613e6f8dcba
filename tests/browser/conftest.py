"""The product as `make run` starts it, in a process of its own, and a real browser before it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from bench.local_slack import free_port, wait_for

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-dev-shm-usage"]
ROOT = Path(__file__).parent.parent.parent
PICTURES = ROOT / "docs" / "guide" / "images"
# Slack's and the product's settings of whoever runs the tests do not reach the process.
FOREIGN = ("SLACK_", "DATABASE_", "RAPPORT_")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """All of the folder in one process, and not at all where there is no chromium."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.xdist_group("browser"))
            if not CHROMIUM.exists():
                item.add_marker(pytest.mark.skip(reason="Debian's chromium is not installed"))


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a new Rapport with the demo company."""
    home, port = tmp_path_factory.mktemp("walk"), free_port()
    own = {n: v for n, v in os.environ.items() if not n.startswith(FOREIGN)}
    env = own | {"RAPPORT_HOME": str(home), "PORT": str(port)}
    rapport = [sys.executable, "-m", "bot"]
    for words in (["migrate"], ["demo", "--if-empty"]):
        subprocess.run([*rapport, *words], cwd=ROOT, env=env, check=True, capture_output=True)
    quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    process = subprocess.Popen([*rapport, "serve"], cwd=ROOT, env=env, **quiet)
    try:
        wait_for(f"http://127.0.0.1:{port}/", 60)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(15)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Debian's chromium."""
    with sync_playwright() as running:
        found = running.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield found
        found.close()


@dataclass
class Desk:
    """Somebody's browser before the page; found by role and by what stands on it."""

    page: Page
    url: str

    def sit_down(self, person: str, channel: str = "sales") -> None:
        """Act as a person, in a channel."""
        self.page.goto(f"{self.url}/#{person}/{channel}")
        self.page.reload()

    def type(self, text: str, box: str = "Message #sales") -> None:
        """Write into a box and send it."""
        field = self.page.get_by_role("textbox", name=box)
        field.fill(text)
        field.press("Enter")

    def message(self, text: str) -> Locator:
        """The newest message that has a text."""
        return self.page.get_by_role("listitem").filter(has_text=text).last

    def open_thread(self, text: str) -> None:
        """Reply in the thread of a message."""
        self.message(text).hover()
        self.message(text).get_by_role("button", name="Reply in thread").click()

    def shortcut(self, text: str, name: str) -> None:
        """Choose a shortcut from a message's menu."""
        self.message(text).hover()
        self.message(text).get_by_role("button", name="More actions").click()
        self.page.get_by_role("menuitem", name=name).click()

    def sees(self, text: str, seconds: float = 15) -> Locator:
        """Wait until a text stands on the page, and find it."""
        found = self.page.get_by_text(text).last
        expect(found).to_be_visible(timeout=seconds * 1000)
        return found

    def picture(self, name: str) -> None:
        """Keep a picture for the guide, where `make pictures` asks for them."""
        if os.environ.get("RAPPORT_PICTURES"):
            self.page.evaluate("document.fonts.ready")
            self.page.screenshot(path=str(PICTURES / f"{name}.png"), animations="disabled")


@pytest.fixture
def desk(served: str, chromium: Browser) -> Iterator[Desk]:
    """A browser window before the page, which must not fail once while it is used."""
    page = chromium.new_page(viewport={"width": 1100, "height": 720})
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield Desk(page, served)
    page.close()
    assert problems == []
