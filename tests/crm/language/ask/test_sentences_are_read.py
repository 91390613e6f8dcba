"""Sentences of a world that no rule knows, and what people should never be able to break."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from crm.language.ask import evaluate, world
from crm.language.ask.reader import Reader

WORLD = Path(__file__).parent / "ask_world.json"
HOSTILE = (
    "",
    "   ",
    "\x00\x00show my deals\x00",
    "deal " * 8000,
    "(" * 40_000,
    "谈判" * 20_000,
    "9" * 40_000,
    "a" * 40_000,
    '"AND" OR "=" NOT ""',
    "'; DROP TABLE deal; --",
    "deals where (a+)+$ matches aaaaaaaaaaaaaaaaaaaaaaaaaaaa!",
    "\u202edeals\u202c \u200f\u05e9\u05dc\u05d5\u05dd",
    "deals over 999999999999999999999999999999k",
    "no contact for 99999999999999 weeks",
    "not " * 100 + "deals",
    "\ud800 deals",
    "deals on 2026-02-31",
    "add " * 100,
    "log a call with " + "Claire " * 90,
    ", : ; . - " * 60,
    "why isn't " * 60,
    "把" * 119,
)


@pytest.fixture(scope="module")
def reader() -> Reader:
    return Reader(world.load(WORLD))


@pytest.mark.skipif(not evaluate.COMPARE.is_file(), reason="../shared/tools is not there")
def test_phrasings_kept_apart_are_read_or_refused() -> None:
    for (_, kind), counts in evaluate.score(evaluate.held_back(), WORLD).items():
        assert counts["exact"] / counts["n"] >= {"refuse": 0.95, "change": 0.8}.get(kind, 0.85)
        assert counts["wrong"] / counts["n"] <= 0.04


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_no_sentence_breaks_the_reader_or_holds_it_up(reader: Reader, text: str) -> None:
    reader.understand("show my deals")
    began = time.process_time()
    found = reader.understand(text)
    assert time.process_time() - began < 0.5
    assert "command" in found


def test_the_same_sentence_is_read_the_same_every_time(reader: Reader) -> None:
    text = "which deals over 10k close this month and have had no contact for two weeks?"
    assert reader.understand(text) == Reader(world.load(WORLD)).understand(text)


def test_a_first_name_of_two_people_is_settled_by_their_company(reader: Reader) -> None:
    assert reader.understand("call Ian tomorrow")["reason"] == "ambiguous"
    found = reader.understand("call Ian at Kestrel tomorrow")
    assert found["fields"]["contact"] == "Ian Berg"


def test_a_slip_of_the_keyboard_is_repaired(reader: Reader) -> None:
    found = reader.understand("opne deals for Kestrl")
    assert {"field": "company", "op": "=", "value": "Kestrel Energy"} in found["filters"]


def test_a_log_with_a_next_step_is_one_change(reader: Reader) -> None:
    found = reader.understand("log call with Hanna: wants SSO, send quote, follow up next tue 3pm")
    assert found["command"] == "activity log"
    assert found["fields"]["note"] == "wants SSO, send quote"
    assert found["fields"]["followup"]["due_at"] == "2026-09-22T15:00"


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("和張偉在綠野通了電話,他要試用軟體", "他要試用軟體"),
        ("和张伟在绿野通了电话,他要试用软件", "他要试用软件"),
    ],
)
def test_a_note_keeps_the_characters_that_it_was_written_in(
    reader: Reader, text: str, note: str
) -> None:
    found = reader.understand(text)
    assert found["fields"]["company"] == "绿野农业"
    assert found["fields"]["note"] == note
