"""The best hour against the contact's most common hour, on contacts of known habits."""

import numpy as np

from ml import contact_time
from ml.evaluate.figure import Figure

CONTACTS, LATER = 300, 200
OFFICE = np.array([0] * 8 + [3, 6, 8, 7, 4, 5, 7, 8, 6, 3, 1] + [0] * 5) / 58


def hit_rates(answers: int, seed: int = 1) -> tuple[float, float]:
    """Shares of later answers in the chosen hour and in the most common one.

    Half of a contact's answers fall around an hour of their own, half follow office hours.
    """
    rng = np.random.default_rng(seed)
    peaks = rng.choice(contact_time.HOURS, CONTACTS, p=OFFICE)
    drawn = [_hours(rng, peak, answers + LATER) for peak in peaks]
    known = [np.bincount(hours[:answers], minlength=contact_time.HOURS) for hours in drawn]
    everyone = np.sum(known, axis=0).tolist()
    told, common = [], []
    for own, hours in zip(known, drawn, strict=True):
        best = int(np.argmax(contact_time.profile(own.tolist(), everyone)))
        told.append(np.mean(hours[answers:] == best))
        common.append(np.mean(hours[answers:] == np.argmax(own)))
    return float(np.mean(told)), float(np.mean(common))


def _hours(
    rng: np.random.Generator, peak: int, n: int
) -> "np.ndarray[tuple[int], np.dtype[np.int64]]":
    own = np.floor(peak + 0.5 + rng.normal(0, 1, n)).astype(np.int64) % contact_time.HOURS
    office = rng.choice(contact_time.HOURS, n, p=OFFICE)
    return np.where(rng.random(n) < 0.5, own, office)


def figures() -> list[Figure]:
    """Share of later answers in the hour told, with 20, 30 and 60 answers known."""
    return [_figure(n) for n in (20, 30, 60)]


def _figure(answers: int) -> Figure:
    told, common = hit_rates(answers)
    name = f"contact time, {answers} answers"
    return Figure(
        name,
        told,
        "of later answers",
        "≥ most common hour",
        "",
        told >= common,
        f"most common hour {common:.3f}",
    )
