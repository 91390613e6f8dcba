"""Sentences of other trades, names that are common words, and worlds with thousands of names."""

import json
import random
import time
from pathlib import Path

import pytest

from crm.language.ask import evaluate, phrasings, world
from crm.language.ask.reader import Reader

HERE = Path(__file__).parent
CLINIC = HERE / "batches" / "clinic_world.json"
ODD = (
    "AND",
    "Open",
    "Will",
    "May",
    "The",
    "No",
    "=",
    "(.*)+$",
    "'; DROP TABLE deal; --",
    "我",
    "的",
)
BAIT = (
    "(" * 100 + "deals" + ")" * 100,
    "deals and (" * 60,
    'deals of "AND" or "=" not "("',
    "deals where owner = 1 or 1=1; --",
    "deals matching ^(a|aa)+$",
    "deals of " + "AND " * 500,
    "对" * 40_000,
    "1万5" * 300,
    "neither nor " * 50 + "deals",
    "deals worth " + "9" * 5000,
)


@pytest.mark.skipif(not evaluate.COMPARE.is_file(), reason="../shared/tools is not there")
@pytest.mark.parametrize("folder", ["batches", "fresh", "everyday", "last", "worded"])
def test_worlds_of_other_trades_are_read_or_refused(folder):
    for (_, kind), counts in evaluate.merged(folder).items():
        assert counts["exact"] / counts["n"] >= {"refuse": 0.95, "change": 0.8}.get(kind, 0.85)
        assert counts["wrong"] / counts["n"] <= (0.02 if kind == "change" else 0.04)


def odd_world():
    """A company whose customers, tags and products are called like the words of sentences."""
    source = json.loads(CLINIC.read_text("utf-8"))
    source["companies"] += [{"name": name, "aliases": []} for name in ODD]
    source["words"]["tag"] += [{"name": name, "aliases": []} for name in ("open", "deals", "won")]
    return world.from_json(source)


@pytest.mark.parametrize("text", BAIT, ids=range(len(BAIT)))
def test_bait_is_answered_at_once_whatever_names_there_are(text):
    reader = Reader(odd_world())
    began = time.process_time()
    found = reader.understand(text)
    assert time.process_time() - began < 0.5
    assert found["command"] is None or found["command"].endswith(" list")


@pytest.mark.parametrize(
    "text",
    [
        "don't send Q-4",
        "we did not win the Nordlab deal",
        "T-5 is not resolved",
        "D-5 plus 10k",
        "D-5金额加1万",
        "close all my tickets",
        "D-5还没赢",
        "别发Q-4",
        "把D-5和D-6转给priya",
    ],
)
def test_what_is_denied_or_not_settled_changes_nothing(text):
    assert Reader(world.load(CLINIC)).understand(text)["command"] is None


@pytest.mark.parametrize(
    ("text", "bounds"),
    [
        ("deals over 10k and under 20k", [(">", 10000), ("<", 20000)]),
        ("超过1万但不到2万的商机", [(">", 10000), ("<", 20000)]),
        ("1万5以上的商机", [(">=", 15000)]),
    ],
)
def test_each_figure_keeps_its_own_bound(text, bounds):
    found = Reader(world.load(CLINIC)).understand(text)["filters"]
    assert [(x["op"], x["value"]) for x in found if x["field"] == "amount"] == bounds


def test_names_that_are_common_words_do_not_eat_a_plain_question():
    reader = Reader(odd_world())
    found = reader.understand("deals over 10k closing this month")
    assert [leaf["field"] for leaf in found["filters"]] == ["amount", "close_on", "status"]


def test_five_thousand_names_hold_no_sentence_up():
    draw = random.Random(5)
    source = json.loads(CLINIC.read_text("utf-8"))
    made = ["".join(draw.choices("abcdefghilmnorstu", k=7)).title() for _ in range(700)]
    source["companies"] += [
        {"name": f"{draw.choice(made)} {draw.choice(made)} Ltd", "aliases": []} for _ in range(2500)
    ]
    source["people"] += [
        {"name": f"{draw.choice(made)} {draw.choice(made)}", "company": "Nordlab"}
        for _ in range(2500)
    ]
    reader, spent = Reader(world.from_json(source)), []
    reader.understand("my deals")
    for case in phrasings.read(HERE / "fresh" / "solar_en.txt"):
        began = time.process_time()
        reader.understand(case["text"])
        spent.append(time.process_time() - began)
    assert sorted(spent)[int(len(spent) * 0.95)] < 0.015


@pytest.mark.parametrize(
    ("text", "company"),
    [
        ("deals closing next week", None),
        ("deals over 10k and under 20k", None),
        ("customers with open tickets", None),
        ("deals for Next Week", "Next Week"),
        ("deals with Open", "Open"),
        ("AND deals", "AND"),
    ],
)
def test_a_company_called_like_a_word_is_meant_by_its_capitals(text, company):
    source = json.loads(CLINIC.read_text("utf-8"))
    source["companies"] += [{"name": name, "aliases": []} for name in ("AND", "Open", "Next Week")]
    found = Reader(world.from_json(source)).understand(text)["filters"]
    named = next((leaf["value"] for leaf in found if leaf["field"] == "company"), None)
    assert named == company
