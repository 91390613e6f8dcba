"""One JSON case in, one JSON result out: the way in for checks from outside."""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any, NoReturn

from pydantic import ValidationError

from crm.rules import case_forms

Result = Any  # what JSON can hold

_KINDS: dict[str, Callable[[object], Result]] = {
    "money": lambda case: case_forms.MoneyCase.model_validate(case).result(),
    "schedule": lambda case: case_forms.ScheduleCase.model_validate(case).result(),
    "sla": lambda case: case_forms.SlaCase.model_validate(case).result(),
    "attribution": lambda case: case_forms.AttributionCase.model_validate(case).result(),
}
KINDS = tuple(_KINDS)
"""The kinds of cases that `answer` knows."""


def answer(kind: str, line: str) -> str:
    """The line of JSON that answers one case: `{"id", "result"}`, or `{"id", "error"}`.

    Never raises for a bad case; the id is null where none could be read. Raises KeyError
    for a kind that is not in `KINDS`.
    """
    solve = _KINDS[kind]
    name: object = None
    try:
        case = json.loads(line, parse_float=_exact, parse_constant=_refused)
        name = case.get("id") if isinstance(case, dict) else None
        return _line({"id": name, "result": solve(case)})
    except ValidationError as error:
        return _line({"id": name, "error": _first_problem(error)})
    # Dates past the year 9999 and nesting past the reader's depth are bad cases as well.
    except (ValueError, OverflowError, RecursionError) as error:
        return _line({"id": name, "error": str(error) or type(error).__name__})


def _line(found: dict[str, object]) -> str:
    return json.dumps(found, default=str)


def _exact(digits: str) -> Decimal | str:
    # A power of ten as exponent could ask for more digits than memory has.
    return digits if "e" in digits.lower() else Decimal(digits)


def _refused(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is no number of JSON")


def _first_problem(error: ValidationError) -> str:
    problem = error.errors(include_url=False, include_context=False, include_input=False)[0]
    place = ".".join(str(part) for part in problem["loc"])
    return f"{place}: {problem['msg'].removeprefix('Value error, ')}" if place else problem["msg"]
