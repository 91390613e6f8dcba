"""Times in English and Chinese: moments, days, ranges and recurring rules.

A phrase that could mean two things is not understood: a wrong time is worse than a question.
"""

from nlp.when.conventions import DEFAULT, Conventions
from nlp.when.phrase import find, parse
from nlp.when.ranges import parse_range
from nlp.when.recurring import parse_rule
from nlp.when.values import Found, Range, Rule, When

__all__ = [
    "DEFAULT",
    "Conventions",
    "Found",
    "Range",
    "Rule",
    "When",
    "find",
    "parse",
    "parse_range",
    "parse_rule",
]
