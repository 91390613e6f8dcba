"""`settings.md` and `.env.example`: what an operator and an admin can set."""

from __future__ import annotations

from typing import Any, get_args

from pydantic.fields import FieldInfo

from bot.reference.markdown import code, codes, table
from bot.settings import Settings
from crm.engine.settings import Settings as WorkspaceSettings

ABOUT = """# Settings

## Of the installation

Read once, from the environment or a `.env` beside the README; `.env.example` has them all. Without
any `SLACK_` token or secret Rapport starts with the sandbox. A bot token and an app token start
Socket Mode; a signing secret with a bot token, or with the client id and secret, serves signed HTTP
deliveries. Any other combination ends with status 2 and the name of what is missing.

"""
OWN = """
## Of a workspace

Changed by admins with `/crm settings NAME VALUE`, listed with `/crm settings`.

"""
INTRODUCTION = """\
# Every setting of the installation. Copy to .env and take out the # where you set one.
# A workspace's own settings are changed in Slack: /crm settings
"""


def page() -> str:
    """Both tables."""
    rows = [
        (code(name.upper()), info.description or "", _default(info) or "none")
        for name, info in Settings.model_fields.items()
    ]
    own = [
        (code(name), info.description or "", _takes(info), code(str(info.default)))
        for name, info in WorkspaceSettings.model_fields.items()
    ]
    shared = table(("name", "meaning", "default"), rows)
    return ABOUT + shared + OWN + table(("name", "meaning", "takes", "default"), own)


def _default(info: FieldInfo) -> str:
    return "" if info.default is None else code(str(info.default))


def _takes(info: FieldInfo) -> str:
    """The values that a setting takes: a list, or bounds."""
    choices = get_args(info.annotation)
    if choices:
        return codes(map(str, choices))
    bounds = [
        f"{sign} {getattr(one, name)}"
        for one in info.metadata
        for name, sign in (("ge", "≥"), ("le", "≤"), ("pattern", "matches"))
        if getattr(one, name, None) is not None
    ]
    return ", ".join([getattr(info.annotation, "__name__", "text"), *bounds])


def example() -> str:
    """`.env.example`: every setting with its meaning and its default, commented out."""
    parts = [INTRODUCTION]
    for name, info in Settings.model_fields.items():
        parts.append(f"# {info.description}\n# {name.upper()}={_shown(info.default)}\n")
    return "\n".join(parts)


def _shown(default: Any) -> str:
    return "" if default is None else str(default)
