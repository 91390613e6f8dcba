"""Questions in plain words on the page: in the channel, in a thread and in the DM."""

from playwright.sync_api import expect

QUESTION = "@Rapport which open deals over 10k are in proposal?"


def test_a_question_in_the_channel_shows_how_it_was_read(desk):
    desk.sit_down("ana", "sales")
    desk.type(QUESTION)
    answer = desk.message("Proposal")
    expect(answer).to_contain_text("over $10,000")
    expect(answer).to_contain_text("Status: open")
    desk.picture("asking")
    answer.get_by_label("Remove a filter").select_option(label="✕ Amount: over $10,000")
    expect(desk.message("Stage: Proposal")).not_to_contain_text("over $10,000")


def test_one_goes_on_from_an_answer_in_the_dm_and_asks_why_not(desk):
    desk.sit_down("ana", "sales")
    desk.page.get_by_role("link", name="Rapport").click()
    box = "Message Rapport"
    desk.type("which deals over 10k close this year?", box)
    expect(desk.message("over $10,000")).to_be_visible(timeout=15_000)
    desk.type("and those over 50k?", box)
    expect(desk.message("over $50,000")).to_be_visible(timeout=15_000)
    desk.type("why not Acme?", box)
    desk.sees("Why not “Acme Robotics”?")


def test_a_question_in_a_cards_thread_is_about_its_record(desk):
    desk.sit_down("ana", "sales")
    desk.type('/deal add Acme "Thread talk" 12k')
    desk.sees("D-1")
    desk.open_thread("Thread talk")
    desk.type("@Rapport move it to proposal", "Reply…")
    desk.page.get_by_role("button", name="Do it").last.click()
    expect(desk.message("Moved from Qualified to Proposal")).to_be_visible(timeout=15_000)
