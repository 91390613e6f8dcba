"""The `rapport` command in a process of its own, forked from one that has imported everything.

It writes, fails and ends as a process begun anew does, without the seconds that its imports take.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from multiprocessing import get_context
from pathlib import Path

from bot import cli

STREAMS = ("stdin", "stdout", "stderr")
ended_alone = get_context("forkserver")
ended_alone.set_forkserver_preload([f"bot.cli.{part}" for part in cli.PARTS])


def run(
    words: Sequence[str],
    env: Mapping[str, str],
    *,
    given: str = "",
    cwd: Path | None = None,
    seconds: float = 300,
) -> subprocess.CompletedProcess[str]:
    """What `rapport …` wrote and ended with, under `env` alone; `given` stands on its stdin.

    Raises `TimeoutExpired`, with the process ended, after `seconds`.
    """
    with tempfile.TemporaryDirectory(prefix="rapport-terminal-") as folder:
        files = [Path(folder) / name for name in STREAMS]
        files[0].write_text(given, "utf-8")
        asked = (list(words), dict(env), str(cwd or Path.cwd()), [str(file) for file in files])
        process = ended_alone.Process(target=_be_rapport, args=asked)
        process.start()
        process.join(seconds)
        if process.exitcode is None:
            process.kill()
            process.join()
            raise subprocess.TimeoutExpired(list(words), seconds)
        written = [file.read_text("utf-8") for file in files[1:]]
    return subprocess.CompletedProcess(list(words), process.exitcode, *written)


def _be_rapport(words: list[str], env: dict[str, str], cwd: str, files: list[str]) -> None:
    """Become the command: its streams, its folder, its environment and its words."""
    for number, (name, file) in enumerate(zip(STREAMS, files, strict=True)):
        mode = os.O_RDONLY if number == 0 else os.O_WRONLY | os.O_CREAT
        os.dup2(os.open(file, mode), number)
        setattr(sys, name, open(number, "w" if number else "r", encoding="utf-8", closefd=False))  # noqa: SIM115 - as the interpreter opens them, until the end
    os.environ.clear()
    os.environ.update(env)
    os.chdir(cwd)
    sys.argv = ["rapport", *words]
    cli.main()
