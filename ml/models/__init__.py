"""The algorithms, all read and written as plain JSON values."""

from typing import Any

from ml.models.base import Model
from ml.models.constant import Constant
from ml.models.linear import Linear

ALGORITHMS = ("linear", "logistic", "tree", "forest", "boosting", "network")

READERS = {
    "base rate": Constant.of,
    "usual amount": Constant.of,
    "linear": Linear.of,
    "logistic": Linear.of,
}


def read_model(state: dict[str, Any]) -> Model:
    """The model that a `state()` described; raises `KeyError` for an unknown algorithm."""
    model: Model = READERS[state["algorithm"]](state)
    return model
