"""What a comparison of a file with what is here now comes to: values."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Pair:
    """One field: what the file says and what is here."""

    field: str
    file: str
    here: str

    @property
    def is_equal(self) -> bool:
        """Whether both say the same."""
        return self.file == self.here


@dataclass(frozen=True, slots=True)
class Difference:
    """A field, or a whole record, that is other than in the file; `why` is a word for the cause.

    Causes: failed (the row could not be taken), gone (not here or archived), since (changed here
    after the import), other (the file's value is not the one that is here).
    """

    line: int
    ref: str
    pair: Pair
    why: str
    who: str = ""


@dataclass(slots=True)
class Sum:
    """How many records and how much money the file and the store have under one word."""

    file: int = 0
    here: int = 0
    file_sum: int = 0
    here_sum: int = 0


@dataclass(frozen=True, slots=True)
class Sample:
    """One record side by side."""

    line: int
    ref: str
    title: str
    pairs: tuple[Pair, ...]


@dataclass(slots=True)
class Parity:
    """The comparison of one file. Sums are by (word of the file, currency), in minor units."""

    file: str
    kind: str
    rows: int = 0
    records: int = 0
    here: int = 0
    folded: int = 0
    skipped: int = 0
    failed: int = 0
    waiting: int = 0
    by_stage: dict[tuple[str, str], Sum] = field(default_factory=dict)
    by_owner: dict[tuple[str, str], Sum] = field(default_factory=dict)
    samples: list[Sample] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)
    more: int = 0
