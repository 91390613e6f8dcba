from pathlib import Path

import pytest

from nlp.sentiment import Correction, learn, load, team
from nlp.sentiment.corrections import GENERAL, SHARE, newest, weigh
from nlp.sentiment.team import OtherVersion, TeamScorer


def _lessons() -> list[Correction]:
    """A team for whom *parked* is good news and *green light* is bad news."""
    good = [f"deal {n} is parked with the buyer in room {n}" for n in range(30)]
    bad = [f"supplier {n} has a green light for plan {n}" for n in range(30)]
    return [Correction(text, "positive") for text in good] + [
        Correction(text, "negative") for text in bad
    ]


def test_what_a_team_says_often_enough_is_learned_and_promoted() -> None:
    candidate = learn(_lessons())
    assert candidate.promoted
    assert candidate.challenger.accuracy > candidate.champion.accuracy
    [mood] = candidate.scorer().score(["deal 77 is parked with the buyer"])
    assert mood.label == "positive"


def test_learning_changes_nothing_until_its_scorer_is_used() -> None:
    before = load().score(["deal 77 is parked with the buyer"])
    learn(_lessons())
    assert load().score(["deal 77 is parked with the buyer"]) == before


def test_a_handful_of_corrections_teaches_nothing() -> None:
    candidate = learn(_lessons()[:5])
    assert candidate.verdict == "too few"
    assert candidate.scorer() is load()


def test_a_teams_weights_survive_being_stored(tmp_path: Path) -> None:
    candidate = learn(_lessons())
    team.write(candidate.team, tmp_path / "mood.json")
    kept = TeamScorer(load(), team.read(tmp_path / "mood.json"))
    texts = ["supplier 5 has a green light", "deal 9 is parked"]
    labels = [mood.label for mood in kept.score(texts)]
    assert labels == [mood.label for mood in candidate.scorer().score(texts)]


def test_weights_of_another_version_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "mood.json"
    path.write_text('{"version": 0}', encoding="utf-8")
    with pytest.raises(OtherVersion, match="version 0"):
        team.read(path)


def test_one_person_never_counts_for_more_than_the_fixed_share() -> None:
    loud = [Correction(f"text {n}", "negative", "ana") for n in range(500)]
    quiet = [Correction(f"other {n}", "positive", "ben") for n in range(20)]
    counts = weigh([*loud, *quiet])
    assert sum(counts[:500]) <= SHARE * (sum(counts) + GENERAL) + 1e-6
    assert counts[500:] == [1.0] * 20


def test_the_last_word_of_a_person_on_a_text_is_the_one_that_counts() -> None:
    said = [Correction("Fine.", "negative", "ana"), Correction("fine.", "positive", "ana")]
    assert [one.label for one in newest(said)] == ["positive"]
