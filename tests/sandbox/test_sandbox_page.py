"""The page in a real browser: found by role and by what stands on it."""

from pathlib import Path

import pytest
from playwright.sync_api import expect, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-dev-shm-usage"]
pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's chromium is not installed")
HOSTILE = "<img src=x onerror=alert(1)><b>bold</b>"


def plain(text):
    return {"type": "plain_text", "text": text}


def card():
    go = {"type": "button", "text": plain("Move stage"), "action_id": "go", "style": "primary"}
    return [
        {"type": "header", "text": plain("D-12 商机")},
        {"type": "section", "text": {"type": "mrkdwn", "text": "*Acme* <@U0ANA00001> &lt;i&gt;"}},
        {"type": "actions", "elements": [go]},
    ]


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as running:
        found = running.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield found
        found.close()


@pytest.fixture
def page(browser, slack):
    slack.manifest(
        {
            "features": {
                "slash_commands": [{"command": "/echo", "should_escape": True}],
                "shortcuts": [
                    {"name": "Make a ticket", "callback_id": "ticket", "type": "message"}
                ],
            }
        }
    )
    opened = browser.new_page()
    problems = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on("dialog", lambda dialog: problems.append(dialog.message))
    yield opened
    opened.close()
    assert problems == []


def test_a_command_opens_a_modal_that_keeps_what_was_typed(slack, page):
    page.goto(f"{slack.base_url}/#ana/sales")
    box = page.get_by_role("textbox", name="Message #sales")
    box.fill("/echo modal")
    box.press("Enter")
    form = page.get_by_role("dialog", name="Form")
    form.get_by_role("textbox", name="Name").fill("Acme")
    form.get_by_role("combobox", name="Pick").fill("foo")
    page.get_by_role("option", name="Foo").click()
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_text("Taken.")).to_be_visible()
    expect(form.get_by_role("textbox", name="Name")).to_have_value("Acme")
    expect(form.get_by_role("combobox", name="Pick")).to_have_value("Foo")
    form.get_by_role("textbox", name="Name").fill("Beta")
    page.keyboard.press("Enter")
    expect(form).to_be_hidden()


def test_a_card_is_shown_pressed_and_answered(slack, page, web):
    web.chat_postMessage(channel="C0SALES001", text="card", blocks=card())
    page.goto(f"{slack.base_url}/#ana/sales")
    expect(page.get_by_role("heading", name="D-12 商机")).to_be_visible()
    expect(page.get_by_text("Acme @Ana Torres <i>")).to_be_visible()
    page.get_by_role("button", name="Move stage").click()
    expect(page.get_by_text("pressed by ana")).to_be_visible()


def test_threads_refuse_commands_and_shortcuts_stand_in_the_menu(slack, page, ana):
    ana.say("#sales", "It is broken")
    page.goto(f"{slack.base_url}/#ben/sales")
    message = page.get_by_role("listitem").filter(has_text="It is broken")
    message.hover()
    message.get_by_role("button", name="Reply in thread").click()
    reply = page.get_by_role("textbox", name="Reply…")
    reply.fill("/echo hi")
    reply.press("Enter")
    expect(page.get_by_text("/echo is not supported in threads. Sorry!")).to_be_visible()
    reply.fill("I look into it")
    reply.press("Enter")
    expect(page.get_by_role("button", name="1 reply")).to_be_visible()
    message.first.hover()
    message.first.get_by_role("button", name="More actions").first.click()
    page.get_by_role("menuitem", name="Make a ticket").click()
    expect(page.get_by_role("dialog", name="Form")).to_be_visible()


def test_names_and_words_never_become_html_and_people_can_be_switched(slack, page, ana, ben):
    slack.person("ben").change(real_name=HOSTILE)
    ben.say("#sales", HOSTILE)
    ana.command("/echo", "only me", channel="#sales")
    page.goto(f"{slack.base_url}/#ana/sales")
    expect(page.get_by_text("Only visible to you")).to_be_visible()
    expect(page.locator(".messages .text", has_text=HOSTILE)).to_be_visible()
    assert page.locator(".messages b, .messages img").count() == 0
    page.get_by_role("combobox", name="Act as").select_option(HOSTILE)
    expect(page.get_by_text("Only visible to you")).to_be_hidden()
    slack.person("ben").change(real_name="Ben Weber")


def test_an_answer_that_comes_late_is_not_shown_to_the_next_person(slack, page, ana, ben):
    held = []
    seen = "**/people/U0ANA*/sees**"
    page.goto(f"{slack.base_url}/#ana/sales")
    expect(page.get_by_role("textbox", name="Message #sales")).to_be_visible()
    page.route(seen, lambda route: held.append(route))  # noqa: PLW0108  # playwright marks the handler
    with page.expect_request(seen):
        ana.command("/echo", "for ana alone", channel="#sales")
    page.get_by_role("combobox", name="Act as").select_option("Ben Weber")
    ben.say("#sales", "Good morning")
    expect(page.get_by_text("Good morning")).to_be_visible()
    with page.expect_response(seen):
        [late.continue_() for late in held]
    expect(page.get_by_text("Good morning")).to_be_visible()
    expect(page.get_by_text("for ana alone")).to_be_hidden()


def test_a_command_without_an_answer_shows_slacks_words(slack, page):
    slack.options(answer_limit=0.001)
    page.goto(f"{slack.base_url}/#mei/sales")
    box = page.get_by_role("textbox", name="Message #sales")
    box.fill("/echo slow")
    box.press("Enter")
    expect(page.get_by_text('/echo failed with the error "operation_timeout"')).to_be_visible()


def test_it_works_on_a_phones_width(slack, page, ana):
    page.set_viewport_size({"width": 375, "height": 700})
    ana.say("#support", "on the phone")
    page.goto(f"{slack.base_url}/#ben/sales")
    page.get_by_role("button", name="Channels").click()
    page.get_by_role("link", name="support 1 unread").click()
    expect(page.get_by_text("on the phone")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 375
