"""`rapport demo`: the simulated company, and the textbook file."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer
from rich.progress import Progress
from sqlalchemy import func, select

from bot import settings
from bot.cli.terminal import Failed, errors, say
from bot.cli.workspace import WorkspaceOption, local, open_store
from crm import demo as company
from crm.engine import catalog
from crm.models import Company

app = typer.Typer()


@app.command()
def demo(
    size: Annotated[int, typer.Option(min=1, help="How many times the demo company")] = 1,
    seed: Annotated[int, typer.Option(help="Another seed, another story")] = 7,
    workspace: WorkspaceOption = "local",
    if_empty: Annotated[bool, typer.Option("--if-empty", help="Only into an empty one")] = False,
) -> None:
    """Load the demo company, and write customer_data.csv beside the database."""
    chosen = settings.read()
    if chosen.mode != "sandbox" and if_empty:
        return
    if chosen.mode != "sandbox":
        raise Failed("demo data never enters a workspace that has tokens; unset the SLACK_ ones")
    catalog.load()
    rows = company.customer_data(chosen.rapport_home / "customer_data.csv")
    say(f"Wrote {rows:,} rows to {chosen.rapport_home / 'customer_data.csv'}")
    store = open_store()
    workspace_id = local(store, workspace)
    with store.read(workspace_id) as session:
        known = session.scalar(select(func.count(Company.id))) or 0
    if known and if_empty:
        say("The workspace has data already; nothing was added.")
        return
    with Progress(console=errors, transient=True) as bars:
        shown = bars.add_task("Demo company")

        def step(title: str, done: int, total: int) -> None:
            bars.update(shown, description=title, completed=done, total=total)

        company.tell(store, workspace_id, datetime.now(UTC), size=size, seed=seed, progress=step)
    say("Loaded the demo company: 40 companies, 120 contacts, 150 deals, 60 tickets.")
