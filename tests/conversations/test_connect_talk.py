"""Slack Connect: what people of other teams and guests see and trigger, by every way there is."""

import pytest

from crm.models import Change, Deal, Lead

SECRET = "Quiet takeover of Northwind"


@pytest.fixture
def shared(living):
    """A deal that nobody outside may hear of, and a channel with strangers in it."""
    living.person("ana").command("/company", 'add "Northwind"')
    living.settle()
    living.person("ana").command("/deal", f'add Northwind "{SECRET}" 12k', channel="#sales")
    living.settle()
    return living


@pytest.fixture(params=["jane", "guest"])
def stranger(request, shared):
    """Jane of another team, and a guest of ours."""
    if request.param == "guest":
        shared.slack.add_person("gus", is_guest=True)
        shared.slack.channel("#acme", "invite", people=["gus"])
    return shared.person("jane" if request.param == "jane" else "gus")


def seen(stranger):
    """All words that a stranger can see anywhere."""
    words = [m.text for m in stranger.sees("#acme")]
    words += [m.text for m in stranger.sees("dm")] if stranger.name == "gus" else []
    home = stranger.home()
    return " ".join([*words, home.text if home else ""])


def test_nothing_that_a_stranger_does_shows_or_changes_anything(shared, stranger):
    before = len(shared.rows(Change, Change.table_name.in_(["deal", "lead", "company"])))
    message = stranger.say("#acme", "Hello, what is D-1 about?").message
    for text in ("@Rapport deal list", "!deal show D-1", "<@UBOT> deal D-1"):
        stranger.say("#acme", text)
    for command, words in (("/deal", "list"), ("/crm", "find Northwind"), ("/lead", "add Eve")):
        stranger.command(command, words, channel="#acme")
    stranger.react(message, "ticket")
    for shortcut in ("make_ticket", "log_to_deal", "follow_up", "lead_here"):
        stranger.shortcut(shortcut, message)
    for shortcut in ("find", "new_lead", "new_deal"):
        stranger.shortcut(shortcut)
        modal = stranger.modal()
        assert modal is None or SECRET not in modal.text
    stranger.open_home()
    shared.settle()
    assert SECRET not in seen(stranger)
    assert "Northwind" not in seen(stranger).replace("find Northwind", "")
    after = len(shared.rows(Change, Change.table_name.in_(["deal", "lead", "company"])))
    assert (after, shared.rows(Lead)) == (before, [])


def test_a_form_offers_a_stranger_no_records_and_saves_nothing(shared, stranger):
    stranger.shortcut("new_deal")
    shared.settle()
    if stranger.modal() is not None and "company" in stranger.modal().values:
        assert stranger.suggest("company", "north") == []
        assert stranger.suggest("company", "") == []
    assert [deal.name for deal in shared.rows(Deal)] == [SECRET]


def test_a_member_s_answer_in_a_shared_channel_is_seen_by_the_member_alone(shared):
    ana, jane = shared.person("ana"), shared.person("jane")
    shared.slack.channel("#acme", "invite", people=["ana"])
    ana.command("/deal", "show D-1", channel="#acme")
    ana.command("/deal", "list --share", channel="#acme")
    shared.settle()
    assert SECRET in " ".join(m.text for m in ana.sees("#acme"))
    assert SECRET not in seen(jane)
