"""The catalog: importing every chapter fills the registry with all commands."""

from __future__ import annotations

import pkgutil
from functools import cache
from importlib import import_module

CHAPTERS = (
    "people",
    "sales",
    "service",
    "marketing",
    "collection",
    "imports",
    "history",
    "insight",
    "outreach",
)


@cache
def load() -> None:
    """Import every module of every chapter, so that each command is declared."""
    for chapter in CHAPTERS:
        package = import_module(f"crm.{chapter}")
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            import_module(module.name)
