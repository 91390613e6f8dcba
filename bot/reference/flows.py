"""`flows.md`: the files that a command, a customer's reply and a digest visit."""

from __future__ import annotations

from bot.flow import scenes
from bot.flow.company import company
from bot.flow.tracing import BESIDE, SECTIONS, TOOLS, Flow
from bot.reference.markdown import code, table

ABOUT = """# Flows

The files to open, in this order, to follow what happens; `make flow SAY="…"` prints the same for
any slash command, with the files that are left out.

"""
RULE = """## The rule

A file that is visited is left out where the table of `bot/flow/tracing.py` says that nobody has to
open it; the first pattern that fits gives the reason.

"""


def page() -> str:
    """The three flows, and the rule by which they are told."""
    with company() as made:
        shown = [
            _flow(f"`{scenes.COMMAND}`", scenes.command(made)),
            _flow("A customer's angry reply in a ticket's thread", scenes.reply(made)),
            _flow("Monday 9:00, a digest", scenes.digest(made)),
        ]
    rows = [(code(pattern), reason) for pattern, reason in TOOLS]
    rows.append((code(SECTIONS.pattern), "in a digest: its sections, counted as one"))
    rows.append((code(BESIDE.pattern), "in a digest: asked by the same tick"))
    return ABOUT + "".join(shown) + RULE + table(("files", "why"), rows)


def _flow(title: str, flow: Flow) -> str:
    names = [code(name) if "/" in name else name for name in flow.stations()]
    lines = "\n".join(f"{number}. {name}" for number, name in enumerate(names, 1))
    return f"## {title}\n\n{lines}\n\n"
