"""What a message costs: language, mood and entities together, in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from nlp.evaluate.row import Row
from nlp.evaluate.times import Figure
from nlp.train import sources

MESSAGES = 300
TRIES = 3


def figures() -> Iterator[Row]:
    """The rows for time and memory; the child process loads nothing else.

    Times are the best of `TRIES`, so that they are the message's and not the neighbours'.
    """
    texts = json.dumps(_messages())
    trials = [_trial(texts) for _ in range(TRIES)]
    load, p95, memory = (min(values) for values in zip(*trials, strict=True))
    yield Row(_cost("one message, p95", p95, "ms", 10, 5))
    yield Row(_cost("load", load, "s", 2, 1))
    yield Row(_cost("memory", memory, "MB", 250, 200))


def _trial(texts: str) -> list[float]:
    command = [sys.executable, "-m", "nlp.evaluate.cost"]
    done = subprocess.run(command, input=texts, capture_output=True, text=True, check=True)  # noqa: S603 - our own module
    values: list[float] = json.loads(done.stdout)
    return values


def _messages() -> list[str]:
    english = [row[2] for row in sources.rows("airline")[:MESSAGES]]
    chinese = [row[2] for row in sources.rows("zh_waimai")[:MESSAGES]]
    return [*english, *chinese]


def _cost(name: str, value: float, unit: str, bar: float, goal: float) -> Figure:
    return Figure(name, value, unit, MESSAGES * 2, bar, goal, lower_is_better=True)


def main() -> None:
    """Read texts as JSON; print seconds to load, p95 in ms, and megabytes at the peak."""
    texts = json.load(sys.stdin)
    start = perf_counter()
    from nlp import entities, language  # noqa: PLC0415 - what it costs is what is measured
    from nlp.sentiment import load  # noqa: PLC0415 - as above

    scorer = load()
    setting = entities.Setting(datetime.now(UTC), "Europe/Berlin", "USD")
    entities.find("ready", setting)
    loaded = perf_counter() - start
    taken = []
    for text in texts:
        tries = []
        for _ in range(TRIES):
            start = perf_counter()
            language.detect(text)
            scorer.score([text])
            entities.find(text, setting)
            tries.append((perf_counter() - start) * 1000)
        taken.append(min(tries))
    sys.stdout.write(json.dumps([loaded, sorted(taken)[int(len(taken) * 0.95)], _peak()]))


def _peak() -> float:
    """Return the most memory held, in MB; Linux's `ru_maxrss` would include the parent's."""
    status = Path("/proc/self/status")
    if status.is_file():
        [line] = [line for line in status.read_text().splitlines() if line.startswith("VmHWM")]
        return int(line.split()[1]) / 1024
    import resource  # noqa: PLC0415 - not on every system, and only needed here

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    main()
