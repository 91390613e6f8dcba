"""The schema's steps, numbered, both ways, on both databases."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

FOLDER = Path(__file__).parent


def head() -> str:
    """The newest schema version that this code knows."""
    return str(_scripts().get_current_head())


def known(version: str) -> bool:
    """Whether this code knows a schema version."""
    return any(script.revision == version for script in _scripts().walk_revisions())


def current(engine: Engine) -> str | None:
    """The schema version of a database; None where there is no schema yet."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def upgrade(engine: Engine, to: str = "head") -> None:
    """Bring a database to a schema version, in one transaction."""
    _with(engine, lambda config: command.upgrade(config, to))


def downgrade(engine: Engine, to: str = "base") -> None:
    """Take a database back to an older schema version, in one transaction."""
    _with(engine, lambda config: command.downgrade(config, to))


def _with(engine: Engine, step: Any) -> None:
    config = _config()
    writes = engine.execution_options(writes=True)
    with writes.begin() as connection:
        config.attributes["connection"] = connection
        step(config)


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("path_separator", "os")
    return config
