"""The algorithms, all read and written as plain JSON values."""

from collections.abc import Callable
from typing import Any

from ml.models.base import Model
from ml.models.blend import Blend
from ml.models.constant import Constant
from ml.models.linear import Linear
from ml.models.network import Network
from ml.models.trees import Trees

ALGORITHMS = ("linear", "logistic", "tree", "forest", "boosting", "network")

READERS: dict[str, Callable[[dict[str, Any]], Model]] = {
    "base rate": Constant.read,
    "usual amount": Constant.read,
    "linear": Linear.read,
    "logistic": Linear.read,
    "stage medians": Linear.read,
    "tree": Trees.read,
    "forest": Trees.read,
    "boosting": Trees.read,
    "network": Network.read,
}


def read_model(state: dict[str, Any]) -> Model:
    """The model that a `state()` described; raises `KeyError` for an unknown algorithm."""
    if state["algorithm"] == "blend":
        return Blend(tuple(read_model(part) for part in state["parts"]))
    return READERS[state["algorithm"]](state)


def method_of(model: Model) -> str:
    """How a model's contributions are computed, and what they are measured from."""
    if isinstance(model, Blend):
        kinds = " and ".join(part.algorithm for part in model.parts)
        return f"the mean of the exact contributions of {kinds}"
    if isinstance(model, Trees):
        return "exact path-dependent Shapley values; background: the training rows in the trees"
    if isinstance(model, Network):
        return "integrated gradients in closed form; background: the mean training record"
    if isinstance(model, Constant):
        return "no column contributes: everybody gets the same answer"
    return "each column's own term; background: its mean over the training records"
