import subprocess
import sys

import pytest

from nlp import language
from nlp.sentiment import Mood, load


@pytest.mark.parametrize(
    "text",
    [
        "This is outrageous, I have waited for three weeks and nobody answers!",
        "你们的服务太差了，等了三周没人理我",
    ],
)
def test_an_angry_message_in_plain_words_scores_low_enough_to_escalate(text: str) -> None:
    [mood] = load().score([text])
    assert mood.label == "negative"
    assert mood.score <= -0.5
    assert mood.sure


def test_a_language_that_is_not_read_is_answered_unsure() -> None:
    [mood] = load().score(["Ich warte seit drei Wochen und niemand antwortet mir"])
    assert mood == Mood("neutral", 0.0, False, "de")


@pytest.mark.parametrize(
    ("text", "label"), [("😡", "negative"), (":rage:", "negative"), ("👍", "positive")]
)
def test_emoji_alone_are_judged(text: str, label: str) -> None:
    [mood] = load().score([text])
    assert (mood.label, mood.sure) == (label, True)


def test_a_mood_that_is_not_sure_cannot_carry_a_score() -> None:
    with pytest.raises(ValueError, match="not sure"):
        Mood("negative", -0.4, False, "en")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The export still fails", "en"),
        ("Great product", "en"),
        ("导出还是失败", "zh"),
        ("这个 dashboard loads very slowly 客户很不满意", "mixed"),
        ("Wo ist meine Rechnung?", "de"),
        ("請問什麼時候到貨", "zh"),
        ("配送が遅すぎます", "ja"),
        ("Где мой заказ?", "ru"),
        ("😀😀", "unknown"),
        ("", "unknown"),
    ],
)
def test_the_language_of_a_message_is_told(text: str, code: str) -> None:
    assert language.detect(text) == code


def test_importing_nlp_brings_neither_slack_nor_sql() -> None:
    heavy = "{'slack_bolt', 'sqlalchemy', 'sklearn', 'pandas', 'numpy'}"
    probe = f"import nlp.sentiment, nlp.language, sys; print({heavy} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", probe], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"
