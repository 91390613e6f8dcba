"""`rapport serve`, `worker` and `jobs run-due`: the processes that do the work."""

from __future__ import annotations

from typing import Annotated

import typer

from bot import app as parts
from bot import settings
from bot.cli.speaking import NowOption
from bot.cli.terminal import clock, moment, write
from bot.cli.workspace import open_store

app = typer.Typer()
jobs = typer.Typer(help="What the schedule owes.")
app.add_typer(jobs, name="jobs")


@app.command()
def serve(
    sandbox: Annotated[bool, typer.Option("--sandbox", help="With the local Slack")] = False,
    now: NowOption = None,
) -> None:
    """Run the web process: Slack's deliveries, the API, health and metrics."""
    from bot.web.serve import serve as run  # noqa: PLC0415 - the web stack only where it serves

    open_store().close()
    run(settings.read(), sandbox=sandbox, clock=clock(now))


@app.command()
def worker(now: NowOption = None) -> None:
    """Run the schedule, the jobs and the courier, apart from `serve`."""
    open_store().close()
    parts.build(settings.read(), clock=clock(now)).work()


@jobs.command("run-due")
def run_due(now: NowOption = None) -> None:
    """Do whatever the schedule owes at a moment, once, and print counts."""
    open_store().close()
    counts = parts.build(settings.read(), clock=clock(now)).tick(moment(now))
    for name, count in sorted(counts.items()):
        write(f"{name}: {count}")
