"""How many times and amounts are read right, on phrases the grammar was not written from."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from math import sqrt
from pathlib import Path
from time import perf_counter
from zoneinfo import ZoneInfo

from nlp import money, quantities, when

PHRASES = Path(__file__).parent / "phrases"
ZONE = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 9, 17, 14, 20, tzinfo=ZONE)
NOT_UNDERSTOOD = "-"

Read = Callable[[str], str]


@dataclass(frozen=True, slots=True)
class Figure:
    """A measured share with its 95 % Wilson interval, or a cost; `bar` must hold, `goal` is hoped.

    `lower_is_better` for errors and costs; a cost has no interval.
    """

    name: str
    value: float
    unit: str
    count: int
    bar: float
    goal: float
    low: float | None = None
    high: float | None = None
    lower_is_better: bool = False

    @property
    def holds(self) -> bool:
        """Whether the bar is kept."""
        return self.value <= self.bar if self.lower_is_better else self.value >= self.bar


@dataclass(frozen=True, slots=True)
class Verdict:
    """How one phrase was read: right, or not understood, or else wrong without saying so."""

    phrase: str
    wanted: str
    got: str
    right: bool

    @property
    def wrong(self) -> bool:
        """A reading was given, and it is not the right one."""
        return not self.right and self.got != NOT_UNDERSTOOD


def figures() -> list[Figure]:
    """The rows for times and amounts, English and Chinese, on the phrases kept apart."""
    rows: list[Figure] = []
    for language in ("en", "zh"):
        times = list(time_verdicts(language))
        amounts = list(amount_verdicts(language))
        rows += (
            _share(f"times {language}, read right", [case.right for case in times], 0.93, 0.97),
            _errors(f"times {language}, wrong without saying so", times, 0.03, 0.01),
            _share(f"amounts {language}, read right", [case.right for case in amounts], 0.95, 0.99),
            _errors(f"amounts {language}, wrong without saying so", amounts, 0.03, 0.01),
        )
    return [*rows, _cost()]


def time_verdicts(language: str, read: Read | None = None) -> Iterator[Verdict]:
    """Each time phrase kept apart, read by `read` (Rapport's own parser unless given)."""
    for phrase, wanted in _lines(f"when_{language}.tsv", 2):
        got = (read or read_time)(phrase)
        whole_day = "T" not in wanted and wanted != NOT_UNDERSTOOD
        yield Verdict(phrase, wanted, got, (got[:10] if whole_day else got) == wanted)


def amount_verdicts(language: str) -> Iterator[Verdict]:
    """Each amount, percentage, quantity and duration kept apart."""
    for phrase, kind, wanted in _lines(f"amounts_{language}.tsv", 3):
        got = _READERS[kind](phrase)
        yield Verdict(phrase, wanted, got, got == _canonical(kind, wanted))


def read_time(phrase: str) -> str:
    """The local wall time of a phrase to the minute, or "-"."""
    found = when.parse(phrase, NOW, ZONE)
    return found.at.replace(tzinfo=None).isoformat(timespec="minutes") if found else NOT_UNDERSTOOD


def _lines(name: str, columns: int) -> Iterator[tuple[str, ...]]:
    for line in (PHRASES / name).read_text(encoding="utf-8").splitlines():
        if not line.startswith("#"):
            cells = tuple(line.split("\t"))
            assert len(cells) == columns, line
            yield cells


def _canonical(kind: str, wanted: str) -> str:
    if wanted == NOT_UNDERSTOOD or kind == "duration":
        return wanted
    number, _, rest = wanted.partition(" ")
    return " ".join(filter(None, (_plain(Decimal(number)), rest)))


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


def _money(phrase: str) -> str:
    found = money.parse(phrase, "USD")
    return f"{_plain(found.amount)} {found.currency}" if found else NOT_UNDERSTOOD


def _percent(phrase: str) -> str:
    found = money.parse_percent(phrase)
    return _plain(found.value) if found and not found.discount else NOT_UNDERSTOOD


def _discount(phrase: str) -> str:
    found = money.parse_percent(phrase)
    return _plain(found.value) if found and found.discount else NOT_UNDERSTOOD


def _quantity(phrase: str) -> str:
    found = quantities.parse_quantity(phrase)
    return f"{_plain(found.amount)} {found.unit}".strip() if found else NOT_UNDERSTOOD


def _duration(phrase: str) -> str:
    found = quantities.parse_duration(phrase)
    return f"{found.months}/{found.days}/{found.seconds}" if found else NOT_UNDERSTOOD


def _share(name: str, right: list[bool], bar: float, goal: float) -> Figure:
    low, high = _wilson(sum(right), len(right))
    share = sum(right) / len(right)
    return Figure(name, share, "share", len(right), bar, goal, low, high)


def _errors(name: str, cases: list[Verdict], bar: float, goal: float) -> Figure:
    wrong = sum(case.wrong for case in cases)
    low, high = _wilson(wrong, len(cases))
    share = wrong / len(cases)
    return Figure(name, share, "share", len(cases), bar, goal, low, high, lower_is_better=True)


def _wilson(hits: int, count: int) -> tuple[float, float]:
    """The 95 % interval of a share (Wilson 1927)."""
    z = 1.96
    share, spread = hits / count, z * z / count
    middle = (share + spread / 2) / (1 + spread)
    reach = z / (1 + spread) * sqrt(share * (1 - share) / count + spread / (4 * count))
    return max(0.0, middle - reach), min(1.0, middle + reach)


def _cost() -> Figure:
    taken = []
    for language in ("en", "zh"):
        for phrase, _wanted in _lines(f"when_{language}.tsv", 2):
            start = perf_counter()
            when.parse(phrase, NOW, ZONE)
            taken.append((perf_counter() - start) * 1000)
    p95 = sorted(taken)[int(len(taken) * 0.95)]
    return Figure("time phrase, p95", p95, "ms", len(taken), 2.0, 1.0, lower_is_better=True)


_READERS: dict[str, Read] = {
    "money": _money,
    "percent": _percent,
    "discount": _discount,
    "quantity": _quantity,
    "duration": _duration,
}
