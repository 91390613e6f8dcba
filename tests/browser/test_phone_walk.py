"""On a phone, all in Chinese: Mei's channel, a card's thread, a form and her Home."""

import pytest
from playwright.sync_api import expect

PHONE = {"width": 390, "height": 780}


@pytest.fixture
def phone(desk):
    desk.page.set_viewport_size(PHONE)
    desk.sit_down("mei")
    return desk


def fits(phone):
    """Nothing stands wider than the screen."""
    assert phone.page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def to_rapport(phone, tab):
    """Go to a tab of the app by the menu of channels."""
    phone.page.get_by_role("button", name="Channels").click()
    phone.page.get_by_role("link", name="Rapport").click()
    phone.page.get_by_role("tab", name=tab).click()


def test_a_channel_fits(phone):
    phone.type("/crm 商机列表")
    answer = phone.message("Only visible to you")
    expect(answer).to_contain_text("商机")
    fits(phone)
    phone.picture("phone-channel-zh")


def test_a_card_and_its_thread_fit(phone):
    to_rapport(phone, "Messages")
    phone.type("新建商机 Acme 机器人 12k", "Message Rapport")
    card = phone.message("已新建商机。")
    expect(card).to_contain_text("机器人", timeout=15_000)
    phone.open_thread("已新建商机。")
    phone.type("推进商机 Proposal", "Reply…")
    thread = phone.page.get_by_role("list", name="Thread messages")
    expect(thread).to_contain_text("已从需求确认移到方案报价", timeout=15_000)
    fits(phone)
    phone.picture("phone-thread-zh")


def test_a_form_fits(phone):
    phone.type("/deal add")
    form = phone.page.get_by_role("dialog")
    expect(form).to_contain_text("商机", timeout=15_000)
    fits(phone)
    phone.picture("phone-modal-zh")
    form.get_by_role("button", name="Close").click()


def test_home_fits(phone):
    to_rapport(phone, "Home")
    home = phone.page.get_by_role("tabpanel", name="Home")
    expect(home).to_contain_text("我的商机", timeout=15_000)
    fits(phone)
    phone.picture("phone-home-zh")
