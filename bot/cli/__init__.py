"""The `rapport` command: every subcommand in the file of its subject."""

from __future__ import annotations

import gc
import sys
from importlib import import_module

import typer

from bot import logs
from bot.cli.terminal import Failed, errors
from bot.settings import SettingsMissing
from crm.engine.errors import RapportError
from crm.engine.texts import Reader, say

PARTS = (
    "running",
    "data",
    "demo",
    "operating",
    "speaking",
    "texts",
    "understand",
    "predictions",
    "duplicates",
    "imports",
    "parity",
    "social",
)
# What needs no database starts in a tenth of the time without the parts that do.
ALONE = {
    "sentiment": "texts",
    "when": "texts",
    "rules": "texts",
    "understand": "understand",
    "fit": "predictions",
    "predict": "predictions",
    "recommend": "predictions",
    "clv": "predictions",
    "duplicates": "duplicates",
}


def application(first: str = "") -> typer.Typer:
    """The commands; where `first` names one that stands alone, those of its file only."""
    app = typer.Typer(
        help="A CRM that lives in Slack.", no_args_is_help=True, pretty_exceptions_enable=False
    )

    @app.callback()
    def keep_names() -> None:
        """A CRM that lives in Slack."""

    for part in (ALONE[first],) if first in ALONE else PARTS:
        app.add_typer(import_module(f"bot.cli.{part}").app)
    return app


def main() -> None:
    """Run the command; exit with 0 done, 1 failed (one sentence on stderr), 2 wrong usage."""
    logs.configure()
    try:
        _imported(sys.argv[1] if len(sys.argv) > 1 else "")()
    except SettingsMissing as error:
        errors.print(str(error), markup=False, soft_wrap=True)
        sys.exit(2)
    except (Failed, ValueError) as error:
        errors.print(str(error), markup=False, soft_wrap=True)
        sys.exit(1)
    except RapportError as error:
        errors.print(say(error.text, Reader()), markup=False, soft_wrap=True)
        sys.exit(1)


def _imported(first: str) -> typer.Typer:
    """The commands; what they import stays, so the collector need not look through it, ever."""
    gc.disable()
    app = application(first)
    gc.freeze()
    gc.enable()
    return app
