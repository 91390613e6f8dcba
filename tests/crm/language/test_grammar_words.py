import time
from datetime import UTC, date, datetime
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from crm.engine.errors import FormErrors, NotUnderstood, RapportError
from crm.language import grammar
from crm.language.words import KEYED
from crm.models import Company, Contact, Deal, FollowUp


@pytest.mark.parametrize(
    ("said", "name", "rest"),
    [
        ("deal", "deal list", ""),
        ("Deal   ADD Acme 12k", "deal add", "Acme 12k"),
        ("new deal Acme", "deal add", "Acme"),
        ("dealing with it", None, None),
        ("D-42", "deal show", "D-42"),
        ("co-8", "company show", "co-8"),
        ("deal D-42", "deal show", "D-42"),
        ("deals Acme", "deal list", "Acme"),
        ("followup", "followup list", ""),
        ("follow up tomorrow call", "followup add", "tomorrow call"),
        ("跟进", "followup list", ""),
        ("跟进 明天", "followup add", "明天"),
        ("新建商机 Acme", "deal add", "Acme"),
        ("ticket take T-1", "ticket assign", "T-1"),
        ("people @ben rep", "people", "@ben rep"),
        ("people", "people list", ""),
    ],
)
def test_a_command_is_named_in_many_ways(said, name, rest):
    if name is None:
        with pytest.raises(NotUnderstood):
            grammar.read(said)
        return
    spoken = grammar.read(said)
    assert (spoken.command.name, spoken.rest) == (name, rest)


def test_the_words_of_a_deal_find_their_fields_in_any_order(world):
    for said in (
        'deal add Acme "CRM rollout" 12k close next fri',
        'deal add 12k "CRM rollout" close next fri Acme',
        "deal add Acme CRM rollout 12k close 2026-11-27",
        'deal add name="CRM rollout" amount=12k company=Acme close_on=2026-11-27',
    ):
        world.later(minutes=2).as_("ana").says(said)
    deals = world.all(select(Deal))
    assert {(d.name, d.amount, d.close_on, d.company_id) for d in deals} == {
        ("CRM rollout", 1_200_000, date(2026, 11, 27), 1)
    }


def test_the_words_of_a_follow_up_find_their_fields(world):
    world.as_("ana").says("followup call Jane on friday at 3pm")
    world.as_("ana").says("remind me in 2 hours to email Acme")
    call, mail = world.all(select(FollowUp).order_by(FollowUp.id))
    assert (call.subject, call.contact_id, call.due_at) == (
        "call Jane",
        1,
        datetime(2026, 11, 20, 20, tzinfo=UTC),
    )
    assert (mail.subject, mail.company_id, mail.type) == ("email Acme", 1, "email")


def test_chinese_words_find_their_fields(world):
    world.as_("mei").says('新建商机 极光科技 "CRM 上线" 12万 预计 下周五')
    deal = world.one(select(Deal))
    assert (deal.name, deal.amount, deal.close_on) == ("CRM 上线", 12_000_000, date(2026, 11, 27))
    world.as_("mei").says("跟进 D-1 明天上午9点 给王总打电话")
    following = world.one(select(FollowUp))
    assert (following.subject, following.type, following.deal_id) == ("给王总打电话", "call", 1)


@pytest.mark.parametrize(
    "said",
    [
        "deal add Acme, CRM rollout 12k",
        "deal add Acme: CRM rollout 12k",
        "deal add CO-1, CRM rollout 12k",
        "新建商机 Acme， CRM rollout 12k",
    ],
)
def test_a_sign_behind_a_name_ends_its_clause(world, said):
    world.as_("ana").says(said)
    deal = world.one(select(Deal))
    assert (deal.name, deal.company_id) == ("CRM rollout", 1)


def test_a_sign_within_a_name_belongs_to_it(world):
    ana = world.as_("ana")
    ana.says('company add "Bolt, Nut & Co."')
    ana.says('deal add Bolt, Nut & Co. 12k "Two tons"')
    assert world.one(select(Deal)).company_id == 4


def test_a_keyword_ends_the_free_text_before_it(world):
    world.as_("ana").says("company add Blue Harbour industry deep sea shipping city New Bergen")
    made = world.one(select(Company).where(Company.name == "Blue Harbour"))
    assert (made.industry, made.city) == ("deep sea shipping", "New Bergen")


def test_at_a_company_is_where_a_contact_works(world):
    world.as_("ana").says("contact add Eva Stein at Acme title Head of IT")
    eva = world.one(select(Contact).where(Contact.name == "Eva Stein"))
    assert (eva.company_id, eva.title) == (1, "Head of IT")


def test_what_cannot_be_placed_is_named(world):
    with pytest.raises(NotUnderstood) as refused:
        world.as_("ana").says("deal list sideways")
    assert refused.value.text.values["words"] == "sideways"


@pytest.mark.parametrize(
    "said",
    [
        "deal add Acme Pilot 12k close 31 feb",
        "deal add Acme Pilot 2026-02-30",
        "followup 30 feb call",
    ],
)
def test_a_day_of_no_calendar_is_refused_and_never_taken_for_a_name(world, said):
    with pytest.raises(NotUnderstood) as refused:
        world.as_("ana").says(said)
    assert refused.value.field in {"close_on", "due_at"}
    assert "30" in refused.value.text.values["text"] or "31" in refused.value.text.values["text"]


def test_every_wrong_field_of_a_form_is_told_at_once(world):
    given = {"company": "Acme", "name": "Pilot", "amount": "lots", "close_on": "31 feb"}
    with pytest.raises(FormErrors) as refused:
        world.as_("ana").sends("deal add", **given)
    assert set(refused.value.errors) == {"amount", "close_on"}


def test_forty_thousand_letters_are_read_in_no_time():
    began = time.process_time()
    assert list(KEYED.finditer("x" * 40_000)) == []
    assert time.process_time() - began < 0.5


@pytest.mark.parametrize(
    "said",
    [
        "",
        " ",
        "\x00",
        "🙂",
        "a" * 40_000,
        "deal " * 5_000,
        'deal add "',
        "deal add = = =",
        "deal stage D-99999999999 won",
        "followup \u202e tomorrow",
        "deal list page=-1",
        "deal list page=1e9",
        "<@U0ANA|ana> deal add",
    ],
)
def test_whatever_is_said_gets_an_answer_or_a_refusal(world, said):
    try:
        answer = world.as_("ana").says(said)
    except RapportError as error:
        answer = SimpleNamespace(reply=error.text)
    assert answer.reply is not None
