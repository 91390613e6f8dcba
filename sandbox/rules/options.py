"""What Slack refuses about the answer to a type-ahead menu."""

from itertools import chain

from sandbox.rules import limits
from sandbox.rules.check import each, only_one, shape
from sandbox.rules.message import refuse
from sandbox.rules.objects import OPTION_GROUP, SELECT_OPTION, distinct_options

_ANSWER = shape(
    {},
    {
        "options": each(SELECT_OPTION, limits.OPTIONS, 0),
        "option_groups": each(OPTION_GROUP, limits.OPTION_GROUPS, 0),
    },
    only_one("options", "option_groups"),
    distinct_options,
)


def check_options(answer: object) -> None:
    """Raise `invalid_options` when a block_suggestion was answered in a wrong form."""
    refuse(chain(_ANSWER(answer, ())), "invalid_options")
