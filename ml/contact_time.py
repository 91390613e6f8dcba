"""The best hour to reach a contact, from the hours at which they answered.

A contact's answers are smoothed over the clock and mixed with everyone's, weighted like ten
answers, so that one lucky hour does not win. Nothing is said under twenty answers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

HOURS = 24
FEWEST = 20
EVERYONE = 10.0  # answers that everyone's profile counts for
SPREAD = (0.25, 0.5, 0.25)  # of an answer over the hour before, its own, and the hour after


@dataclass(frozen=True)
class ContactTime:
    """`hour` (0–23, the contact's wall clock) is None where nothing can be said.

    `share` is the expected share of answers in that hour, `most_common` the plain mode of the
    contact's answers. `reason` is `few_answers` or empty; `n` counts the answers.
    """

    hour: int | None
    share: float | None
    most_common: int | None
    n: int
    reason: str = ""


def best(answers: Sequence[datetime], everyone: Sequence[datetime] = ()) -> ContactTime:
    """The hour at which the contact's next answer is likeliest.

    Times are the contact's wall-clock times; `everyone` holds those of all contacts.
    """
    own = counts(answers)
    n = len(answers)
    if n < FEWEST:
        return ContactTime(None, None, None, n, "few_answers")
    others = counts(everyone)
    shares = profile(own, others)
    hour = max(range(HOURS), key=lambda h: (shares[h], own[h], -h))
    share = (own[hour] + EVERYONE * _prior(others)[hour]) / (n + EVERYONE)
    return ContactTime(hour, share, max(range(HOURS), key=lambda h: (own[h], -h)), n)


def counts(answers: Sequence[datetime]) -> list[int]:
    """Answers in each of the 24 hours of the wall clock."""
    found = [0] * HOURS
    for at in answers:
        found[at.hour] += 1
    return found


def profile(own: Sequence[int], everyone: Sequence[int]) -> list[float]:
    """Smoothed shares of the 24 hours, by which they are ranked; they add up to 1."""
    prior = _prior(everyone)
    smooth = [
        sum(part * own[(h + shift - 1) % HOURS] for shift, part in enumerate(SPREAD))
        for h in range(HOURS)
    ]
    n = sum(own)
    return [(s + EVERYONE * p) / (n + EVERYONE) for s, p in zip(smooth, prior, strict=True)]


def _prior(everyone: Sequence[int]) -> list[float]:
    total = sum(everyone)
    return [(n + 1) / (total + HOURS) for n in everyone]
