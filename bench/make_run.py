"""`make-run`: from a clean clone to the page, with the wheels already cached."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
from pathlib import Path

from bench import local_slack
from bench.figure import Figure, at_most

ROOT = Path(__file__).parent.parent


def measure(*, short: bool) -> list[Figure]:
    """Seconds until the page of a fresh clone's `make run` answers; nothing in the short run."""
    if short:
        return []
    with tempfile.TemporaryDirectory(prefix="rapport-clone-") as folder:
        clone = Path(folder) / "rapport"
        subprocess.run(["git", "clone", "-q", str(ROOT), str(clone)], check=True)
        port = local_slack.free_port()
        environment = os.environ | {"PORT": str(port), "RAPPORT_HOME": str(clone / "var")}
        process = subprocess.Popen(
            ["make", "run"], cwd=clone, env=environment, start_new_session=True
        )
        try:
            seconds = local_slack.wait_for(f"http://127.0.0.1:{port}/", 300)
        finally:
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(15)
    return [at_most("make-run: page answers", seconds, "s", 60)]
