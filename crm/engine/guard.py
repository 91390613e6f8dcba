"""A guard for SQLite, which has no row-level rules: each statement must name its workspace.

Used by tests and the sandbox; PostgreSQL does this itself.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Any

from sqlalchemy import Engine, event

from crm.models import Base, Tenant

TENANTS = frozenset(
    mapper.class_.__tablename__
    for mapper in Base.registry.mappers
    if issubclass(mapper.class_, Tenant)
) | {name for name, table in Base.metadata.tables.items() if table.info.get("is_tenant")}
NAMED = re.compile(r"\b(?:from|join|update|into)\s+\"?([a-z_]+)\"?", re.IGNORECASE)


def watch(engine: Engine) -> None:
    """Refuse, on this engine, any statement on a workspace's table that forgets the workspace."""
    event.listen(engine, "before_cursor_execute", _check)


def _check(_c: Any, _cursor: Any, statement: str, _p: Any, context: Any, _many: Any) -> None:
    if context is not None and context.isddl:
        return
    if not keeps_to_workspace(statement):
        raise PermissionError(f"a statement forgets its workspace: {statement[:200]}")


@lru_cache(maxsize=4096)
def keeps_to_workspace(statement: str) -> bool:
    """Whether a statement on a workspace's table names `workspace_id`."""
    if not TENANTS.intersection(NAMED.findall(statement.lower())):
        return True
    said = statement.lower()
    if said.lstrip().startswith("insert"):
        return "workspace_id" in said
    return " where " in " ".join(said.split()) and "workspace_id" in said.split("where", 1)[-1]
