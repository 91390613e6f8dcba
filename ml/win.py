"""Will this deal be won? The fit, by its kind."""

from typing import TYPE_CHECKING

from ml import yesno
from ml.ask import Ask, Progress
from ml.close_time import fit as time_to_close

if TYPE_CHECKING:
    import pandas as pd

    from ml.fitted import Fitted

__all__ = ["fit", "time_to_close"]

KIND = "win"


def fit(
    frame: "pd.DataFrame",
    target: str,
    *,
    time: str | None = None,
    algorithm: str | None = None,
    seed: int = 42,
    progress: Progress | None = None,
) -> "Fitted":
    """The chance of a yes from the other columns, published only when it beats the base rate.

    `time` names the column that orders the records: the newest are then held back for the
    figures. Raises `ml.errors.BadFrame` or `UnknownChoice`.
    """
    return yesno.fit(Ask(KIND, frame, target, time, algorithm, seed, progress).checked())
