"""How Chinese names sound in Latin letters: in full and by initials, zhangwei and zw for 张伟."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from crm.engine.search.words import IS_CJK

RUN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]+")
# Names longer than that are companies', found by their beginning as well.
LONGEST = 12
MOST_READINGS = 4
SHORT = 4


def of_name(text: str) -> set[str]:
    """The words under which a name is found by its sound; none of a name without characters.

    A character with several readings has each: 单 is shan as a family name, dan else.
    """
    if not IS_CJK.search(text):
        return set()
    return {word for run in RUN.findall(text) if len(run) > 1 for word in _of_run(run[:LONGEST])}


@lru_cache(maxsize=20_000)
def _of_run(run: str) -> frozenset[str]:
    """A run's sounds: of all of it, by its syllables where it is a person's name."""
    found: set[str] = set()
    for reading in _readings(run):
        found |= {"".join(reading), "".join(sound[0] for sound in reading)}
        if len(reading) > SHORT:
            found.add("".join(reading[:2]))
        else:
            found |= {"".join(reading[1:]), *reading}
    return frozenset(found)


def _readings(run: str) -> Iterator[tuple[str, ...]]:
    """A run as it is read, then with each character in turn read otherwise."""
    from pypinyin import Style, pinyin  # noqa: PLC0415 - its tables take a third of a second

    likely = tuple(_plain(one[0]) for one in pinyin(run, style=Style.NORMAL))
    yield likely
    for place, sign in enumerate(run if len(run) <= SHORT else ""):
        for other in pinyin(sign, style=Style.NORMAL, heteronym=True)[0][:MOST_READINGS]:
            if _plain(other) != likely[place]:
                yield (*likely[:place], _plain(other), *likely[place + 1 :])


def _plain(sound: str) -> str:
    return sound.replace("ü", "v")
