import pytest

from crm.models import Company, Deal


def deals(living) -> list[str]:
    return [deal.name for deal in living.rows(Deal)]


def with_acme(living):
    """Ana, in a workspace that knows Acme."""
    ana = living.person("ana")
    assert ana.command("/company", "add Acme").status == 200
    living.settle()
    return ana


def test_a_deal_is_added_and_its_card_appears_in_the_channel(living_on_each):
    ana = with_acme(living_on_each)
    done = ana.command("/deal", 'add Acme "CRM rollout" 12k', channel="#sales")
    assert (done.status, done.body) == (200, "")
    living_on_each.settle()
    assert "CRM rollout" in ana.last("#sales").text
    assert deals(living_on_each) == ["CRM rollout"]


def test_an_unknown_company_is_created_with_one_click_and_only_once(living):
    ana = living.person("ana")
    done = ana.command("/deal", 'add Acme "CRM rollout" 12k', channel="#sales")
    assert "I know no company called “Acme”" in done.text
    question = done.message
    ana.press(question, "Create Acme")
    living.settle()
    assert "CRM rollout" in ana.last("#sales").text
    assert [company.name for company in living.rows(Company)] == ["Acme"]


def test_a_second_press_changes_nothing_and_says_who_was_first(living):
    ana, ben = with_acme(living), living.person("ben")
    ana.command("/deal", 'add Acme "CRM rollout" 12k', channel="#sales")
    living.settle()
    card = ana.last("#sales")
    ana.press(card, "Undo")
    ben.press(card, "Undo")  # before the card loses its buttons
    living.settle()
    assert "Already done: Ana Torres chose “Undo”" in ben.last("#sales").text
    assert deals(living) == []


def test_without_words_a_command_shows_its_list(living):
    with_acme(living)
    done = living.person("ana").command("/deal", "")
    assert done.status == 200
    assert "deals" in done.text.lower()


def test_crm_reaches_everything(living):
    done = living.person("ana").command("/crm", "help deal")
    assert "/deal add" in done.text


def test_a_wrong_word_gets_the_nearest_one(living):
    done = living.person("ana").command("/crm", "dael add")
    assert "I do not know “dael add”" in done.text
    assert "deal add" in done.text


def test_a_command_that_lacks_everything_opens_its_form(living):
    ana = with_acme(living)
    done = ana.command("/deal", "add", channel="#sales")
    assert (done.body, done.modal is not None) == ("", True)
    typed = {"company": "Acme", "name": "CRM rollout", "amount": "12k"}
    assert ana.submit(typed).error == ""
    living.settle()
    assert ana.modal() is None
    assert "CRM rollout" in ana.last("#sales").text


def test_an_error_stands_beside_its_field_and_what_was_typed_stays(living):
    ana = with_acme(living)
    ana.command("/deal", "add", channel="#sales")
    done = ana.submit({"company": "Acme", "name": "CRM rollout", "amount": "lots"})
    assert "not an amount" in done.errors["amount"]
    assert ana.modal().values["name"] == "CRM rollout"
    assert ana.submit({"amount": "12k"}).errors == {}
    living.settle()
    assert deals(living) == ["CRM rollout"]


def test_an_unknown_name_in_a_form_is_created_by_picking_it(living):
    ana = living.person("ana")
    ana.command("/deal", "add", channel="#sales")
    assert [one["text"]["text"] for one in ana.suggest("company", "Globex")] == ["Create Globex"]
    ana.submit({"company": "new:Globex", "name": "CRM rollout"})
    living.settle()
    assert [company.name for company in living.rows(Company)] == ["Globex"]
    assert deals(living) == ["CRM rollout"]


def test_the_same_delivery_sent_five_times_has_one_effect(living_on_each):
    ana = with_acme(living_on_each)
    living_on_each.slack.fault("duplicate", on="deliveries", match="/deal", times=5, count=1)
    ana.command("/deal", 'add Acme "CRM rollout" 12k', channel="#sales")
    living_on_each.settle()
    assert deals(living_on_each) == ["CRM rollout"]


def test_somebody_of_another_team_is_refused_without_a_word_of_data(living):
    with_acme(living)
    living.person("ana").command("/deal", 'add Acme "CRM rollout" 12k', channel="#sales")
    jane = living.person("jane")
    jane.command("/deal", "list", channel="#acme")
    living.settle()
    assert "Only members of this workspace can do that" in jane.last("#acme").text
    assert not any("CRM" in message.text for message in jane.sees("#acme"))


def test_in_a_channel_shared_with_customers_the_answer_is_private(living):
    ana = with_acme(living)
    done = ana.command("/deal", 'add Acme "CRM rollout" 12k', channel="#acme")
    living.settle()
    assert "CRM rollout" in done.text
    assert not any("CRM" in message.text for message in living.person("jane").sees("#acme"))


def test_where_the_bot_is_not_a_member_it_answers_privately_and_says_so(living):
    ana = with_acme(living)
    living.slack.add_channel("quiet", members=["ana"], has_bot=False)
    done = ana.command("/deal", 'add Acme "CRM rollout" 12k', channel="#quiet")
    assert "CRM rollout" in done.text
    assert "/invite @Rapport" in done.text


def test_in_the_own_dm_the_card_is_posted(living):
    ana = with_acme(living)
    done = ana.command("/deal", 'add Acme "CRM rollout" 12k')
    assert done.status == 200
    living.settle()
    assert "CRM rollout" in ana.last("dm").text


def test_a_person_met_for_the_first_time_is_looked_up_and_answered(living):
    with_acme(living)
    living.slack.options(events=[])
    zoe = living.slack.add_person("zoe", real_name="Zoe Park", locale="zh-CN")
    living.slack.request("POST", "channels/sales/invite", {"people": ["zoe"]})
    done = zoe.command("/deal", "list", channel="#sales")
    assert (done.status, done.body) == (200, "")
    living.settle()
    assert "商机" in zoe.last("#sales").text


def test_a_guest_met_for_the_first_time_gets_no_data(living):
    with_acme(living)
    living.slack.options(events=[])
    guest = living.slack.add_person("gus", is_guest=True)
    living.slack.request("POST", "channels/sales/invite", {"people": ["gus"]})
    guest.command("/deal", 'add Acme "Stolen" 12k', channel="#sales")
    living.settle()
    assert "Only members" in guest.last("#sales").text
    assert deals(living) == []


@pytest.mark.parametrize("name", ["<!channel> & *co*", "<https://evil.example|bank>"])
def test_markup_in_a_name_stays_text(living, name):
    ana = living.person("ana")
    ana.command("/company", f'add "{name}"', channel="#sales")
    living.settle()
    for block in ana.last("#sales").blocks:
        text = str((block.get("text") or {}).get("text") or "")
        assert "<" not in text
    assert living.rows(Company)[0].name.startswith("<")


def test_a_card_is_shared_where_the_person_says_so(living):
    ana, ben = with_acme(living), living.person("ben")
    ana.command("/deal", "list --share", channel="#sales")
    living.settle()
    assert "deals" in ben.last("#sales").text.lower()


def test_while_the_store_is_held_the_person_hears_that_it_is_busy(living):
    ana = with_acme(living)
    with living.parts.store.write(living.workspace_id):
        done = ana.command("/deal", 'add Acme "CRM rollout" 12k', channel="#sales")
    assert "busy right now; nothing was changed" in done.text
    assert deals(living) == []
