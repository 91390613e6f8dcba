"""Payloads after Slack's documentation: what is right passes, what is wrong gets its word."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
import payload_forms as forms  # files beside this one, which are not in a package
import payload_judge as judged

VALID, INVALID = forms.rows("valid"), forms.rows("invalid")


@pytest.fixture(scope="module")
def slack():
    """A sandbox that tells nobody anything, with one uploaded picture."""
    return judged.slack()


def test_nothing_that_slack_documents_as_right_is_refused(slack):
    assert len(VALID) >= 200
    assert {name: said for name, said in judged.words(slack, VALID).items() if said} == {}


def test_what_slack_documents_as_wrong_is_refused_with_its_word(slack):
    assert len(INVALID) >= 200
    said = judged.words(slack, INVALID)
    assert {r["name"]: said[r["name"]] for r in INVALID if said[r["name"]] != r["word"]} == {}


def test_the_models_refuse_nothing_that_is_right():
    assert [row["name"] for row in VALID if forms.models_refuse(row)] == []


def test_what_the_models_let_through_is_marked_and_names_its_page():
    for row in INVALID:
        assert row["page"].startswith("reference/"), row["name"]
        assert row.get("let_through", False) is not forms.models_refuse(row), row["name"]
    assert sum(row.get("let_through", False) for row in INVALID) > 100


def test_whatever_the_models_refuse_is_refused(slack):
    """Right payloads, each spoilt in eight places at random."""
    spoilt = [row for row in judged.spoilt(VALID, times=8) if forms.models_refuse(row)]
    assert len(spoilt) > 150
    said = judged.words(slack, spoilt)
    assert [name for name, word in said.items() if not word] == []
