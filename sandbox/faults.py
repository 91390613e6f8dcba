"""Faults that a test orders: for calls of the Web API and for deliveries to the app."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from fnmatch import fnmatch
from random import Random

from sandbox.values import ControlError, Json

API_KINDS = {
    "ratelimited": "429 with Retry-After of `seconds`, nothing done",
    "error": "500, nothing done",
    "error_after": "500, but done",
    "drop": "done, then the connection is dropped without an answer",
    "refuse": "the connection is dropped before anything is done",
    "garbage": "done, but answered with a page of HTML",
    "delay": "done and answered after `seconds`",
    "hang": "never answered; done within `seconds`, or never where `effect` is false",
}
DELIVERY_KINDS = {
    "duplicate": "sent `times` times at once",
    "reorder": "held until the next one was sent, a second at most",
    "drop_answer": "delivered, but the answer counts as a failed connection",
    "delay": "sent after `seconds`",
}
_ALIASES = {"429": "ratelimited", "500": "error", "500_after": "error_after"}


@dataclass
class Fault:
    """One order: which calls it strikes, how likely, how often at most (None: without end)."""

    kind: str
    match: str = "*"
    probability: float = 1.0
    count: int | None = None
    seed: int = 0
    seconds: float = 1.0
    times: int = 2
    effect: bool = True
    struck: int = 0
    random: Random = field(default_factory=Random, repr=False)

    def strikes(self, name: str) -> bool:
        """Whether this fault hits a call or delivery of that name; counts it if so."""
        spent = self.count is not None and self.struck >= self.count
        if spent or not any(fnmatch(name, p.strip()) for p in self.match.split(",")):
            return False
        if self.random.random() >= self.probability:
            return False
        self.struck += 1
        return True

    def shown(self) -> Json:
        """The order as JSON, with how often it struck."""
        return {k: v for k, v in vars(self).items() if k != "random"}


def order(wish: Json, kinds: Iterable[str]) -> Fault:
    """A fault from JSON; raises ControlError for a kind or key that does not exist."""
    kind = _ALIASES.get(str(wish.get("kind")), str(wish.get("kind")))
    if kind not in kinds:
        raise ControlError(f"Unknown fault {kind!r}; there are: {', '.join(kinds)}.")
    known = {"match", "probability", "count", "seed", "seconds", "times", "effect"}
    if unknown := set(wish) - known - {"kind"}:
        raise ControlError(f"Unknown keys: {', '.join(sorted(unknown))}.")
    seed = int(wish.get("seed", 0))
    return Fault(kind, **{k: wish[k] for k in known & set(wish)}, random=Random(seed))  # noqa: S311 - chance for tests, not for secrets


class Faults:
    """The orders in force; the first that strikes is taken."""

    def __init__(self, kinds: Iterable[str]) -> None:
        self.kinds = tuple(kinds)
        self.orders: list[Fault] = []

    def add(self, wish: Json) -> Fault:
        """Put an order in force."""
        self.orders.append(order(wish, self.kinds))
        return self.orders[-1]

    def pick(self, name: str) -> Fault | None:
        """The fault that hits this call or delivery, if any."""
        return next((f for f in self.orders if f.strikes(name)), None)
