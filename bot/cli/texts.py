"""`rapport sentiment`, `when` and `rules`: lines in, JSON lines out, without a database."""

from __future__ import annotations

from enum import StrEnum
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import typer

from bot.cli.terminal import Failed, lines, moment, say, write, write_json

if TYPE_CHECKING:
    from nlp.sentiment import Correction, Scorer

app = typer.Typer()
BATCH = 256
LABELS = ("negative", "neutral", "positive")


class RuleKind(StrEnum):
    """The four kinds of rules that can be checked from outside."""

    money = "money"
    sla = "sla"
    schedule = "schedule"
    attribution = "attribution"


@app.command()
def sentiment(
    learn: Annotated[
        Path | None, typer.Option(help="TSV of label, text: a team's corrections")
    ] = None,
) -> None:
    """Score the mood of each line."""
    from nlp import sentiment as moods  # noqa: PLC0415 - the model is loaded only here

    scorer = moods.load() if learn is None else _corrected(learn)
    waiting = lines()
    while batch := list(islice(waiting, BATCH)):
        for text, mood in zip(batch, scorer.score(batch), strict=True):
            write_json(
                {
                    "text": text,
                    "language": mood.language,
                    "label": mood.label,
                    "score": round(mood.score, 4),
                    "sure": mood.sure,
                }
            )


@app.command()
def when(
    now: Annotated[str, typer.Option(help="ISO moment; without offset wall time in --tz")],
    tz: Annotated[str, typer.Option(help="IANA zone, for example Europe/Berlin")],
) -> None:
    """Read the time that each line names."""
    from nlp import when as times  # noqa: PLC0415 - the grammar is built only here

    try:
        zone = ZoneInfo(tz)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise Failed(f"there is no zone {tz}") from error
    reference = moment(now, tz)
    for text in lines():
        found = times.parse(text, reference, zone)
        at = found.at.astimezone(zone).isoformat() if found else None
        write_json({"text": text, "at": at, "whole_day": bool(found and found.whole_day)})


@app.command()
def rules(kind: RuleKind) -> None:
    """Work out cases of money, SLA, schedules or attribution."""
    from crm.rules import cases  # noqa: PLC0415 - the forms are built only here

    for line in lines():
        if line.strip():
            write(cases.answer(kind.value, line))


def _corrected(path: Path) -> Scorer:
    """The scorer after a team's corrections, where they made it better; told on stderr."""
    from nlp import sentiment as moods  # noqa: PLC0415 - the model is loaded only here

    candidate = moods.learn(_corrections(path))
    say(f"{candidate.corrections} corrections: {candidate.verdict}")
    for name, figures in (("before", candidate.champion), ("after", candidate.challenger)):
        if figures is not None:
            say(f"{name}: accuracy {figures.accuracy:.3f}, macro-F1 {figures.macro_f1:.3f}")
    return candidate.scorer()


def _corrections(path: Path) -> list[Correction]:
    from nlp.sentiment import Correction as One  # noqa: PLC0415 - as above

    found: list[Correction] = []
    try:
        rows = path.read_text(encoding="utf-8", errors="replace").splitlines()
    except OSError as error:
        raise Failed(f"{path} cannot be read") from error
    for number, row in enumerate(rows, 1):
        label, tab, text = row.partition("\t")
        if label not in LABELS or not tab:
            raise Failed(f"{path}, line {number}: a label ({', '.join(LABELS)}), a tab, the text")
        found.append(One(text, label))  # type: ignore[arg-type]  # one of the three, checked above
    return found
