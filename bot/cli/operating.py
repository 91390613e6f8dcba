"""`rapport doctor`, `manifest` and `admin`: what an operator needs beside the product."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer
from sqlalchemy import select

from bot import manifest as manifests
from bot import settings
from bot.cli.terminal import Failed, write
from bot.cli.workspace import WorkspaceOption, local, open_store
from bot.doctor import examine
from crm.engine import catalog, journal
from crm.models import Changeset, Role, User

app = typer.Typer()


@app.command()
def doctor() -> None:
    """Check settings, tokens, scopes, database, event delivery, schedule and clock."""
    findings = list(examine(settings.read()))
    for finding in findings:
        mark = "ok" if finding.is_sound else "!!"
        write(f"{mark}  {finding.subject}: {finding.said}")
    if not all(finding.is_sound for finding in findings):
        raise Failed("something needs your attention; see the lines marked !!")


@app.command()
def manifest(
    url: Annotated[str | None, typer.Option(help="Your public address, for HTTP")] = None,
) -> None:
    """Print the Slack app's manifest, made from the declarations."""
    catalog.load()
    write(manifests.as_yaml(url))


@app.command()
def admin(
    user: Annotated[str, typer.Argument(help="Handle, e-mail or Slack id")],
    workspace: WorkspaceOption = "local",
) -> None:
    """Make a person an admin."""
    store = open_store()
    workspace_id = local(store, workspace)
    now = datetime.now(UTC)
    with store.write(workspace_id) as session:
        named = (User.handle == user) | (User.email == user) | (User.slack_id == user)
        person = session.scalars(select(User).where(named).limit(1)).first()
        if person is None:
            raise Failed(f"I know nobody called {user}; they must have used Rapport once")
        journal.open_changeset(
            session, Changeset(command="admin", recorded_at=now, effective_at=now)
        )
        held = select(Role.id).where(Role.user_id == person.id, Role.name == "admin")
        if session.scalar(held) is None:
            session.add(Role(user_id=person.id, name="admin"))
        name = person.name
    write(f"{name} is an admin.")
