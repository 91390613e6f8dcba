"""The fitted models of this installation: files in one folder, one for each kind."""

from __future__ import annotations

from functools import lru_cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from crm.engine.errors import TooEarly
from crm.engine.texts import T, Term

if TYPE_CHECKING:
    from ml.fitted import Fitted

KINDS = ("purchase-amount", "conversion", "win", "churn")
_folders: list[Path] = []


def use(folder: Path) -> None:
    """Look for models in `folder` from here on; said once, where the parts are put together."""
    _folders[:] = [folder]


def load(kind: str) -> Fitted:
    """The model of a kind; raises `TooEarly` where there is none that can be read.

    A missing, damaged or foreign file is the same to a person: one has to be fitted. The reason
    is told.
    """
    path = _folders[0] / kind if _folders else None
    try:
        seen = path.stat() if path else None
    except OSError:
        seen = None
    if path is None or seen is None:
        raise _none_yet(kind, "")
    from ml.errors import BadModelFile  # noqa: PLC0415 - pandas only where a model is used

    try:
        return _read(path, seen.st_mtime_ns, seen.st_size)
    except BadModelFile as error:
        raise _none_yet(kind, str(error)) from error


@lru_cache(maxsize=16)
def _read(path: Path, _changed_at: int, _size: int) -> Fitted:
    import ml  # noqa: PLC0415 - as above

    return ml.load(path)


def _none_yet(kind: str, reason: str) -> TooEarly:
    fitting = f"rapport fit {kind} --data FILE --target COLUMN"
    said = T("There is no model for {kind} yet.", kind=Term(kind))
    if reason:
        said = T("There is no model for {kind} that can be read.", kind=Term(kind))
    return TooEarly(
        said, next_step=T("An operator can fit one: {command}", command=fitting), field="kind"
    )


def warm() -> None:
    """Import what predictions need, so that the first one is as fast as the next.

    Takes a second or two of CPU; meant for a background thread when a process starts.
    """
    for name in ("scipy.special", "ml.fitted", "ml.honest", "ml.revenue"):
        import_module(name)
