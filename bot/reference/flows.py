"""`flows.md`: the files that a command visits."""

from __future__ import annotations

from bot.flow.company import company
from bot.flow.tracing import BESIDE, SECTIONS, TOOLS, Flow, traced
from bot.reference.markdown import code, table

ABOUT = """# Flows

The files to open, in this order, to follow what happens; `make flow SAY="…"` prints the same for
any slash command.

"""
SAID = '/deal add Acme "CRM rollout" 12k'
RULE = """
A file that is visited is left out where the table of `bot/flow/tracing.py` says that nobody has to
open it; the first pattern that fits gives the reason.
"""


def page() -> str:
    """A slash command's flow, and the rule by which it is told."""
    rows = [(code(pattern), reason) for pattern, reason in TOOLS]
    rows.append((code(SECTIONS.pattern), "in a digest: its sections, counted as one"))
    rows.append((code(BESIDE.pattern), "in a digest: asked by the same tick"))
    shown = "\n".join(f"{n}. `{name}`" for n, name in enumerate(_flow().stations(), 1))
    return f"{ABOUT}## {code(SAID)}\n\n{shown}\n\n## The rule\n{RULE}\n" + table(
        ("files", "why"), rows
    )


def _flow() -> Flow:
    with company() as made, traced() as flow:
        made.slash("ana", SAID)
        made.settle()
    return flow
