"""One thread for linear algebra: small matrices lose more by sharing cores than they gain.

Measured on two busy cores: a comparison on 2,000 rows took 20–27 s with the library's own threads
and 5 s with one; on a quiet machine it is no slower.
"""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


def one_thread(work: Callable[P, T]) -> Callable[P, T]:
    """Run `work` with the numeric libraries held to one thread each, as they were afterwards."""

    @wraps(work)
    def held(*args: P.args, **kwargs: P.kwargs) -> T:
        from threadpoolctl import threadpool_limits  # noqa: PLC0415 - looks at what is loaded

        with threadpool_limits(limits=1):
            return work(*args, **kwargs)

    return held
