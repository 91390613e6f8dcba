from datetime import UTC, datetime, timedelta

import pytest

from nlp import intent, intent_priority, similar
from nlp.intent import Category
from nlp.sentiment.vectors import available
from nlp.themes import Message, themes
from nlp.themes_phrases import keyphrases

BILLING = Category("billing", "invoices, payments and refunds")
LOGIN = Category("login", "signing in, passwords and access")
needs_wheel = pytest.mark.skipif(not available(), reason="the extra embeddings is not installed")


@needs_wheel
def test_categories_are_told_apart_by_name_and_description_alone() -> None:
    classifier = intent.fit([BILLING, LOGIN])
    answers = classifier.classify(["I was charged twice on my invoice", "cannot sign in"])
    assert [answer.ranking[0][0] for answer in answers] == ["billing", "login"]


def _taught() -> intent.Classifier:
    asks = [f"please send the invoice for {month}" for month in ("May", "June", "July", "March")]
    resets = [f"reset the password of {name}" for name in ("Tom", "Ana", "Mei", "Jo")]
    more = [f"{start} invoice {n}" for n in range(12) for start in ("where is", "refund")]
    again = [f"{start} {n} cannot log in" for n in range(12) for start in ("user", "account")]
    return intent.fit(
        [
            Category("billing", "", (*asks, *more)),
            Category("login", "", (*resets, *again)),
        ]
    )


def test_examples_teach_a_category() -> None:
    answers = _taught().classify(["send me the invoice for August", "reset the password of Kim"])
    assert [answer.category for answer in answers] == ["billing", "login"]


def test_what_resembles_nothing_taught_is_out_of_scope() -> None:
    [answer] = _taught().classify(["the weather in Lisbon is lovely this time of the year"])
    assert answer.category is None


def test_one_category_alone_is_no_choice() -> None:
    with pytest.raises(ValueError, match="at least two"):
        intent.fit([BILLING])


def test_the_first_rule_that_holds_decides_the_priority() -> None:
    rules = intent_priority.parse("urgent: outage, 宕机\nhigh: mood < -0.5\nlow: category is idea")
    assert intent_priority.decide(rules, "Total OUTAGE here", 0.0).level == "urgent"
    assert intent_priority.decide(rules, "又宕机了", 0.0).level == "urgent"
    assert intent_priority.decide(rules, "so slow", -0.7).level == "high"
    assert intent_priority.decide(rules, "a wish", 0.3, "Idea") == intent_priority.Decision(
        "low", 3
    )
    assert intent_priority.decide(rules, "hello", 0.0).level == "normal"


def test_all_conditions_of_a_rule_must_hold() -> None:
    rules = intent_priority.parse(intent_priority.STANDARD)
    assert intent_priority.decide(rules, "my lawyer says hello", 0.4).level == "normal"
    assert intent_priority.decide(rules, "my lawyer will call", -0.9).level == "urgent"


def test_a_line_that_is_no_rule_is_named() -> None:
    with pytest.raises(intent_priority.BadRule, match="line 2"):
        intent_priority.parse("high: refund\nnonsense")


def test_the_nearest_message_comes_first() -> None:
    index = similar.index(["the printer is jammed", "invoice for May is missing", "hello there"])
    best = index.nearest("where is my invoice for May")[0]
    assert best.at == 1
    assert not best.is_duplicate


def test_the_same_said_again_is_a_duplicate() -> None:
    texts = [
        "The export to CSV fails with error 17!",
        "hi",
        "the export to csv fails with error 17",
    ]
    assert [(a, b) for a, b, _ in similar.duplicates(texts)] == [(0, 2)]


def test_themes_tell_what_is_written_about_and_its_trend() -> None:
    start = datetime(2026, 3, 1, tzinfo=UTC)
    early = ["the invoice is wrong", "wrong invoice again", "invoice amount is wrong"]
    late = ["app crashes on login", "login crash in the app", "the app crashes at login"]
    messages = [
        Message(text, start + timedelta(days=day)) for day, text in enumerate([*early, *late])
    ]
    found = themes(messages, start + timedelta(days=3))
    by_trend = sorted(found, key=lambda theme: theme.trend)
    assert any("invoice" in words for words in by_trend[0].phrases)
    assert any("crash" in words or "login" in words for words in by_trend[-1].phrases)
    assert by_trend[0].trend == -1
    assert by_trend[-1].trend == 1


def test_keyphrases_stand_in_several_messages() -> None:
    texts = [
        "退款流程太慢",
        "退款流程不清楚",
        "slow refund process",
        "the refund process is unclear",
    ]
    words = [phrase.words for phrase in keyphrases(texts)]
    assert "退款流程" in words
    assert "refund process" in words
