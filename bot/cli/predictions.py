"""`rapport fit`, `predict`, `recommend` and `clv`: files in, files out, without a database."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from bot import settings
from bot.cli.terminal import Failed, say, working, write, write_json
from crm.imports import separated

if TYPE_CHECKING:
    import pandas as pd

    from ml.cleaning import Cleaning
    from ml.fitted import Fitted

app = typer.Typer()
DataFile = Annotated[Path, typer.Option("--data", help="A CSV file")]


@app.command()
def fit(  # noqa: PLR0913, PLR0917 - the contract's own options
    kind: Annotated[str, typer.Argument(help="purchase-amount, conversion, win or churn")],
    data: DataFile,
    target: Annotated[str, typer.Option(help="The column to predict")],
    time: Annotated[str | None, typer.Option(help="A column of dates or growing numbers")] = None,
    algorithm: Annotated[str | None, typer.Option(help="linear, logistic, tree …")] = None,
    out: Annotated[Path | None, typer.Option(help="Where the model goes")] = None,
    plots: Annotated[Path | None, typer.Option(help="A folder for figures")] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the report as JSON")] = False,
) -> None:
    """Fit a model on a file and say honestly how good it is."""
    import ml  # noqa: PLC0415 - pandas and scikit-learn only where models are fitted

    frame = _frame(data)
    with working(f"Fitting {kind} on {len(frame):,} rows") as tell:
        fitted = ml.fit(kind, frame, target, time=time, algorithm=algorithm, progress=tell)
    _tell_cleaning(fitted.cleaning)
    place = fitted.save(out or _home() / kind)
    say(f"Saved to {place}")
    if plots is not None:
        _draw(fitted, frame, plots)
    if json:
        write_json(fitted.report())
    else:
        _tell(fitted)


def _tell(fitted: Fitted) -> None:
    report = fitted.report()
    for name in ("kind", "n", "algorithm", "published", "reason"):
        write(f"{name}: {report[name]}")
    for name, value in report["metrics"].items():
        base = report["baseline"].get(name)
        beside = f" (baseline {base:.4g})" if isinstance(base, float | int) else ""
        write(f"{name}: {value:.4g}{beside}")
    if report["refused_columns"]:
        write(f"refused columns: {', '.join(report['refused_columns'])}")
    _tell_comparison(fitted)
    if fitted.published and fitted.algorithm == "tree":
        from ml import explain  # noqa: PLC0415 - as above

        for rule in explain.rules(fitted):
            write(str(rule))


def _tell_comparison(fitted: Fitted) -> None:
    """Every algorithm on the same held-back rows, the baseline first."""
    if not fitted.comparison:
        return
    names = list(fitted.comparison[0])
    write(f"compared on the same held-back rows ({fitted.about['split']}):")
    write("  ".join(f"{name:<12}" for name in names).rstrip())
    for row in fitted.comparison:
        cells = (row[name] if isinstance(row[name], str) else f"{row[name]:.4g}" for name in names)
        write("  ".join(f"{cell:<12}" for cell in cells).rstrip())


def _tell_cleaning(cleaning: Cleaning) -> None:
    for line in cleaning.lines():
        say(line)


def _tell_method(answer: pd.DataFrame) -> None:
    """What was read and left out, and by which method the answer was made."""
    _tell_cleaning(answer.attrs["cleaning"])
    reason = answer.attrs["reason"]
    say(f"Method: {answer.attrs['method']}{f' ({reason})' if reason else ''}.")


@app.command()
def predict(
    model: Annotated[str, typer.Argument(help="A model's path or kind")], data: DataFile
) -> None:
    """Predict each row of a file."""
    import ml  # noqa: PLC0415 - pandas and scikit-learn only where models are used

    path = Path(model) if Path(model).exists() else _home() / model
    if not path.exists():
        raise Failed(f"there is no model {model}; fit one with rapport fit {model} --data …")
    frame = _frame(data)
    answers = ml.load(path).predict(frame)
    known = [name for name in answers.columns if not answers[name].isna().all()]
    frame.assign(**{name: answers[name] for name in known}).to_csv(sys.stdout, index=False)


@app.command()
def recommend(
    data: DataFile,
    customer: Annotated[str | None, typer.Option("--for", help="One customer only")] = None,
    top: Annotated[int, typer.Option(min=1, help="How many products each")] = 10,
    until: Annotated[str | None, typer.Option(help="Use purchases up to this day")] = None,
) -> None:
    """Recommend products to each customer of a file of purchases."""
    from ml import recommend as recommender  # noqa: PLC0415 - as above

    with working("Comparing recipes on the newest purchases"):
        found = recommender.from_frame(_frame(data, texts=True), customer, top, until)
    _tell_method(found)
    found.to_csv(sys.stdout, index=False)


@app.command()
def clv(
    data: DataFile,
    until: Annotated[str, typer.Option(help="The last day of the history")],
    weeks: Annotated[float, typer.Option(min=0, help="How far ahead to look")],
) -> None:
    """Say how often and for how much each customer will buy."""
    from ml import lifetime  # noqa: PLC0415 - as above

    with working("Fitting how customers come back"):
        found = lifetime.from_frame(_frame(data, texts=True), until, weeks)
    _tell_method(found)
    found.to_csv(sys.stdout, index=False)


def _frame(path: Path, *, texts: bool = False) -> pd.DataFrame:
    """The file as a frame, in whatever encoding and with whatever separator it was written.

    Raises `Failed` where it cannot be read.
    """
    import pandas as pd  # noqa: PLC0415 - as above

    try:
        encoding = separated.encoding(path)
        if encoding is None:
            raise Failed(f"{path} is no text file. Save the table as CSV.")
        return pd.read_csv(
            path,
            dtype={"customer": str, "product": str} if texts else None,
            sep=separated.separator(path, encoding),
            encoding="utf-8" if encoding.startswith("mixed") else encoding,
            encoding_errors="replace",
            low_memory=False,
        )
    except (OSError, ValueError, pd.errors.ParserError) as error:
        raise Failed(f"{path} cannot be read as CSV: {str(error)[:200]}") from error


def _home() -> Path:
    return settings.read().rapport_home / "models"


def _draw(fitted: Fitted, frame: pd.DataFrame, folder: Path) -> None:
    from ml import plots  # noqa: PLC0415 - matplotlib only where figures are drawn

    for path in plots.save(fitted, frame, folder):
        say(f"Drew {path}")
