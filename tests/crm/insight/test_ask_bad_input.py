"""Whatever is typed: a clear answer in a sentence, never another's data, never slow."""

import json
import time

import pytest
from sqlalchemy import select

from crm.engine.command import REGISTRY
from crm.engine.errors import RapportError
from crm.engine.run import Asked, run
from crm.models import Deal

BAD = (
    "x" * 40_000,
    "deals " + "and those " * 150,
    "((((" * 100 + "deals" + "))))" * 100,
    'deals of "AND"',
    "deals = = =",
    "deals'; DROP TABLE deal; --",
    "deals named (a+)+$",
    "deals over 99999999999999999999999999999",
    "%" * 500,
    "为什么" * 300,
    '[{"any": []}]',
    "\u202e slaed \x00",
)


def said(speaker, text):
    """What is answered, refusals included, with the seconds that it took."""
    began = time.process_time()
    try:
        answer = run(speaker.world.store, speaker.call(), Asked(REGISTRY["ask"], text))
        told = speaker.world.lines(answer)
    except RapportError as error:
        told = error.text.key
    return told, time.process_time() - began


@pytest.mark.parametrize("text", BAD, ids=range(len(BAD)))
def test_nonsense_is_answered_quickly_in_a_sentence(busy_world, text):
    told, seconds = said(busy_world.as_("ana"), text)
    assert told
    assert seconds < 2


def test_why_not_tells_nobody_what_exists(busy_world):
    busy_world.as_("ada").says('deal add Globex "Secret plan" 90k')
    ben = busy_world.as_("ben")
    hidden, _ = said(ben, "why not D-2 in deals over 10k?")
    absent, _ = said(ben, "why not D-999 in deals over 10k?")
    assert hidden.replace("D-2", "") == absent.replace("D-999", "")
    assert "Secret" not in hidden


TYPED = (
    "x" * 40_000,
    "name=" + "x" * 40_000,
    "amount>" + "9" * 40_000,
    " ".join(f"name~{n}" for n in range(2_000)),
    "(" * 100 + "name=a" + ")" * 100,
    'name="AND"',
    "name== =",
    "name~(a+)+$",
    "name~'; DROP TABLE deal; --",
    "name~%_%",
    "owner.password~a",
    "workspace_id=2",
    "sort=name;--",
    "page=99999999999999999999",
    "group=__class__",
)


@pytest.mark.parametrize("filters", TYPED, ids=range(len(TYPED)))
def test_a_typed_list_takes_bait_as_a_value_or_says_what_it_does_not_know(busy_world, filters):
    speaker = busy_world.as_("ada")
    began = time.process_time()
    try:
        told = busy_world.lines(speaker.says(f"deal list {filters}"))
    except RapportError as error:
        told = error.text.key
    assert told
    assert time.process_time() - began < 2
    assert busy_world.one(select(Deal.name)) == "CRM rollout"


def nested(deep):
    """A list's question with one filter inside so many others, as its buttons carry it."""
    leaf = json.dumps({"field": "name", "op": "contains", "value": "rollout"})
    outside = '{"any": [{"all": [' * (deep // 2)
    return f'{{"command": "deal list", "filters": [{outside}{leaf}{"]}]}" * (deep // 2)}]}}'


@pytest.mark.parametrize("deep", [2, 100, 5_000])
def test_a_question_nested_however_deep_is_answered_or_refused_in_a_sentence(busy_world, deep):
    began = time.process_time()
    try:
        told = busy_world.lines(busy_world.as_("ada").sends("ask again", question=nested(deep)))
        assert "CRM rollout" in told
    except RapportError as error:
        told = error.text.key
    assert told
    assert time.process_time() - began < 2


def test_a_question_as_data_over_fields_that_nobody_has_is_refused(busy_world):
    filters = [{"field": "owner.slack_id", "op": "not_empty", "value": None}]
    question = json.dumps({"command": "deal list", "filters": filters})
    with pytest.raises(RapportError):
        busy_world.as_("ada").sends("ask again", question=question)
