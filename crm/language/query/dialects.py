"""What the two databases write differently: folding, parts of texts, spans of time, calendars.

Folding is of A to Z only, so that both databases answer alike whatever locale they were made in.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Boolean, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.expression import FunctionElement


class Folded(FunctionElement[str]):
    """A text with its letters A to Z small."""

    type = String()
    inherit_cache = True
    name = "folded"


class Same(FunctionElement[bool]):
    """Whether a text is another one, which is folded already, but for its letters A to Z."""

    type = Boolean()
    inherit_cache = True
    name = "same"


class HoldsFolded(FunctionElement[bool]):
    """Whether a text holds another one, but for the letters A to Z: (text, folded, as `LIKE`).

    SQLite's own `LIKE` takes half the time of folding a million texts first.
    """

    type = Boolean()
    inherit_cache = True
    name = "holds_folded"


class Holds(FunctionElement[bool]):
    """Whether the first text holds the second; every character counts as itself."""

    type = Boolean()
    inherit_cache = True
    name = "holds"


class Seconds(FunctionElement[int]):
    """Whole seconds from the first moment to the second; parts of a second are cut off before."""

    type = BigInteger()
    inherit_cache = True
    name = "seconds"


@compiles(Folded, "sqlite")
def _folded_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    return f"lower({compiler.process(element.clauses, **kw)})"


@compiles(Folded, "postgresql")
def _folded_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    return f'lower({compiler.process(element.clauses, **kw)} COLLATE "C")'


@compiles(Same, "sqlite")
def _same_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    text, folded = (compiler.process(part, **kw) for part in element.clauses)
    return f"({text} = {folded} COLLATE NOCASE)"


@compiles(Same, "postgresql")
def _same_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    text, folded = (compiler.process(part, **kw) for part in element.clauses)
    return f'(lower({text} COLLATE "C") = {folded})'


@compiles(HoldsFolded, "sqlite")
def _holds_folded_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    text, _, pattern = element.clauses
    return f"({compiler.process(text, **kw)} LIKE {compiler.process(pattern, **kw)} ESCAPE '!')"


@compiles(HoldsFolded, "postgresql")
def _holds_folded_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    text, folded, _ = element.clauses
    said = f'lower({compiler.process(text, **kw)} COLLATE "C")'
    return f"(strpos({said}, {compiler.process(folded, **kw)}) > 0)"


@compiles(Holds, "sqlite")
def _holds_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    return f"(instr({compiler.process(element.clauses, **kw)}) > 0)"


@compiles(Holds, "postgresql")
def _holds_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    return f"(strpos({compiler.process(element.clauses, **kw)}) > 0)"


@compiles(Seconds, "sqlite")
def _seconds_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    first, second = (compiler.process(part, **kw) for part in element.clauses)
    return f"(CAST(strftime('%s', {second}) AS INTEGER) - CAST(strftime('%s', {first}) AS INTEGER))"


@compiles(Seconds, "postgresql")
def _seconds_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    first, second = (compiler.process(part, **kw) for part in element.clauses)
    span = f"floor(extract(epoch FROM {second})) - floor(extract(epoch FROM {first}))"
    return f"CAST({span} AS BIGINT)"
