"""The weekly line on the quality of the data, with its trend; each number opens its list."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta

from crm.engine import permission
from crm.engine.call import CLOCK, Call
from crm.engine.reply import Actions, Button, Fact, Facts, View
from crm.engine.texts import Joined, Percent, T, Text, Value
from crm.models import QualityFigure
from crm.people.quality import conditions, figures, report
from crm.people.quality.figures import Figures

WEEKS = 4
Before = Mapping[tuple[str, date], QualityFigure]


def section(call: Call) -> tuple[View, ...]:
    """One line a kind: completeness now and its change since the last week that was kept."""
    before = figures.earlier(call, WEEKS)
    facts: list[Fact] = []
    buttons: list[Button] = []
    for kind in figures.KINDS:
        found = figures.measure(call, kind)
        if not found.total:
            continue
        facts.append(Fact(_label(kind), Joined(_line(call, found, before), "; ")))
        buttons += report.buttons(found)[:2]
    if not facts:
        return ()
    return Facts(tuple(facts)), Actions(tuple(buttons))


def counted(call: Call) -> list[Figures]:
    """The whole workspace's counts, whoever calls: what the trend is made of."""
    everything = replace(call, caller=CLOCK)
    return [figures.measure(everything, kind) for kind in figures.KINDS]


def _label(kind: str) -> Text:
    return T("Quality of contacts") if kind == "contact" else T("Quality of companies")


def _line(call: Call, found: Figures, before: Before) -> tuple[Value, ...]:
    said: list[Value] = []
    share = found.completeness
    if share is not None:
        said.append(T("{share} of needed fields filled", share=Percent(share)))
    change = _change(call, found, before)
    if change is not None:
        said.append(change)
    said.append(T("{n} incomplete", n=found.total - found.complete))
    said.append(T("{n} invalid", n=found.invalid))
    said.append(T("{n} stale", n=found.stale))
    return tuple(said)


def _change(call: Call, found: Figures, before: Before) -> Text | None:
    """The change of the share in points since the newest week kept, for whoever sees all."""
    model = conditions.MODELS[found.kind]
    share = found.completeness
    if share is None or permission.reach(call.caller, model) != "all":
        return None
    monday = figures.week_of(call)
    for weeks in range(1, WEEKS + 1):
        row = before.get((found.kind, monday - timedelta(weeks=weeks)))
        if row is not None and row.needed:
            points = round(100 * (share - row.filled / row.needed), 1)
            said = f"{points:+.1f}" if points else "±0"
            return T(
                "{points} points in {n} week", "{points} points in {n} weeks", points=said, n=weeks
            )
    return None
