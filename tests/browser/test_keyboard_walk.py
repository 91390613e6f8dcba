"""A newcomer's first minutes without a mouse: whatever the page offers is reached by keys alone."""

from dataclasses import dataclass

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

# What somebody who reads the screen hears of the element that has the focus.
SPOKEN = """() => {
  const e = document.activeElement;
  if (!e || e === document.body) return "";
  return e.getAttribute("aria-label") || e.textContent || e.tagName;
}"""
# Whether the focus can be seen: the element has a size and lies within the window.
SEEN = """() => {
  const box = document.activeElement.getBoundingClientRect();
  const style = getComputedStyle(document.activeElement);
  return box.width > 0 && box.height > 0 && style.visibility !== "hidden"
    && style.opacity !== "0" && box.bottom > 0 && box.top < innerHeight;
}"""
MOST_STEPS = 60


@dataclass
class Keys:
    """Hands on the keyboard of a page: nothing here clicks, hovers or focuses."""

    page: Page

    def press(self, *keys: str) -> None:
        """Press keys one after another."""
        for key in keys:
            self.page.keyboard.press(key)

    def write(self, text: str) -> None:
        """Type into whatever has the focus."""
        self.page.keyboard.type(text)

    def focused(self) -> str:
        """What has the focus, in words."""
        return " ".join(str(self.page.evaluate(SPOKEN)).split())

    def walk_to(self, name: str, key: str = "Tab") -> None:
        """Press a key until what is called so has the focus, and is in sight."""
        passed = []
        for _ in range(MOST_STEPS):
            self.press(key)
            passed.append(self.focused())
            if name in passed[-1]:
                assert self.page.evaluate(SEEN), f"{name} has the focus and is not to be seen"
                return
        pytest.fail(f"{name} is not reached by {key}: {passed}")

    def wait_for(self, name: str) -> None:
        """Wait until the page itself has put the focus there."""
        self.page.wait_for_function(
            f"name => ({SPOKEN})().includes(name)", arg=name, timeout=15_000
        )


@pytest.fixture
def keys(desk):
    """The page just opened, with the focus where the browser puts it."""
    desk.page.goto(f"{desk.url}/#ana/general")
    expect(desk.page.get_by_role("link", name="sales")).to_be_visible()
    return Keys(desk.page)


def deal_by_form(desk, keys, name):
    """Open #sales, ask for the form of a deal, fill it in and save it; its card."""
    keys.walk_to("sales", "Shift+Tab")
    keys.press("Enter")
    keys.wait_for("Message #sales")
    keys.write("/deal add")
    keys.press("Escape", "Enter")
    form = desk.page.get_by_role("dialog")
    expect(form).to_be_visible(timeout=15_000)
    expect(form.get_by_role("textbox").first).to_be_visible(timeout=15_000)
    for field, words in (("Company", "Acme"), ("Name", name), ("Amount", "12k")):
        keys.walk_to(field)
        keys.write(words)
        if field == "Company":
            expect(desk.page.get_by_role("option", name="Acme Robotics")).to_be_visible()
            keys.press("Enter")
    keys.walk_to("Save")
    keys.press("Enter")
    expect(form).to_have_count(0, timeout=15_000)
    return desk.message(name)


def test_a_newcomer_opens_a_channel_fills_a_form_and_works_with_the_card(desk, keys):
    card = deal_by_form(desk, keys, "Keyboard rollout")
    expect(card).to_be_visible(timeout=15_000)
    keys.wait_for("Message #sales")
    keys.walk_to("Follow up", "Shift+Tab")
    keys.press("Enter")
    form = desk.page.get_by_role("dialog")
    expect(form).to_be_visible(timeout=15_000)
    keys.press("Escape")
    expect(form).to_have_count(0)
    keys.wait_for("Follow up")
    keys.walk_to("Move stage", "Shift+Tab")
    keys.press("ArrowDown", "ArrowDown", "ArrowDown", "Enter")
    expect(card).to_contain_text("Qualified → Negotiation", timeout=15_000)
    keys.wait_for("Move stage")  # the card was drawn anew under it


def test_a_thread_is_opened_answered_and_left_by_keys(desk, keys):
    deal_by_form(desk, keys, "Thread by keys")
    keys.wait_for("Message #sales")
    keys.walk_to("Messages", "Shift+Tab")
    keys.press("ArrowUp")
    keys.walk_to("Reply in thread")
    keys.press("Enter")
    keys.wait_for("Reply…")
    keys.write("what we agreed on the phone")
    keys.press("Enter")
    thread = desk.page.get_by_role("list", name="Thread messages")
    expect(thread).to_contain_text("what we agreed")
    keys.press("Escape")
    expect(thread).to_have_count(0)
    keys.wait_for("Message #sales")


def test_work_on_home_goes_on_where_it_was_after_a_press(desk, keys):
    keys.walk_to("Rapport", "Shift+Tab")
    keys.press("Enter")
    keys.walk_to("Assistant", "Shift+Tab")
    keys.press("ArrowLeft")
    keys.wait_for("Home")
    home = desk.page.get_by_role("tabpanel", name="Home")
    expect(home.get_by_role("heading").first).to_be_visible(timeout=15_000)
    keys.walk_to("Done")
    keys.press("Enter")
    expect(home.get_by_role("button", name="Undo")).to_be_visible(timeout=15_000)
    assert keys.focused() in {"Done", "Undo", "Home"}
    keys.walk_to("Undo", "Shift+Tab")
    keys.press("Enter")
    expect(home.get_by_role("button", name="Undo")).to_have_count(0, timeout=15_000)


@pytest.mark.parametrize("size", [(1100, 380), (390, 420)], ids=["desk", "phone"])
def test_a_form_taller_than_the_window_is_scrolled_by_the_keys_alone(desk, keys, size):
    width, height = size
    desk.sit_down("ana")
    desk.page.set_viewport_size({"width": width, "height": height})
    keys.wait_for("Message #sales")
    keys.write("/contact add")
    keys.press("Escape", "Enter")
    form = desk.page.get_by_role("dialog")
    expect(form.get_by_role("textbox").nth(3)).to_be_visible(timeout=15_000)
    body = form.locator(".body")
    assert body.evaluate("e => e.scrollHeight > e.clientHeight")
    grave = [
        (one["id"], [node["html"][:160] for node in one["nodes"][:3]])
        for one in Axe().run(desk.page).response["violations"]
        if one["impact"] in {"serious", "critical"}
    ]
    assert grave == []
    keys.walk_to("Save")
    keys.walk_to("Cancel", "Shift+Tab")
    keys.press("Escape")
    expect(form).to_have_count(0)
