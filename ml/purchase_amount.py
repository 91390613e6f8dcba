"""How much will this customer's next purchase be? The fit, by its kind."""

from typing import TYPE_CHECKING

from ml import amounts, textbook
from ml.ask import Ask, Progress
from ml.textbook import from_coefficients

if TYPE_CHECKING:
    import pandas as pd

    from ml.fitted import Fitted

__all__ = ["fit", "from_coefficients"]

KIND = "purchase-amount"


def fit(
    frame: "pd.DataFrame",
    target: str,
    *,
    time: str | None = None,
    algorithm: str | None = None,
    seed: int = 42,
    progress: Progress | None = None,
) -> "Fitted":
    """Amounts from the other columns; `algorithm="linear"` is the textbook flow.

    `time` names the column that orders the records: the newest are then held back for the
    figures. Raises `ml.errors.BadFrame` or `UnknownChoice`.
    """
    ask = Ask(KIND, frame, target, time, algorithm, seed, progress).checked()
    return textbook.fit(ask) if algorithm == "linear" else amounts.fit(ask)
