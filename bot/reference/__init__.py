"""The reference: pages that are written from the declarations, never by hand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from bot import manifest
from bot.reference import asking, commands, errors, flows, roles, schema, settings, texts
from crm.engine import catalog

ROOT = Path(__file__).parents[2]
NOTE = "<!-- Written by `make docs` from the declarations; changes here are lost. -->\n\n"


def pages() -> dict[str, str]:
    """Every generated file by its path below the repository's root."""
    catalog.load()
    shown = {
        "commands.md": commands.page(),
        "roles.md": roles.page(),
        "settings.md": settings.page(),
        "schema.md": schema.page(),
        "glossary.md": schema.glossary(),
        "errors.md": errors.page(),
        "texts.md": texts.page(),
        "flows.md": flows.page(),
    }
    reference = {f"docs/reference/{name}": NOTE + text for name, text in shown.items()}
    return reference | {
        "docs/guide/asking.md": asking.page(),
        "slack-manifest.yaml": manifest.as_yaml(),
        ".env.example": settings.example(),
    }


def write(root: Path = ROOT, made: Mapping[str, str] | None = None) -> list[Path]:
    """Write every page (or those `made` already) below `root`; returns those that changed."""
    changed = []
    for name, text in (made or pages()).items():
        path = root / name
        if not path.exists() or path.read_text("utf-8") != text:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            changed.append(path)
    return changed
