from crm.models import Deal, FollowUp


def with_deal(living):
    """Ana's deal, and its card in #sales."""
    ana = living.person("ana")
    ana.command("/company", "add Acme")
    living.settle()
    ana.command("/deal", 'add Acme "CRM rollout" 12k', channel="#sales")
    living.settle()
    return ana, ana.last("#sales")


def test_a_mention_in_a_deals_thread_knows_its_deal(living_on_each):
    ana, card = with_deal(living_on_each)
    ana.say("#sales", "@rapport follow up tomorrow 9am call Jane", thread=card)
    living_on_each.settle()
    (followup,) = living_on_each.rows(FollowUp)
    assert followup.deal_id == living_on_each.rows(Deal)[0].id
    assert "call Jane" in ana.last("#sales", thread=card).text


def test_a_bang_in_a_bound_thread_says_the_same(living):
    ana, card = with_deal(living)
    ana.say("#sales", "!followup tomorrow 9am call Jane", thread=card)
    living.settle()
    assert [row.subject for row in living.rows(FollowUp)] == ["call Jane"]


def test_a_bang_elsewhere_is_just_talk(living):
    ana, _ = with_deal(living)
    ana.say("#sales", "!followup tomorrow 9am call Jane")
    thread = ana.say("#sales", "A thread").message
    ana.say("#sales", "!followup tomorrow 9am call Jane", thread=thread)
    living.settle()
    assert living.rows(FollowUp) == []


def test_in_a_dm_every_message_is_a_command(living):
    ana, _ = with_deal(living)
    ana.say("dm", "deal list")
    living.settle()
    assert "CRM rollout" in ana.last("dm").text


def test_a_mention_that_is_not_understood_is_answered_to_its_author_alone(living):
    ana, ben = living.person("ana"), living.person("ben")
    ana.say("#sales", "@rapport dael add")
    living.settle()
    assert "I do not know" in ana.last("#sales").text
    assert not any("I do not know" in message.text for message in ben.sees("#sales"))


def test_a_retried_mention_has_one_effect_and_one_card(living):
    ana, card = with_deal(living)
    living.slack.fault("duplicate", on="deliveries", match="app_mention", times=5, count=1)
    ana.say("#sales", "@rapport deal stage proposal", thread=card)
    living.settle()
    assert len(ana.sees("#sales", thread=card)) <= 4
    assert len(living.slack.calls("chat.postEphemeral")) == 0


def test_the_bots_own_messages_start_nothing(living):
    with_deal(living)
    before = len(living.slack.calls())
    assert living.slack.deliveries(kind="event")
    living.settle()
    assert len(living.slack.calls()) == before


def test_mei_is_answered_in_chinese(living):
    with_deal(living)
    done = living.person("mei").command("/deal", "list", channel="#sales")
    assert "商机" in done.text


def test_words_with_entities_and_links_are_read_as_they_were_typed(living):
    ana = living.person("ana")
    ana.say("dm", 'company add "Miller & Sons <Ltd>"')
    living.settle()
    assert "Miller &amp; Sons &lt;Ltd&gt;" in str(ana.last("dm").blocks)
