"""The surfaces beside words: Home, the assistant's pane, a shortcut, an emoji and a link."""

import re

from playwright.sync_api import expect


def at_home(desk, person):
    """Open a person's Home tab; the panel, once the app has published it."""
    desk.sit_down(person)
    desk.page.get_by_role("link", name="Rapport").click()
    desk.page.get_by_role("tab", name="Home").click()
    home = desk.page.get_by_role("tabpanel", name="Home")
    expect(home.get_by_role("heading").first).to_be_visible(timeout=15_000)
    return home


def test_the_day_on_home_is_worked_through_without_leaving_it(desk):
    desk.sit_down("ana")
    desk.type("/followup in 2 minutes oil the gripper")
    desk.sees("oil the gripper")
    home = at_home(desk, "ana")
    for part in ("My day", "My deals", "oil the gripper"):
        expect(home).to_contain_text(part, timeout=15_000)
    desk.picture("home")
    home.get_by_role("button", name="Notifications").click()
    form = desk.page.get_by_role("dialog")
    expect(form).to_contain_text("Quiet hours")
    form.get_by_role("button", name="Close").click()
    before = home.get_by_role("button", name="Done").count()
    home.get_by_role("button", name="Done").first.click()
    expect(home.get_by_role("button", name="Undo")).to_be_visible(timeout=15_000)
    home.get_by_role("button", name="Undo").click()
    expect(home.get_by_role("button", name="Done")).to_have_count(before, timeout=15_000)


def test_an_admin_sets_a_new_workspace_up_from_home(desk):
    home = at_home(desk, "ada")
    expect(home).to_contain_text("Set up Rapport")
    desk.picture("home-set-up")
    home.get_by_role("button", name="Set the stages").click()
    form = desk.page.get_by_role("dialog")
    expect(form.get_by_role("textbox").first).to_have_value(re.compile("Qualified"))
    form.get_by_role("button", name="Close").click()


def test_the_assistant_suggests_and_answers(desk):
    desk.sit_down("ana")
    desk.page.get_by_role("link", name="Rapport").click()
    desk.page.get_by_role("tab", name="Assistant").click()
    pane = desk.page.get_by_role("tabpanel", name="Assistant")
    pane.get_by_role("button", name="What is due today?").click()
    answers = pane.get_by_role("listitem")
    expect(answers.nth(1)).to_be_visible(timeout=15_000)
    expect(pane.get_by_role("status")).to_have_text("")
    desk.picture("assistant")


def test_a_message_becomes_a_follow_up_by_its_shortcut(desk):
    desk.sit_down("ana")
    desk.type("Jane asks for the price of ten robots")
    desk.shortcut("ten robots", "Follow up on this")
    form = desk.page.get_by_role("dialog")
    subject = form.get_by_role("textbox", name="Subject")
    expect(subject).to_have_value(re.compile("ten robots"), timeout=15_000)
    form.get_by_role("textbox", name="When").fill("tomorrow 9am")
    desk.picture("shortcut")
    form.get_by_role("button", name="Save").click()
    expect(form).to_be_hidden()
    desk.sees("I will remind you")


def test_eyes_take_a_ticket_and_undo_gives_it_back(desk):
    desk.sit_down("ada", "support")
    desk.type("/crm channel emoji on", "Message #support")
    desk.sees("Only visible to you")
    desk.sit_down("ben", "support")
    desk.type('/ticket add Acme "The lamp blinks red"', "Message #support")
    posted = desk.page.get_by_role("listitem").filter(has_text="The lamp blinks red")
    card = posted.filter(has_not_text="Only visible to you").last
    expect(card).to_be_visible()
    card.hover()
    card.get_by_role("button", name="React with eyes").click()
    card.get_by_role("button", name=re.compile("repl")).click()
    thread = desk.page.get_by_role("list", name="Thread messages")
    expect(thread.get_by_role("button", name="Undo").last).to_be_visible(timeout=15_000)
    desk.picture("emoji")
    thread.get_by_role("button", name="Undo").last.click()
    expect(thread).to_contain_text("Undone", timeout=15_000)


def test_a_reference_shows_its_card(desk):
    desk.sit_down("ben")
    desk.type("Does anybody know more about CO-1?")
    said = desk.message("anybody know more")
    said.get_by_role("button", name="1 reply").click()
    thread = desk.page.get_by_role("list", name="Thread messages")
    expect(thread).to_contain_text("Acme Robotics")
    desk.picture("unfurl")


def test_the_files_of_another_crm_are_picked_in_a_form(desk):
    desk.sit_down("ada")
    desk.type("/crm whoami")
    desk.sees("Only visible to you")
    desk.type("/crm import")
    form = desk.page.get_by_role("dialog")
    expect(form).to_contain_text("CSV, XLSX or ZIP", timeout=15_000)
    people = b"First Name,Last Name,Email\nWanda,Lind,wanda@lind.example\n"
    sent = {"name": "people.csv", "mimeType": "text/csv", "buffer": people}
    form.get_by_label("Files").set_input_files(sent)
    form.get_by_role("button", name="Save").click()
    expect(form).to_have_count(0, timeout=15_000)
    desk.sees("I read people.csv")
    desk.page.get_by_role("link", name="Rapport").click()
    desk.page.get_by_role("tab", name="Messages").click()
    desk.sees("This was a rehearsal")
