from datetime import UTC, datetime, timedelta

from nlp.sentiment import load
from nlp.sentiment.conversation import Said, by_author, follow
from nlp.sentiment.explain import by_sentence, explain

START = datetime(2026, 3, 2, 9, tzinfo=UTC)


def _talk(*lines: tuple[str, str]) -> list[Said]:
    return [
        Said(author, text, START + timedelta(hours=hour))
        for hour, (author, text) in enumerate(lines)
    ]


def test_the_words_that_decided_are_named_with_their_places() -> None:
    text = "The setup was easy. But the support is terrible and useless!"
    reasons = explain(load(), text)
    worst = min(reasons.words, key=lambda word: word.weight)
    assert text[worst.start : worst.end] in {"terrible", "useless"}


def test_the_sentence_that_decided_is_named() -> None:
    text = "We use version 4. Your driver was rude and unhelpful. Our office is in Bonn."
    reasons = explain(load(), text)
    assert reasons.mood.label == "negative"
    assert reasons.sentence.text == "Your driver was rude and unhelpful."
    assert reasons.influence < 0


def test_each_sentence_has_a_mood_of_its_own() -> None:
    moods = [
        mood.label for _, mood in by_sentence(load(), "服务很好，谢谢！但是发票又开错了，太差了。")
    ]
    assert moods == ["positive", "negative"]


def test_a_conversation_tells_where_it_turned() -> None:
    talk = _talk(
        ("jane", "Thanks for the quick start, great work!"),
        ("jane", "The export is still broken and nobody answers. The office closes at six."),
        ("jane", "This is outrageous, I want my money back!"),
    )
    course = follow(load(), talk)
    assert course.turns[0].message in {1, 2}
    assert course.turns[0].after < course.turns[0].before
    if course.turns[0].message == 1:
        assert "broken" in course.turns[0].sentence.text


def test_a_calm_conversation_has_no_turn() -> None:
    talk = _talk(("jane", "Where is my invoice?"), ("ben", "It is in the portal."))
    assert follow(load(), talk).turns == ()


def test_the_author_whose_mood_fell_most_comes_first() -> None:
    talk = _talk(
        ("jane", "Great service, thank you!"),
        ("mei", "太差了，没人回复。"),
        ("jane", "Terrible, nobody helps us."),
        ("mei", "谢谢，问题解决了，很满意！"),
    )
    trends = by_author(load(), talk)
    assert [trend.author for trend in trends] == ["jane", "mei"]
    assert trends[0].change < 0 < trends[1].change


def test_a_message_that_was_cut_says_so() -> None:
    assert explain(load(), "Good work. " * 4_000).is_cut
    assert not explain(load(), "Good work.").is_cut
