"""The walk of the README, by a newcomer with a browser."""

import re

from playwright.sync_api import expect


def open_deal(desk, name):
    desk.sit_down("ana")
    desk.type(f'/deal add Acme "{name}" 12k close next fri')
    card = desk.message(name).filter(has_text="New deal.")
    expect(card).to_be_visible()
    return card


def test_ana_opens_a_deal_and_moves_it_from_its_card(desk):
    card = open_deal(desk, "CRM rollout")
    for part in ("CRM rollout", "Acme Robotics", "$12,000", "Qualified", "Follow up", "Undo"):
        expect(card).to_contain_text(part)
    desk.picture("deal-card")
    card.get_by_role("combobox", name="Move stage").select_option("Proposal")
    card.get_by_role("button", name="1 reply").click()
    desk.sees("Moved from Qualified to Proposal.")


def test_the_form_keeps_its_errors_beside_their_fields(desk):
    desk.sit_down("ana")
    desk.type("/deal add")
    form = desk.page.get_by_role("dialog", name="Open a new deal")
    form.get_by_role("combobox", name="Company").fill("Acme")
    desk.page.get_by_role("option", name="Acme Robotics").click()
    form.get_by_role("textbox", name="Name").fill("Spare parts")
    form.get_by_role("textbox", name="Amount").fill("lots of money")
    form.get_by_role("button", name="Save").click()
    expect(form.get_by_text("not an amount")).to_be_visible()
    expect(form.get_by_role("textbox", name="Name")).to_have_value("Spare parts")
    desk.picture("modal")
    form.get_by_role("textbox", name="Amount").fill("3.5k")
    form.get_by_role("button", name="Save").click()
    expect(form).to_be_hidden()
    expect(desk.message("Spare parts")).to_contain_text("$3,500")


def test_a_follow_up_in_the_cards_thread_says_when_it_comes_and_is_done_once(desk):
    open_deal(desk, "Reminders")
    desk.open_thread("Reminders")
    desk.type("@Rapport follow up tomorrow 9am call Jane", "Reply…")
    desk.sees("09:00 E")
    done = desk.page.get_by_role("button", name="Done").first
    done.click()
    desk.sees("call Jane")
    expect(done).to_be_enabled()
    done.click()
    desk.sees("Nothing was changed again.")


def test_an_angry_customer_marks_the_ticket_inside_only(desk):
    desk.sit_down("jane", "acme")
    desk.type("How do I export my invoices?", "Message #acme")
    desk.sit_down("ben", "acme")
    desk.shortcut("export my invoices", "Make a ticket")
    desk.sit_down("jane", "acme")
    desk.open_thread("export my invoices")
    desk.type("This is terrible! I am furious, you ruined our whole week.", "Reply…")
    desk.sit_down("ben", "support")
    expect(desk.message("export my invoices")).to_contain_text("negative", timeout=15_000)
    desk.message("export my invoices").get_by_role("button", name=re.compile("repl")).click()
    desk.sees("I am furious")
    desk.picture("ticket")
    desk.sit_down("jane", "acme")
    expect(desk.page.get_by_text("negative")).to_be_hidden()


def test_mei_reads_the_digest_in_chinese(desk):
    desk.sit_down("mei")
    desk.type("/digest now")
    chart = desk.page.get_by_role("img", name=re.compile("每月赢单")).last
    expect(chart).to_be_visible(timeout=30_000)
    chart.scroll_into_view_if_needed()
    desk.picture("digest-zh")
    desk.type("/digest every monday 9:00")
    desk.sees("摘要会发到这里")


def test_what_was_done_is_taken_back_and_a_wrong_word_gets_the_nearest(desk):
    card = open_deal(desk, "A mistake")
    card.get_by_role("button", name="Undo").click()
    desk.sees("Undone")
    desk.type("/crm help deal")
    desk.sees('/deal add Acme "CRM rollout" 12k close next fri')
    desk.type("/crm dael list")
    desk.sees("Did you mean /crm deal list?")
