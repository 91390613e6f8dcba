"""The words of a command, quoted or not, and which of them are already spoken for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field

TOKEN = re.compile(r'"([^"]*)"|“([^”]*)”|「([^」]*)」|(\S+)')
# The look behind keeps it linear: a key is never tried from its own middle.
KEYED = re.compile(
    r'(?<![A-Za-z_.\u4e00-\u9fff])([A-Za-z_\u4e00-\u9fff]{1,40})(?:=|＝)(?:"([^"]*)"|“([^”]*)”|(\S*))'
)
LONGEST_RUN = 8
MOST_WORDS = 60


@dataclass(frozen=True, slots=True)
class Word:
    """One word, or a quoted text that counts as one; `start` and `end` are its place."""

    text: str
    is_quoted: bool
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Run:
    """Neighbouring words, from the word `first` up to but not including `last`."""

    first: int
    last: int
    text: str
    is_quoted: bool = False


@dataclass
class Words:
    """The words of a command; fields claim runs of them, the rest stays."""

    source: str
    words: list[Word]
    claimed: set[int] = field(default_factory=set)

    @classmethod
    def read(cls, text: str) -> Words:
        """Split a text at its spaces; quotes keep words together."""
        found = []
        for match in TOKEN.finditer(text):
            said = next(group for group in match.groups() if group is not None)
            found.append(Word(said, match[4] is None, match.start(), match.end()))
        return cls(text, found)

    def claim(self, run: Run) -> None:
        """Take a run out of what is left."""
        self.claimed.update(range(run.first, run.last))

    def run(self, first: int, last: int) -> Run:
        """The run of the words from `first` up to, not including, `last`."""
        words = self.words[first:last]
        quoted = len(words) == 1 and words[0].is_quoted
        return Run(first, last, " ".join(word.text for word in words), quoted)

    def runs(self, longest: int = LONGEST_RUN) -> Iterator[Run]:
        """Runs of free words, the longer first, from left to right; quoted words stand alone."""
        count = min(len(self.words), MOST_WORDS)
        for length in range(min(longest, count), 0, -1):
            for first in range(count - length + 1):
                if self._is_free(first, first + length):
                    yield self.run(first, first + length)

    def _is_free(self, first: int, last: int) -> bool:
        span = range(first, last)
        if any(i in self.claimed for i in span):
            return False
        return last - first == 1 or not any(self.words[i].is_quoted for i in span)

    def at(self, first: int, until: AbstractSet[str] = frozenset()) -> Iterator[Run]:
        """Runs of free words that begin at `first`, the longest first; `until` ends them."""
        last = first
        while last < len(self.words) and last - first < LONGEST_RUN:
            if not self._is_free(first, last + 1):
                break
            if last > first and self.words[last].text.casefold() in until:
                break
            last += 1
        return (self.run(first, end) for end in range(last, first, -1))

    def free(self) -> list[int]:
        """The places of the words that nobody claimed."""
        return [i for i in range(len(self.words)) if i not in self.claimed]

    def stretches(self) -> Iterator[tuple[int, int, str]]:
        """Unbroken stretches of free, unquoted words with their text."""
        first: int | None = None
        for i in range(min(len(self.words), MOST_WORDS) + 1):
            is_free = i < min(len(self.words), MOST_WORDS) and i not in self.claimed
            if is_free and not self.words[i].is_quoted:
                first = i if first is None else first
            elif first is not None:
                yield first, i, self.source[self.words[first].start : self.words[i - 1].end]
                first = None

    def covering(self, first: int, start: int, end: int) -> Run:
        """The run that covers characters `start` to `end` of the stretch that begins at `first`."""
        offset = self.words[first].start
        inside = [
            i
            for i, word in enumerate(self.words)
            if word.start < offset + end and word.end > offset + start
        ]
        return self.run(inside[0], inside[-1] + 1)

    def rest(self) -> str:
        """What nobody claimed, as it was written."""
        free = self.free()
        if not free:
            return ""
        if len(free) == free[-1] - free[0] + 1 and len(free) > 1:
            return self._written(free[0], free[-1])
        return " ".join(self.words[i].text for i in free)

    def _written(self, first: int, last: int) -> str:
        if any(self.words[i].is_quoted for i in range(first, last + 1)):
            return " ".join(self.words[i].text for i in range(first, last + 1))
        return self.source[self.words[first].start : self.words[last].end]
