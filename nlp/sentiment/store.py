"""The model's files: numbers and words only, each checked against its hash before it is read."""

import hashlib
import json
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlp.sentiment.grams import Vocabulary
from nlp.sentiment.model import Head, Linear, Model

FOLDER = Path(__file__).parent / "model"
MANIFEST = "manifest.json"

Arrays = dict[str, NDArray[np.generic]]


class DamagedModel(Exception):
    """A file of the sentiment model is missing or is not the one that was trained."""


def read(folder: Path = FOLDER) -> Model:
    """Read the model. Raises `DamagedModel` where a file differs from the manifest."""
    check(folder)
    heads = {code: _head(folder / f"{code}.npz") for code in ("en", "zh")}
    with np.load(folder / "vectors.npz", allow_pickle=False) as arrays:
        vectors = _linear(dict(arrays), "vectors")
    return Model(heads, vectors)


def write(model: Model, folder: Path, made_from: dict[str, str]) -> None:
    """Write the model and its manifest; `made_from` names what it was trained on."""
    folder.mkdir(parents=True, exist_ok=True)
    for code, head in model.heads.items():
        np.savez_compressed(folder / f"{code}.npz", allow_pickle=False, **_head_arrays(head))
    vectors = {f"vectors_{key}": value for key, value in _linear_arrays(model.vectors).items()}
    np.savez_compressed(folder / "vectors.npz", allow_pickle=False, **vectors)
    seal(folder, made_from)


def seal(folder: Path, made_from: dict[str, str]) -> None:
    """Write the manifest over the files that stand in `folder`."""
    files = sorted(path for path in folder.iterdir() if path.suffix in {".npz", ".json"})
    hashes = {path.name: _hash(path) for path in files if path.name != MANIFEST}
    manifest = {"version": 1, "made_from": made_from, "sha256": hashes}
    (folder / MANIFEST).write_text(json.dumps(manifest, indent=1) + "\n", encoding="utf-8")


def _hashes(manifest: Path) -> dict[str, str]:
    try:
        return dict(json.loads(manifest.read_text(encoding="utf-8"))["sha256"])
    except (ValueError, KeyError, TypeError) as error:
        raise DamagedModel(f"{manifest.name} cannot be read; run make train-nlp") from error


def check(folder: Path) -> None:
    """Compare every file with the manifest."""
    path = folder / MANIFEST
    if not path.is_file():
        raise DamagedModel(f"{path.name} is missing; run make train-nlp")
    for name, expected in _hashes(path).items():
        file = folder / name
        if not file.is_file() or _hash(file) != expected:
            raise DamagedModel(f"{name} is not the file that was trained; run make train-nlp")


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _head_arrays(head: Head) -> dict[str, NDArray[np.generic]]:
    words = "\n".join(head.vocabulary.place).encode()
    return {
        "words": np.frombuffer(words, dtype=np.uint8),
        "rarity": head.vocabulary.rarity.astype(np.float16),
        "centre": head.centre,
        "scale": head.scale,
        "mix": head.mix,
        "bare": head.bare,
        "sharpness": np.array([head.sharpness, head.bare_sharpness]),
        **{f"rules_{key}": value for key, value in _linear_arrays(head.rules).items()},
        **{f"grams_{key}": value for key, value in _linear_arrays(head.grams, "f2").items()},
    }


def _linear_arrays(linear: Linear, kind: str = "f4") -> Arrays:
    return {"weights": linear.weights.astype(kind), "bias": linear.bias.astype("f4")}


def _head(path: Path) -> Head:
    with np.load(path, allow_pickle=False) as loaded:
        arrays: Arrays = dict(loaded)
    words = arrays["words"].tobytes().decode().split("\n")
    place = {word: at for at, word in enumerate(words)}
    sharpness = _floats(arrays["sharpness"])
    return Head(
        centre=_floats(arrays["centre"]),
        scale=_floats(arrays["scale"]),
        rules=_linear(arrays, "rules"),
        vocabulary=Vocabulary(place, _floats(arrays["rarity"])),
        grams=_linear(arrays, "grams"),
        mix=_floats(arrays["mix"]),
        bare=_floats(arrays["bare"]),
        sharpness=float(sharpness[0]),
        bare_sharpness=float(sharpness[1]),
    )


def _linear(arrays: Arrays, name: str) -> Linear:
    return Linear(_floats(arrays[f"{name}_weights"]), _floats(arrays[f"{name}_bias"]))


def _floats(array: NDArray[np.generic]) -> NDArray[np.float64]:
    return array.astype(np.float64)
