"""What axe finds on the page, in each view, at a desk's and at a phone's width; and new views."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = ["--no-sandbox", "--disable-background-networking", "--disable-dev-shm-usage"]
pytestmark = [
    pytest.mark.skipif(not CHROMIUM.exists(), reason="Debian's chromium is not installed"),
    pytest.mark.xdist_group("axe"),
]
SIZES = {"desk": {"width": 1200, "height": 760}, "phone": {"width": 390, "height": 780}}
STEP = {
    "title": "Add a lead",
    "description": "Puts a lead into the list",
    "input_parameters": {"name": {"type": "string", "title": "Name", "is_required": True}},
}
MANIFEST = {
    "features": {
        "slash_commands": [{"command": "/echo", "description": "Echo", "should_escape": True}],
        "shortcuts": [
            {"name": "Make a ticket", "callback_id": "ticket", "type": "message"},
            {"name": "New lead", "callback_id": "lead", "type": "global"},
        ],
        "assistant_view": {"assistant_description": "Asks"},
    },
    "functions": {"add_lead": STEP},
}


def plain(text):
    return {"type": "plain_text", "text": text}


def raw(text):
    return {"type": "raw_text", "text": text}


def words(text):
    return {"type": "mrkdwn", "text": text}


def options(*names):
    return [{"text": plain(n), "value": n} for n in names]


GO = {"type": "button", "text": plain("Move stage"), "action_id": "go", "style": "primary"}
PICK = {"type": "static_select", "action_id": "s", "options": options("Won", "Lost")}
RICH = {"type": "rich_text_section", "elements": [{"type": "text", "text": "Rich words"}]}
FEEDBACK = {
    "type": "feedback_buttons",
    "action_id": "f",
    "positive_button": {"text": plain("Good"), "value": "up"},
    "negative_button": {"text": plain("Bad"), "value": "down"},
}
CARD = [
    {"type": "header", "text": plain("D-12 商机")},
    {"type": "section", "text": words("*Acme* <@U0ANA00001> `code`"), "accessory": GO},
    {"type": "section", "fields": [words("*Stage*\nWon"), words("*Sum*\n12k")]},
    {"type": "context", "elements": [words("due <!date^1392734382^{date_short}|then>")]},
    {"type": "divider"},
    {
        "type": "actions",
        "elements": [
            {**GO, "action_id": "no", "style": "danger"},
            PICK,
            {"type": "datepicker", "action_id": "d"},
            {"type": "overflow", "action_id": "o", "options": options("Share")},
            {"type": "checkboxes", "action_id": "c", "options": options("One", "Two")},
            {"type": "radio_buttons", "action_id": "r", "options": options("A", "B")},
            {"type": "users_select", "action_id": "u", "placeholder": plain("Who")},
            {"type": "external_select", "action_id": "pick", "min_query_length": 1},
        ],
    },
    {"type": "rich_text", "elements": [RICH]},
    {"type": "table", "rows": [[raw("Deal"), raw("Sum")], [raw("Acme"), raw("12k")]]},
    {"type": "context_actions", "elements": [FEEDBACK]},
    {"type": "task_card", "task_id": "t", "title": "Looking up", "status": "complete"},
    {"type": "markdown", "text": "# Title\n- **one**\n- two"},
]
CHART = {
    "type": "data_visualization",
    "title": "Deals",
    "chart": {"type": "pie", "segments": [{"label": "Won", "value": 3}]},
}


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as running:
        found = running.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        yield found
        found.close()


@pytest.fixture(params=list(SIZES))
def page(browser, slack, box, request):
    before = vars(box.options).copy()
    slack.manifest(MANIFEST)
    opened = browser.new_page(viewport=SIZES[request.param])
    problems = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    yield opened
    opened.close()
    for name, value in before.items():
        setattr(box.options, name, value)
    assert problems == []


def clean(page):
    """No finding of axe that is serious or critical."""
    response = Axe().run(page).response
    assert response["testEngine"]["name"] == "axe-core"
    found = response["violations"]
    grave = [v for v in found if v["impact"] in ("serious", "critical")]
    places = [(v["id"], [n["html"][:160] for n in v["nodes"][:3]]) for v in grave]
    assert places == []


def test_channels_threads_and_menus_are_for_everybody(slack, page, web, ana, ben):
    first = web.chat_postMessage(channel="#sales", text="card", blocks=CARD)
    web.chat_postMessage(channel="#sales", text="chart", blocks=[CHART])
    web.chat_postEphemeral(channel="C0SALES001", user="U0ANA00001", text="only you")
    web.chat_postMessage(channel="#sales", text="reply", thread_ts=first["ts"])
    said = ben.say("#sales", "Look @ana https://example.com :tada:").message
    ben.react(said, "eyes")
    page.goto(f"{slack.base_url}/#ana/sales/{first['ts']}")
    expect(page.get_by_role("list", name="Thread messages")).to_contain_text("reply")
    clean(page)
    page.get_by_role("button", name="Close thread").click()
    expect(page.get_by_text("Deals (pie)")).to_be_visible()
    clean(page)
    newest = page.get_by_role("listitem").filter(has_text="Look").last
    newest.hover()
    newest.get_by_role("button", name="More actions").click()
    expect(page.get_by_role("menu")).to_be_visible()
    clean(page)
    page.keyboard.press("Escape")
    newest.hover()
    newest.get_by_role("button", name="Add reaction").click()
    page.get_by_role("menuitem", name="More…").click()
    page.get_by_role("searchbox").fill("rocket")
    clean(page)
    page.keyboard.press("Enter")
    expect(page.get_by_role("button", name="1 rocket")).to_be_visible()


def test_modals_home_and_sidebar_are_for_everybody(slack, page, web, ana):
    view = {"type": "home", "blocks": CARD[:6]}
    web.views_publish(user_id="U0ANA00001", view=view)
    page.goto(f"{slack.base_url}/#ana/sales")
    box = page.get_by_role("textbox", name="Message #sales")
    box.fill("/ec")
    expect(page.get_by_role("option").last).to_contain_text("/echo")
    clean(page)
    box.fill("/echo modal")
    box.press("Enter")
    dialog = page.get_by_role("dialog", name="Form")
    dialog.get_by_role("button", name="Save").click()
    expect(dialog.get_by_role("alert")).to_be_visible()
    clean(page)
    page.keyboard.press("Escape")
    if page.get_by_role("button", name="Channels").is_visible():
        page.get_by_role("button", name="Channels").click()
        clean(page)
    page.get_by_role("link", name="Rapport").click()
    page.get_by_role("tab", name="Home").click()
    expect(page.get_by_role("tabpanel", name="Home")).to_contain_text("D-12")
    clean(page)


def test_the_assistant_offers_prompts_says_what_it_does_and_answers(slack, page, web, ana):
    begun = ana.assistant("#sales")
    place = {"channel_id": begun["channel"], "thread_ts": begun["thread_ts"]}
    prompts = [{"title": "My day", "message": "what is due today?"}]
    web.assistant_threads_setSuggestedPrompts(**place, prompts=prompts, title="Ask me")
    page.goto(f"{slack.base_url}/#ana/{begun['channel']}")
    page.get_by_role("tab", name="Assistant").click()
    page.get_by_role("button", name="My day").click()
    answers = page.get_by_role("list", name="Assistant messages")
    expect(answers).to_contain_text("what is due today?")
    web.assistant_threads_setStatus(**place, status="is looking")
    expect(page.get_by_text("Rapport is looking")).to_be_visible()
    clean(page)
    web.chat_postMessage(channel=begun["channel"], thread_ts=begun["thread_ts"], text="Two calls.")
    expect(answers).to_contain_text("Two calls.")
    expect(page.get_by_text("Rapport is looking")).to_have_count(0)
    page.get_by_role("button", name="New conversation").click()
    expect(answers).not_to_contain_text("Two calls.")


def test_developers_move_the_clock_order_faults_and_read_deliveries(slack, page, ana):
    ana.say("#sales", "hello")
    page.goto(f"{slack.base_url}/#ana/sales")
    expect(page.get_by_role("textbox", name="Message #sales")).to_be_visible()
    if page.get_by_role("button", name="Channels").is_visible():
        page.get_by_role("button", name="Channels").click()
    page.get_by_role("button", name="Deliveries and faults").click()
    dialog = page.get_by_role("dialog", name="Deliveries and faults")
    expect(dialog.get_by_role("cell", name="message")).to_be_visible()
    clean(page)
    dialog.get_by_label("Set the clock to (UTC)").fill("2027-01-02T09:00")
    dialog.get_by_role("button", name="Set").click()
    expect(dialog.get_by_text("2027-01-02T09:0").first).to_be_visible()
    dialog.get_by_role("button", name="Order").click()
    expect(dialog.get_by_text("ratelimited on *")).to_be_visible()
    dialog.get_by_label("Zone").select_option("Asia/Tokyo")
    dialog.get_by_role("button", name="Change").click()
    expect(page.get_by_text("en-US · Asia/Tokyo")).to_be_attached()


def test_a_step_and_a_file_are_given_by_hand(slack, page, ana):
    page.goto(f"{slack.base_url}/#ana/sales")
    page.get_by_role("button", name="Shortcuts").click()
    page.get_by_role("menuitem", name="Add a lead").click()
    dialog = page.get_by_role("dialog", name="Add a lead")
    clean(page)
    dialog.get_by_label("Name").fill("Acme")
    dialog.get_by_role("button", name="Run the step").click()
    expect(dialog).to_have_count(0)
    assert ana.steps()[0]["inputs"] == {"name": "Acme"}
    sent = {"name": "people.csv", "mimeType": "text/csv", "buffer": b"name\nAcme\n"}
    page.locator("input[type=file]").set_input_files(sent)
    expect(page.get_by_role("link", name="people.csv")).to_be_visible()
    clean(page)
