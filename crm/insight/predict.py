"""One prediction from figures that somebody says: `predict purchase-amount age=30 income=6000`."""

from __future__ import annotations

from math import isfinite
from typing import TYPE_CHECKING, Annotated

from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import Missing, NotUnderstood
from crm.engine.reply import Chips, Fact, Facts, Notice, Reply, Small, View
from crm.engine.texts import Percent, T, Term, Text, Value
from crm.insight import models
from crm.language import fields
from crm.language.fields.figures import Figures, Pairs
from crm.language.form import Form

if TYPE_CHECKING:
    import pandas as pd

    from ml.fitted import Fitted

UNVALIDATED = "unvalidated"
# The levels of ml's own intervals: of chances and of amounts.
CHANCE_LEVEL, AMOUNT_LEVEL = 0.9, 0.8
COLUMNS_SHOWN = 20


class Predict(Form):
    """What to predict, and the figures that the model needs."""

    kind: Annotated[str, fields.Choice(*models.KINDS)]
    figures: Annotated[Pairs, Figures()] = ()


@command("predict")
def predict(call: Call, form: Predict) -> Reply:
    """Predict from figures, with a fitted model."""
    del call
    fitted = models.load(form.kind)
    frame = _frame(fitted, dict(form.figures))
    given = tuple(Fact(name, str(frame[name].iloc[0])) for name in fitted.encoder.names)
    return Reply((Chips(given), *_answer(fitted, frame), *_notes(form.kind, fitted, frame)))


def _frame(fitted: Fitted, given: dict[str, str]) -> pd.DataFrame:
    """One row as the model needs it; raises where a column is missing, strange or unreadable."""
    import pandas as pd  # noqa: PLC0415 - only where a model is used

    needed = {name.casefold(): name for name in fitted.encoder.names}
    strange = [name for name in given if name.casefold() not in needed]
    if strange:
        raise NotUnderstood(
            T("The model does not know {name}.", name=strange[0]),
            next_step=_needs(fitted),
            field="figures",
        )
    named = {needed[name.casefold()]: value for name, value in given.items()}
    missing = [name for name in fitted.encoder.names if name not in named]
    if missing:
        shown = ", ".join(missing[:COLUMNS_SHOWN])
        raise Missing(
            T("Missing: {names}.", names=shown), next_step=_needs(fitted), field="figures"
        )
    frame = pd.DataFrame({name: [named[name]] for name in fitted.encoder.names})
    _refuse_unreadable(fitted, frame)
    return frame


def _needs(fitted: Fitted) -> Text:
    names = fitted.encoder.names
    example = " ".join(f"{name}=…" for name in names[:COLUMNS_SHOWN])
    return T("It needs: {example}", example=example)


def _refuse_unreadable(fitted: Fitted, frame: pd.DataFrame) -> None:
    read = fitted.encoder.encode(frame).numbers[0]
    for column, value in zip(fitted.encoder.numbers, read, strict=True):
        if not isfinite(value):
            text = str(frame[column.name].iloc[0])[:60]
            raise NotUnderstood(
                T("“{text}” is not a figure for {name}.", text=text, name=column.name),
                next_step=_needs(fitted),
                field="figures",
            )


def _answer(fitted: Fitted, frame: pd.DataFrame) -> tuple[View, ...]:
    found = fitted.predict(frame).iloc[0]
    value, low, high = (float(found[name]) for name in ("prediction", "low", "high"))
    if not isfinite(value):
        raise NotUnderstood(
            T("These figures are too far out to predict anything."), field="figures"
        )
    facts = [Fact(T("Prediction"), _figure(fitted, value))]
    if isfinite(low) and isfinite(high):
        level = CHANCE_LEVEL if fitted.is_chance else AMOUNT_LEVEL
        span = T(
            "{low} to {high} ({share} interval)",
            low=_figure(fitted, low),
            high=_figure(fitted, high),
            share=Percent(level),
        )
        facts.append(Fact(T("Interval"), span))
    usual = fitted.about.get("usual")
    if fitted.n and isinstance(usual, int | float) and isfinite(usual):
        label = T("Base rate") if fitted.is_chance else T("Usual amount")
        facts.append(Fact(label, _figure(fitted, float(usual))))
    return (Facts(tuple(facts)),)


def _figure(fitted: Fitted, value: float) -> Value:
    """A chance as a share; an amount in the data's own unit, to two decimals, ungrouped."""
    if fitted.is_chance:
        return Percent(value)
    if value and abs(value) < 1:
        return f"{value:.3g}"
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _notes(kind: str, fitted: Fitted, frame: pd.DataFrame) -> tuple[View, ...]:
    notes: list[View] = []
    if fitted.reason == UNVALIDATED:
        notes.append(Notice(T("Unvalidated: nobody checked this model against the base rate.")))
    if not fitted.published:
        text = T("The model found nothing beyond the base rate, so that is what it says.")
        notes.append(Notice(text))
    for name, words in fitted.encoder.unseen(frame).items():
        text = T("{name}: “{word}” was not in the data.", name=name, word=words[0])
        notes.append(Notice(text, "warning"))
    source = T(
        "{kind}: {algorithm}, fitted on {count} rows",
        kind=Term(kind),
        algorithm=fitted.algorithm,
        count=fitted.n,
    )
    return (*notes, Small(source))
