"""Whatever is typed: a clear answer in a sentence, never another's data, never slow."""

import time

import pytest

from crm.engine.command import REGISTRY
from crm.engine.errors import RapportError
from crm.engine.run import Asked, run

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
