from time import perf_counter

import pytest

from nlp import intent_priority, language
from nlp.sentiment import load, rules
from nlp.sentiment.clean import clean
from nlp.sentiment.explain import explain
from nlp.sentiment.grams import grams, letters
from nlp.sentiment.traits import traits
from nlp.text_body import body
from nlp.text_mask import mask
from nlp.text_sentences import sentences
from nlp.themes_phrases import keyphrases

PUMPS = [
    "a",
    "1 ",
    "((",
    "not ",
    "@",
    "<",
    ">",
    "xoxb-",
    "eyJ.",
    "password: ",
    "!",
    "。",
    "不",
    "é",
]
PUMPS += [
    "http://",
    "\n",
    "On a wrote:\n",
    "-- \n",
    "😀",
    "\u202e",
    "\x00",
    "a'",
    ":a",
    "很不好",
    "Best,\n",
]
READERS = [
    clean,
    body,
    mask,
    sentences,
    language.detect,
    grams,
    letters,
    rules.hits,
    rules.faint,
    traits,
    lambda text: intent_priority.decide(STANDARD, text, 0.0),
    lambda text: keyphrases([text, text]) if len(set(text)) < 3 else None,
]
STANDARD = intent_priority.parse(intent_priority.STANDARD)
NONSENSE = [
    "",
    " ",
    "\x00",
    "😀",
    "...",
    "?" * 500,
    "\u202eabc\u202c",
    "مرحبا كيف الحال",
    "𝕋𝕙𝕚𝕤",
    "\ud83d",
    "a" * 40_001,
    "差" * 40_001,
    "不" * 4_000,
    "שלום 你好 hello",
]


def _took(reader: object, text: str) -> float:
    best = 1.0
    for _ in range(3):
        start = perf_counter()
        reader(text)
        best = min(best, perf_counter() - start)
    return best


@pytest.mark.parametrize("pump", PUMPS)
def test_pumped_text_is_read_in_50_ms(pump: str) -> None:
    load()
    text = (pump * 4_000)[:4_000]
    for reader in READERS:
        assert _took(reader, text) < 0.05, reader


@pytest.mark.parametrize("text", NONSENSE)
def test_no_text_breaks_the_scorer(text: str) -> None:
    [mood] = load().score([text])
    assert -1 <= mood.score <= 1
    assert mood.sure or mood.label == "neutral"
    assert explain(load(), text).mood == mood


@pytest.mark.parametrize(
    "text",
    [
        "Das ist eine Frechheit, niemand antwortet!",
        "Este servicio es pésimo y nadie responde",
        "Ce service est nul, personne ne répond",
        "この会社は最悪です",
        "Ужасный сервис, никто не отвечает",
        "서비스가 최악입니다",
        "qwrt zxcv plmk",
    ],
)
def test_what_is_not_read_is_answered_unsure(text: str) -> None:
    [mood] = load().score([text])
    assert not mood.sure
