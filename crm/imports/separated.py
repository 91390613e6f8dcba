"""CSV: which encoding, which separator, and rows with the physical line on which they begin."""

from __future__ import annotations

import codecs
import csv
from collections import deque
from collections.abc import Iterator
from pathlib import Path

from crm.imports.rows import Row

BLOCK = 1 << 20
LONGEST_CELL = 40_000
MOST_LINES = 2_000
SEPARATORS = ",;\t|"
# UTF-8 with lines that a program of Windows, in the West or in China, has added.
MIXED, MIXED_CHINESE = "mixed", "mixed with gb18030"


def encoding(path: Path) -> str | None:
    """The encoding of a text file; None where it is none. `MIXED` is UTF-8 with odd lines."""
    with path.open("rb") as file:
        head = file.read(BLOCK)
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    if b"\0" in head:
        return _without_mark(head)
    if head.startswith(codecs.BOM_UTF8):
        return "utf-8-sig" if _reads(path, "utf-8-sig") else MIXED
    if _reads(path, "utf-8"):
        return "utf-8"
    return _legacy(path)


def _without_mark(head: bytes) -> str | None:
    """UTF-16 whose mark is missing: every other byte of Latin text is zero."""
    even, odd = head[0::2].count(0), head[1::2].count(0)
    most = len(head) // 2
    if odd > most * 0.4 and even < most * 0.1:
        return "utf-16-le"
    return "utf-16-be" if even > most * 0.4 and odd < most * 0.1 else None


def _reads(path: Path, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    try:
        with path.open("rb") as file:
            while block := file.read(BLOCK):
                decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def _legacy(path: Path) -> str:
    """GB18030, Latin-1 (as Windows writes it), or UTF-8 with some lines of another encoding."""
    good = bad = 0
    others = bytearray()
    with path.open("rb") as file:
        for line in file:
            if line.isascii():
                continue
            if _is_utf8(line):
                good += 1
            else:
                bad += 1
                others += line if len(others) < 4 * BLOCK else b""
    is_chinese = _looks_chinese(bytes(others))
    if is_chinese and bad >= good and _reads(path, "gb18030"):
        return "gb18030"
    if good:
        return MIXED_CHINESE if is_chinese else MIXED
    return "cp1252" if _reads(path, "cp1252") else "latin-1"


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _looks_chinese(block: bytes) -> bool:
    """Whether the pairs of bytes are those of everyday characters: in Latin text they are not."""
    everyday = other = 0
    at = 0
    while at < len(block) - 1:
        if block[at] < 0x80:
            at += 1
            continue
        if 0x30 <= block[at + 1] <= 0x39:
            at += 4
            continue
        is_everyday = 0xB0 <= block[at] <= 0xF7 and block[at + 1] >= 0xA1
        everyday, other = everyday + is_everyday, other + (not is_everyday)
        at += 2
    return everyday > other


def separator(path: Path, name: str) -> str:
    """The character between the cells: the one that the first lines have most of."""
    counts = dict.fromkeys(SEPARATORS, 0)
    for text in _first(path, name):
        if text.lower().startswith("sep=") and len(text.strip()) == 5:
            return text.strip()[4]
        outside = "".join(text.split('"')[::2])
        for each in SEPARATORS:
            counts[each] += outside.count(each)
        if any(counts.values()):
            break
    return max(SEPARATORS, key=lambda each: counts[each])


def _first(path: Path, name: str) -> Iterator[str]:
    for _, text in zip(range(10), _lines(path, name), strict=False):
        yield text


def _lines(path: Path, name: str) -> Iterator[str]:
    if name not in {MIXED, MIXED_CHINESE}:
        with path.open(encoding=name, newline="") as file:
            yield from file
        return
    with path.open("rb") as raw:
        for number, line in enumerate(raw):
            bare = line.removeprefix(codecs.BOM_UTF8) if number == 0 else line
            yield bare.decode("utf-8") if _is_utf8(bare) else _decoded(bare, name)


def _decoded(line: bytes, name: str) -> str:
    try:
        if name == MIXED_CHINESE:
            return line.decode("gb18030")
        return line.decode("cp1252")
    except UnicodeDecodeError:
        return line.decode("latin-1")


class _Source:
    """Physical lines for the reader; those of a broken row can be given again."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._again: deque[str] = deque()
        self.taken: list[str] = []
        self.done = 0

    def __iter__(self) -> _Source:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= MOST_LINES:
            raise StopIteration
        line = self._again.popleft() if self._again else next(self._lines)
        self.taken.append(line)
        return line

    def settle(self) -> None:
        """The row is read; go on behind it."""
        self.done += len(self.taken)
        self.taken = []

    def give_back(self) -> None:
        """Only the first line of the row is used up."""
        self._again.extendleft(reversed(self.taken[1:]))
        self.done += 1
        self.taken = []


def rows(path: Path, name: str, mark: str) -> Iterator[Row]:
    """Every row, with the physical line on which it begins; a quote left open spoils one line."""
    csv.field_size_limit(50_000_000)
    source = _Source(_lines(path, name))
    reader = csv.reader(source, delimiter=mark)
    while True:
        cells = next(reader, None)
        if cells is None and not source.taken:
            return
        first = source.done + 1
        is_open = len(source.taken) > 1 and sum(t.count('"') for t in source.taken) % 2 == 1
        if cells is None or is_open:
            yield _broken(first, source.taken[0], mark)
            source.give_back()
            reader = csv.reader(source, delimiter=mark)
            continue
        source.settle()
        if first > 1 or not cells or not cells[0].lower().startswith("sep="):
            yield _measured(first, cells)


def _broken(line: int, text: str, mark: str) -> Row:
    before = text[: text.rfind('"')]
    column = "".join(before.split('"')[::2]).count(mark) + 1
    trouble = "a quote is opened and never closed"
    return Row(line, tuple(text.rstrip("\r\n").split(mark)), trouble, column)


def _measured(line: int, cells: list[str]) -> Row:
    for number, cell in enumerate(cells):
        if len(cell) > LONGEST_CELL:
            trouble = f"the cell has {len(cell):,} characters, at most {LONGEST_CELL:,} are kept"
            short = tuple(each[:200] for each in cells)
            return Row(line, short, trouble, number + 1)
    return Row(line, tuple(cells))
