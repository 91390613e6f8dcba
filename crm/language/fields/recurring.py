"""Recurring rules: what `nlp.when` reads, kept in the schedule's canonical words."""

from __future__ import annotations

from crm.engine.errors import NotUnderstood
from crm.engine.texts import T
from crm.language.fields.base import Claim, FieldType, Reading
from crm.language.words import Words
from crm.rules.schedule import Rule, RuleNotUnderstood, parse_rule
from nlp import when

EXAMPLES = "every monday 9:00, every 2 weeks on friday 16:00, last working day of the month 17:00"
LONGEST = 120
# The word stands in the command's name: *digest every monday 9:00*.
OPENINGS = ("", "every ", "每")


class Recurring(FieldType[Rule]):
    """A wall-clock time on recurring days; it takes all words that are left."""

    rank = 80
    is_announced = False

    def parse(self, text: str, reading: Reading) -> Rule:
        """The rule that the text names; raises `NotUnderstood` where it names none."""
        del reading
        said = text.strip()
        for opening in OPENINGS if len(said) <= LONGEST else ():
            rule = _read(f"{opening}{said}")
            if rule is not None:
                return rule
        raise NotUnderstood(
            T("“{text}” is not a recurring time that I can read.", text=said[:60]),
            next_step=T("Write it like {example}.", example=EXAMPLES),
        )

    def show(self, value: Rule) -> str:
        """The canonical words: `every monday 9:00`."""
        return value.words()

    def claim(self, words: Words, reading: Reading) -> Claim[Rule] | None:
        """Everything that is left."""
        free = words.free()
        if not free:
            return None
        claim = Claim(words.run(free[0], free[-1] + 1), self.parse(words.rest(), reading))
        words.claimed.update(free)
        return claim


def _read(text: str) -> Rule | None:
    found = when.parse_rule(text)
    try:
        return parse_rule(found.words() if found is not None else text)
    except RuleNotUnderstood:
        return None
