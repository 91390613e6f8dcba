"""`roles.md`: which role may run which command."""

from __future__ import annotations

from bot.reference.markdown import code, table
from crm.engine.command import REGISTRY, Command
from crm.engine.permission import EVERYONE, MEMBERS, OUTSIDER, ROLES

ABOUT = """# Roles

One person may hold several roles; an admin gives them with `/crm people`. A full member of the
workspace without one is a rep, unless the setting `default_role` says otherwise. Outsiders are
people of another team and guests: they may answer in a ticket's thread, which is stored, and get
nothing else. `tests/crm/test_roles.py` calls every cell of this table.

Which *rows* a person sees is decided apart, in `crm/engine/permission.py`: one's own always, a
manager the team's, an admin all; agents share all tickets; what nobody owns is every member's.
"""


def page() -> str:
    """The table of all commands by role."""
    everyone = (*ROLES, OUTSIDER)
    rows = [
        (code(name), item.surface, *("✓" if role in item.may else "–" for role in everyone))
        for name, item in sorted(REGISTRY.items())
    ]
    return f"{ABOUT}\n{table(('command', 'run by', *everyone), rows)}"


def who(item: Command) -> str:
    """Who may run a command, in words."""
    if item.may == EVERYONE:
        return "everybody, outsiders too"
    if item.may == MEMBERS:
        return "every member"
    return ", ".join(role for role in (*ROLES, OUTSIDER) if role in item.may)
