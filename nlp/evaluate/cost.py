"""What a message costs: language, mood and entities together, in a process of its own."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from time import perf_counter

from nlp.evaluate.row import Row
from nlp.evaluate.times import Figure
from nlp.train import sources

MESSAGES = 400
MEGABYTE = 1024 * 1024


def figures() -> Iterator[Row]:
    """The rows for time and memory; the child process loads nothing else."""
    command = [sys.executable, "-m", "nlp.evaluate.cost"]
    texts = json.dumps(_messages())
    done = subprocess.run(command, input=texts, capture_output=True, text=True, check=True)  # noqa: S603 - our own module
    load, p95, memory = json.loads(done.stdout)
    yield Row(_cost("one message, p95", p95, "ms", 10, 5))
    yield Row(_cost("load", load, "s", 2, 1))
    yield Row(_cost("memory", memory, "MB", 250, 200))


def _messages() -> list[str]:
    english = [row[2] for row in sources.rows("airline")[:MESSAGES]]
    chinese = [row[2] for row in sources.rows("zh_waimai")[:MESSAGES]]
    return [*english, *chinese]


def _cost(name: str, value: float, unit: str, bar: float, goal: float) -> Figure:
    return Figure(name, value, unit, MESSAGES * 2, bar, goal, lower_is_better=True)


def main() -> None:
    """Read texts as JSON; print seconds to load, p95 in ms, and megabytes at the peak."""
    import resource  # noqa: PLC0415 - not on every system, and only needed here

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
        start = perf_counter()
        language.detect(text)
        scorer.score([text])
        entities.find(text, setting)
        taken.append((perf_counter() - start) * 1000)
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MEGABYTE
    sys.stdout.write(json.dumps([loaded, sorted(taken)[int(len(taken) * 0.95)], used]))


if __name__ == "__main__":
    main()
