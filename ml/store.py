"""Model files: one JSON document with its own SHA-256, written whole or not at all.

Nothing in the file is ever executed: arrays and words only, no pickles and no class names.
The hash finds damage; it is no signature, so take model files only from people you trust.
"""

import hashlib
import json
import os
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ml.errors import BadModelFile

if TYPE_CHECKING:
    from ml.fitted import Fitted

FORMAT = "rapport-model"
VERSION = 1


def save(fitted: "Fitted", path: str | PathLike[str]) -> Path:
    """Write the model beside its place, then move it there in one step."""
    goal = Path(path)
    goal.parent.mkdir(parents=True, exist_ok=True)
    body = json.dumps(fitted.state(), ensure_ascii=False, allow_nan=True)
    digest = hashlib.sha256(body.encode()).hexdigest()
    head = json.dumps({"format": FORMAT, "version": VERSION, "sha256": digest})
    draft = goal.with_name(f".{goal.name}.{os.getpid()}.part")
    try:
        draft.write_text(f"{head}\n{body}\n", encoding="utf-8")
        draft.replace(goal)
    finally:
        draft.unlink(missing_ok=True)
    return goal


def load(path: str | PathLike[str]) -> "Fitted":
    """The model of a file; raises `BadModelFile` saying what is wrong and what to do."""
    from ml.fitted import Fitted  # noqa: PLC0415 - the file is checked before numpy is loaded

    try:
        return Fitted.of(_body(Path(path)))
    except (KeyError, TypeError, IndexError, AttributeError, ValueError) as problem:
        if isinstance(problem, BadModelFile):
            raise
        raise BadModelFile(
            f"{Path(path).name} does not hold a whole model. Fit it again with `rapport fit`."
        ) from problem


def _body(path: Path) -> dict[str, Any]:
    head, _, body = _text(path).partition("\n")
    body = body.removesuffix("\n")
    about = _head(head, path)
    if about.get("version") != VERSION:
        raise BadModelFile(
            f"{path.name} is of version {about.get('version')}; this program reads {VERSION}. "
            "Fit the model again."
        )
    if hashlib.sha256(body.encode()).hexdigest() != about.get("sha256"):
        raise BadModelFile(f"{path.name} is damaged: its hash does not match. Fit it again.")
    state: dict[str, Any] = json.loads(body)
    return state


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise BadModelFile(f"There is no model at {path.name}. Fit one first.") from None
    except (OSError, UnicodeDecodeError):
        raise _foreign(path) from None


def _head(head: str, path: Path) -> dict[str, Any]:
    try:
        about = json.loads(head) if len(head) < 1000 else None
    except ValueError:
        about = None
    if not isinstance(about, dict) or about.get("format") != FORMAT:
        raise _foreign(path)
    return about


def _foreign(path: Path) -> BadModelFile:
    return BadModelFile(
        f"{path.name} is not a model that `rapport fit` wrote. Name the file given to --out."
    )
