"""A ticket's priority by rules that a team writes and can read.

Priority is hardly learnable from text, so nothing is learned. A rule is a line: a level, a
colon, and conditions parted by semicolons that must all hold: words of which one must stand in
the text, `mood < -0.5`, `category is billing`. The first line that holds decides.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

DEFAULT = "normal"
STANDARD = """\
urgent: outage, down for everyone, data loss, security breach, cannot work
urgent: 宕机, 数据丢失, 全部无法使用
urgent: mood < -0.8; lawyer, legal action, cancel the contract, 律师, 起诉, 解约
high: mood < -0.5
high: refund, charged twice, deadline, asap, urgent, 退款, 重复扣款, 紧急, 加急
low: feature request, suggestion, would be nice, 建议, 希望增加
"""

_MOOD = re.compile(r"mood\s*<\s*(-?[01](?:\.\d{1,3})?)")
_CATEGORY = re.compile(r"category\s+is\s+(\S.{0,80})")


class BadRule(ValueError):
    """A line that is no rule; carries its number, from 1."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(f"line {line}: {why}")
        self.line = line


@dataclass(frozen=True)
class Rule:
    """One line: `words` is empty, `mood_below` and `category` None where not asked for."""

    level: str
    words: tuple[str, ...]
    mood_below: float | None
    category: str | None
    line: int


@dataclass(frozen=True)
class Decision:
    """A priority and the number of the line that gave it; 0 where no line held."""

    level: str
    line: int


def parse(text: str) -> tuple[Rule, ...]:
    """Read rules, one a line; empty lines and those with `#` are skipped. Raises `BadRule`."""
    lines = enumerate(text.splitlines(), 1)
    return tuple(_rule(line, at) for at, line in lines if line.strip() and line.strip()[0] != "#")


def decide(rules: Sequence[Rule], text: str, mood: float, category: str | None = None) -> Decision:
    """Return what the first rule that holds says; `mood` is a score −1…1."""
    lowered = " ".join(text.casefold().split())
    for rule in rules:
        if _holds(rule, lowered, mood, category):
            return Decision(rule.level, rule.line)
    return Decision(DEFAULT, 0)


def _holds(rule: Rule, text: str, mood: float, category: str | None) -> bool:
    if rule.mood_below is not None and mood >= rule.mood_below:
        return False
    if rule.category is not None and rule.category != (category or "").casefold():
        return False
    return not rule.words or any(_stands(word, text) for word in rule.words)


def _stands(word: str, text: str) -> bool:
    """Tell whether a word stands in a text: as whole words where it is written in letters."""
    if not word.isascii():
        return word in text
    return re.search(rf"(?<!\w){re.escape(word)}(?!\w)", text) is not None


def _rule(line: str, at: int) -> Rule:
    level, colon, rest = line.partition(":")
    if not colon or not level.strip() or not rest.strip():
        raise BadRule(at, "a rule is a level, a colon and conditions")
    words: tuple[str, ...] = ()
    mood_below, category = None, None
    for condition in filter(None, (part.strip() for part in rest.split(";"))):
        if found := _MOOD.fullmatch(condition):
            mood_below = float(found.group(1))
        elif found := _CATEGORY.fullmatch(condition):
            category = found.group(1).strip().casefold()
        else:
            words += tuple(filter(None, (word.strip().casefold() for word in condition.split(","))))
    return Rule(level.strip().casefold(), words, mood_below, category, at)
