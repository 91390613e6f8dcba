import shutil
from pathlib import Path

import numpy as np
import pytest

from nlp.evaluate.plain import FACTS_EN, FACTS_ZH
from nlp.evaluate.row import mean_f1
from nlp.sentiment import load, rules, store
from nlp.sentiment.scorer import Scorer
from nlp.sentiment.store import DamagedModel
from nlp.train import sources

needs_data = pytest.mark.skipif(
    not sources.DATA.is_dir(), reason="the folder of development data is not beside the checkout"
)


def test_a_model_file_that_was_changed_is_refused(tmp_path: Path) -> None:
    shutil.copytree(store.FOLDER, tmp_path / "model")
    with (tmp_path / "model" / "en.npz").open("ab") as file:
        file.write(b"x")
    with pytest.raises(DamagedModel, match=r"en\.npz"):
        store.read(tmp_path / "model")


@pytest.mark.parametrize("manifest", ["", "garbage", "[]", '{"version": 1}'])
def test_a_manifest_that_was_damaged_is_refused(tmp_path: Path, manifest: str) -> None:
    shutil.copytree(store.FOLDER, tmp_path / "model")
    (tmp_path / "model" / store.MANIFEST).write_text(manifest, encoding="utf-8")
    with pytest.raises(DamagedModel, match="cannot be read"):
        store.read(tmp_path / "model")


def test_a_stored_model_scores_as_before(tmp_path: Path) -> None:
    store.write(load().model, tmp_path, {})
    texts = ["The support was great", "态度太差了"]
    again = Scorer(store.read(tmp_path), load().rich).score(texts)
    assert [mood.label for mood in again] == [mood.label for mood in load().score(texts)]


def test_without_embeddings_moods_are_still_told() -> None:
    texts = ["This is outrageous, nobody answers!", "Great support, thank you!", "太差了，退款！"]
    bare = Scorer(load().model, rich=False)
    assert [mood.label for mood in bare.score(texts)] == ["negative", "positive", "negative"]


@pytest.mark.parametrize("facts", [FACTS_EN, FACTS_ZH])
def test_plain_facts_are_neutral(facts: tuple[str, ...]) -> None:
    moods = load().score(facts)
    assert np.mean([mood.label == "neutral" for mood in moods]) >= 0.8


@pytest.mark.parametrize(
    "text",
    [
        "I have already asked this twice, could somebody finally answer?",
        "Great, the site is down again.",
        "Thank you for the reply, however this does not solve anything.",
        "你们可真行，又宕机了。",
    ],
)
def test_politeness_and_irony_do_not_hide_anger(text: str) -> None:
    [mood] = load().score([text])
    assert mood.score < 0


@pytest.mark.parametrize(
    ("text", "is_good"),
    [
        ("not good", False),
        ("very good", True),
        ("The food was good, but the service was terrible", False),
        ("不好", False),
        ("一点都不方便", False),
        ("非常好", True),
        (":rage:", False),
        ("👍", True),
    ],
)
def test_negation_intensity_and_emoji_turn_the_sum(text: str, is_good: bool) -> None:
    total = rules.compound([hit.valence for hit in rules.hits(text)])
    assert (total > 0) is is_good


def test_an_intensifier_raises_a_word() -> None:
    [plain], [raised] = rules.hits("a helpful answer"), rules.hits("a very helpful answer")
    assert raised.valence > plain.valence


@needs_data
def test_airline_tweets_never_seen_are_told_apart() -> None:
    airline = sources.labelled("airline", "en")
    sample = slice(0, None, 12)
    shares = load().shares(airline.texts[sample], ["en"] * len(airline.texts[sample]))
    assert mean_f1(shares.argmax(axis=1), np.array(airline.labels[sample])) >= 0.59


@needs_data
def test_takeaway_reviews_never_seen_are_told_apart() -> None:
    reviews = sources.labelled("zh_waimai", "zh")
    sample = slice(0, None, 12)
    shares = load().shares(reviews.texts[sample], ["zh"] * len(reviews.texts[sample]))
    good = np.array(reviews.labels[sample]) == 2
    assert ((shares[:, 2] > shares[:, 0]) == good).mean() >= 0.82
