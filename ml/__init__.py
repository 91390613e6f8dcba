"""Frames in, predictions out, without Slack and SQL.

`ml.fit(kind, frame, target)` gives a fitted model, `ml.load(path)` reads one back. The submodules
(`ml.churn`, `ml.honest` …) are imported when first named, so that `import ml` stays light.
"""

from importlib import import_module
from importlib.util import find_spec
from os import PathLike
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

    from ml.fitted import Fitted

KINDS = {
    "purchase-amount": "purchase_amount",
    "conversion": "conversion",
    "win": "win",
    "churn": "churn",
}


def fit(kind: str, frame: "pd.DataFrame", target: str, **options: Any) -> "Fitted":
    """Fit the model of a kind (one of `KINDS`) on a frame; `options` as of `ml.churn.fit`.

    Raises `ml.errors.UnknownChoice` for a kind that does not exist.
    """
    from ml.errors import UnknownChoice  # noqa: PLC0415 - keeps `import ml` light

    if kind not in KINDS:
        raise UnknownChoice(f"There is no kind '{kind}'. Choose one of: {', '.join(KINDS)}.")
    fitted: Fitted = import_module(f"ml.{KINDS[kind]}").fit(frame, target, **options)
    return fitted


def load(path: "str | PathLike[str]") -> "Fitted":
    """Read a model that `Fitted.save` wrote; raises `ml.errors.BadModelFile`."""
    from ml import store  # noqa: PLC0415 - keeps `import ml` light

    return store.load(path)


def __getattr__(name: str) -> ModuleType:
    """Import a submodule when it is first named: `ml.churn.fit(…)`."""
    if name.startswith("_") or find_spec(f"ml.{name}") is None:
        raise AttributeError(f"module 'ml' has no part '{name}'")
    return import_module(f"ml.{name}")
