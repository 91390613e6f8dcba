"""The `rapport` command: every subcommand in the file of its subject."""

from __future__ import annotations

import sys

import typer

from bot import logs
from bot.cli import (
    data,
    demo,
    duplicates,
    imports,
    operating,
    predictions,
    running,
    speaking,
    texts,
    understand,
)
from bot.cli.terminal import Failed, errors
from bot.settings import SettingsMissing
from crm.engine.errors import RapportError
from crm.engine.texts import Reader, say

app = typer.Typer(
    help="A CRM that lives in Slack.", no_args_is_help=True, pretty_exceptions_enable=False
)
for part in (
    running,
    data,
    demo,
    operating,
    speaking,
    texts,
    understand,
    predictions,
    duplicates,
    imports,
):
    app.add_typer(part.app)


def main() -> None:
    """Run the command; exit with 0 done, 1 failed (one sentence on stderr), 2 wrong usage."""
    logs.configure()
    try:
        app()
    except SettingsMissing as error:
        errors.print(str(error), markup=False)
        sys.exit(2)
    except (Failed, ValueError) as error:
        errors.print(str(error), markup=False)
        sys.exit(1)
    except RapportError as error:
        errors.print(say(error.text, Reader()), markup=False)
        sys.exit(1)
