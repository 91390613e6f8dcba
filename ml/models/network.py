"""A neural network of one hidden layer, with exact contributions.

raw = c + Σ v_j · max(0, b_j + w_j·x). Contributions are integrated gradients from the training
mean (Sundararajan, Taly, Yan 2017), in closed form: along the straight line from the mean to the
record each hidden unit changes its sign at most once.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from ml.encode import Table
from ml.frame import Floats
from ml.models.design import Design, NumberBasis, telling

HIDDEN = 12
DECAY = 3.0
ROUNDS = 60


@dataclass(frozen=True)
class Network:
    """Weights (inputs × units), unit biases, output weights, and the mean input."""

    algorithm: str
    design: Design
    inward: Floats
    bias: Floats
    outward: Floats
    offset: float
    mean: Floats

    def raw(self, table: Table) -> Floats:
        """The network's output."""
        hidden = np.maximum(self.design.matrix(table) @ self.inward + self.bias, 0.0)
        out: Floats = hidden @ self.outward + self.offset
        return out

    def contributions(self, table: Table) -> tuple[Floats, float]:
        """Integrated gradients from the mean record, summed over each column's inputs."""
        matrix = self.design.matrix(table)
        start = self.mean @ self.inward + self.bias
        end = matrix @ self.inward + self.bias
        move = end - start
        lift = np.maximum(end, 0.0) - np.maximum(start, 0.0)
        slope = np.divide(lift, move, out=np.zeros_like(move), where=np.abs(move) > 1e-12)
        each = (matrix - self.mean) * ((slope * self.outward) @ self.inward.T)
        background = float(np.maximum(start, 0.0) @ self.outward + self.offset)
        return _by_column(each, self.design), background

    def state(self) -> dict[str, Any]:
        """Plain JSON values."""
        bases = [b.state() for b in self.design.bases]
        arrays = {k: getattr(self, k).tolist() for k in ("inward", "bias", "outward", "mean")}
        widths = list(self.design.widths)
        return {"algorithm": self.algorithm, "bases": bases, "widths": widths, **arrays} | {
            "offset": self.offset
        }

    @classmethod
    def read(cls, state: dict[str, Any]) -> "Network":
        """The network that `state` described."""
        bases = tuple(NumberBasis.read(basis) for basis in state["bases"])
        inward, bias, outward, mean = (
            np.array(state[k], float) for k in ("inward", "bias", "outward", "mean")
        )
        design = Design(bases, tuple(int(w) for w in state["widths"]))
        offset = float(state["offset"])
        return cls(str(state["algorithm"]), design, inward, bias, outward, offset, mean)


def _by_column(each: Floats, design: Design) -> Floats:
    sizes = [b.width for b in design.bases] + list(design.widths)
    starts = np.cumsum([0, *sizes[:-1]]).astype(np.intp)
    out: Floats = np.add.reduceat(each, starts, axis=1) if sizes else np.zeros((len(each), 0))
    return out


def network(
    table: Table, target: Floats, widths: tuple[int, ...], *, chance: bool, seed: int
) -> Network:
    """Twelve hidden units by L-BFGS with weight decay; amounts are scaled while fitting."""
    from scipy.optimize import minimize  # noqa: PLC0415 - heavy

    design = Design.learn(table, widths, bends=False)
    matrix = design.matrix(table)
    middle, scale = (0.0, 1.0) if chance else (float(target.mean()), float(target.std()) or 1.0)
    kept = telling(matrix, target)
    loss = _Loss(matrix[:, kept], (target - middle) / scale, chance)
    start = np.random.default_rng(seed).normal(0, 0.3, loss.size)
    found = minimize(loss, start, jac=True, method="L-BFGS-B", options={"maxiter": ROUNDS}).x
    near, bias, outward, offset = loss.parts(found)
    inward = np.zeros((matrix.shape[1], HIDDEN))
    inward[kept] = near
    return Network(
        "network",
        design,
        inward,
        bias,
        outward * scale,
        float(offset * scale + middle),
        matrix.mean(axis=0),
    )


class _Loss:
    """Log loss (or half squares) plus weight decay, with its gradient."""

    def __init__(self, matrix: Floats, target: Floats, chance: bool) -> None:
        self.matrix, self.target, self.chance = matrix, target, chance
        self.size = (matrix.shape[1] + 2) * HIDDEN + 1

    def parts(self, flat: Floats) -> tuple[Floats, Floats, Floats, float]:
        """Weights in, biases, weights out, offset."""
        split = self.matrix.shape[1] * HIDDEN
        inward = flat[:split].reshape(-1, HIDDEN)
        return inward, flat[split : split + HIDDEN], flat[split + HIDDEN : -1], float(flat[-1])

    def __call__(self, flat: Floats) -> tuple[float, Floats]:
        inward, bias, outward, offset = self.parts(flat)
        before = self.matrix @ inward + bias
        hidden = np.maximum(before, 0.0)
        raw = hidden @ outward + offset
        loss, pull = self._error(raw)
        back = (pull[:, None] * outward) * (before > 0)
        slope = np.concatenate(
            [
                (self.matrix.T @ back + DECAY * inward).ravel(),
                back.sum(axis=0),
                hidden.T @ pull + DECAY * outward,
                [pull.sum()],
            ]
        )
        decay = DECAY / 2 * float((inward**2).sum() + (outward**2).sum())
        return loss + decay, slope

    def _error(self, raw: Floats) -> tuple[float, Floats]:
        if not self.chance:
            miss = raw - self.target
            return float((miss**2).sum() / 2), miss
        pull = 0.5 * (1 + np.tanh(raw / 2)) - self.target
        return float(np.logaddexp(0.0, raw).sum() - self.target @ raw), pull
