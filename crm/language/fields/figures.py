"""Named figures, as a model's columns take them: `age=30 income=6000 city="New York"`."""

from __future__ import annotations

import re

from crm.engine.errors import NotUnderstood
from crm.engine.texts import T
from crm.language.fields.base import Claim, FieldType, Reading
from crm.language.normal import clean
from crm.language.words import Words

EXAMPLE = "age=30 income=6000 purchase_history=5"
MOST = 200
LONGEST = 4_000
PAIR = re.compile(
    r'([^\s=＝"“,，;；]{1,80})\s?[=＝]\s?'
    r'(?:"([^"]*)"|“([^”]*)”|((?:(?![,，;；]{1,3}[^\s=＝,，;；]{1,80}[=＝])[^\s"“])+))'
    r"[\s,，;；]{0,9}"
)

Pairs = tuple[tuple[str, str], ...]


class Figures(FieldType[Pairs]):
    """Pairs of a name and a value, both as they were written; a name counts once, the last wins."""

    rank = 80
    is_announced = False

    def parse(self, text: str, reading: Reading) -> Pairs:
        """The pairs of the text; raises `NotUnderstood` for words that are no pair."""
        del reading
        said = clean(text).strip()
        if len(said) > LONGEST:
            raise NotUnderstood(
                T(
                    "That text has {length} characters; at most {longest} fit here.",
                    length=len(said),
                    longest=LONGEST,
                )
            )
        found: dict[str, str] = {}
        end = 0
        while (match := PAIR.match(said, end)) and len(found) < MOST:
            value = next(group for group in match.groups()[1:] if group is not None)
            found[match[1]] = value if match[4] is None else value.rstrip(",，;；")
            end = match.end()
        if end < len(said) or not found:
            raise NotUnderstood(
                T("I could not place “{words}”.", words=said[end:][:120] or "–"),
                next_step=T("Write it like {example}.", example=EXAMPLE),
            )
        return tuple(found.items())

    def show(self, value: Pairs) -> str:
        """The pairs, values with spaces in quotes."""
        return " ".join(f"{name}={_quoted(given)}" for name, given in value)

    def claim(self, words: Words, reading: Reading) -> Claim[Pairs] | None:
        """Everything that is left."""
        free = words.free()
        if not free:
            return None
        claim = Claim(words.run(free[0], free[-1] + 1), self.parse(words.rest(), reading))
        words.claimed.update(free)
        return claim


def _quoted(value: str) -> str:
    return value if value and not re.search(r'[\s"“”,，;；]', value) else f'"{value}"'
