"""A newcomer takes the tour in the browser: a deal is moved, a reminder comes, by few clicks."""

from playwright.sync_api import expect

MOST = 25


def test_a_newcomer_moves_a_deal_and_is_reminded_within_25_clicks(desk):
    done = 0

    def press(name):
        nonlocal done
        done += 1
        desk.page.get_by_role("button", name=name).last.click()

    desk.sit_down("ana", "sales")
    desk.type("/crm tour")
    done += 1
    desk.sees("The tour goes on in our direct messages")
    desk.page.get_by_role("link", name="Rapport").click()
    done += 1
    desk.sees("A deal has a card")
    press("Move it to Proposal")
    desk.sees("1 reply")
    press("Next step")
    desk.sees("Nobody is forgotten")
    press("Remind me in 10 seconds")
    desk.sees("Your follow-up is due.", seconds=60)
    expect(desk.page.get_by_role("button", name="Done").last).to_be_visible()
    desk.picture("tour-reminder")
    assert done <= MOST
