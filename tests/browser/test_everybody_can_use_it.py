"""What axe finds on the page with the product's own cards, forms and Home, at both widths."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

WIDTHS = [(1100, 720), (390, 780)]


def clean(page):
    """No finding of axe that is serious or critical."""
    response = Axe().run(page).response
    assert response["testEngine"]["name"] == "axe-core"
    grave = [v for v in response["violations"] if v["impact"] in ("serious", "critical")]
    assert [(v["id"], [n["html"][:160] for n in v["nodes"][:3]]) for v in grave] == []


@pytest.fixture(params=WIDTHS, ids=["desk", "phone"])
def seat(desk, request):
    width, height = request.param
    desk.page.set_viewport_size({"width": width, "height": height})
    return desk


def test_cards_forms_threads_and_lists_have_nothing_grave(seat):
    name = f"Access {seat.page.viewport_size['width']}"
    seat.sit_down("ana")
    seat.type(f'/deal add Acme "{name}" 12k close next fri')
    seat.sees(name)
    clean(seat.page)
    seat.type("/deal list")
    seat.sees("Only visible to you")
    clean(seat.page)
    seat.type("/deal add")
    dialog = seat.page.get_by_role("dialog")
    expect(dialog).to_be_visible()
    clean(seat.page)
    dialog.get_by_role("button", name="Close").click()
    expect(dialog).to_have_count(0)


def test_home_and_what_mei_reads_in_chinese_have_nothing_grave(seat):
    seat.sit_down("mei", "support")
    box = seat.page.get_by_role("textbox", name="Message #support")
    box.fill("/crm help")
    box.press("Enter")
    seat.sees("Only visible to you")
    clean(seat.page)
    channels = seat.page.get_by_role("button", name="Channels")
    if channels.is_visible():
        channels.click()
        clean(seat.page)
    seat.page.get_by_role("link", name="Rapport").click()
    seat.page.get_by_role("tab", name="Home").click()
    home = seat.page.get_by_role("tabpanel", name="Home")
    expect(home.get_by_role("heading").first).to_be_visible(timeout=15_000)
    clean(seat.page)
