"""Which of the product's files some work visits, in order of the first visit.

A flow is told in *stations*: the files that one opens to follow what happens. Everything else that
is visited is a *tool*; `TOOLS` is the rule, and says of each why nobody has to open it.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import Any

ROOT = Path(__file__).parents[2]
LAYERS = ("bot", "crm", "nlp", "ml", "sandbox")
# The first pattern that matches a path says why it is a tool.
TOOLS = (
    (r".*/__init__", "gathers names"),
    (r"bot/flow/.*", "looks on"),
    (r"crm/(models|locale)/.*", "tables and texts, nothing else"),
    (r"crm/rules/.*", "pure rules, called like a formula"),
    (r"crm/engine/(?!(run|post|store)$).*", "parts of the engine, the same for every command"),
    (r"crm/language/(?!grammar$).*|nlp/(when|money)/.*|nlp/\w+", "how one kind of value is read"),
    (r"nlp/sentiment/.*|ml/.*", "one question to a model"),
    (r"bot/(vault|metrics|settings|logs|following)", "what every delivery passes"),
    (
        r"bot/slack/(?!(slash|caller|threads|buttons|modals|shortcuts)$).*",
        "what every delivery passes",
    ),
    (r"bot/(app|clock/scheduler)", "starts it"),
    (r"bot/deliver/(?!(courier|charts)$).*", "parts of the courier"),
    (r"bot/render/(?!message$).*", "parts of the renderer"),
    (r"crm/people/(user|steps|double_entry)", "looked up by many commands"),
    (r"crm/people/(editing|tag|custom_field)", "what every record's card shows alike"),
    (r"crm/outreach/(cards/.*|unfurl|room)", "keeps what was posted true, whatever the command"),
    (r"crm/insight/dialogue", "remembers the last question of a talk"),
    (r"crm/service/(triage|ticket_card|ticket_list)", "how a ticket looks, and where"),
    (r"crm/outreach/(turn|recurrence|report|subscription)", "parts of the schedule"),
)
# These are asked small things all the time; they are visited when they do their part.
PARTS = {
    "crm/engine/store": "write",
    "crm/engine/post": "post",
    "crm/language/grammar": "read",
    "bot/deliver/courier": "drain",
}
SECTIONS = re.compile(
    r"crm/(outreach/sections|insight|sales|people/quality)/.*|crm/people/(followup|agenda)"
)
# The tick asks these too, and they find nothing to do where only a digest is due.
BESIDE = re.compile(
    r"crm/outreach/(reminder|tour|alerting)|crm/service/(mood|ticket)|crm/people/(review/.*|contact|company)"
    r"|crm/imports/.*|crm/history/told|crm/engine/run"
)


# Cards that were posted before are drawn anew in turns that other work may set off: not of a flow.
REDRAWN = ("crm/outreach/cards/turns", "look")


@dataclass
class Flow:
    """What was visited: `visits` are paths without `.py`, the first visit first.

    `climbs` are calls against the layers: who called whom.
    """

    visits: list[str] = field(default_factory=list)
    climbs: set[tuple[str, str]] = field(default_factory=set)

    def stations(self) -> list[str]:
        """The files to open, in order; a digest's sections are one."""
        shown: list[str] = []
        is_digest = any(path.startswith("crm/outreach/digest") for path in self.visits)
        for path in self.visits:
            if why(path) is not None or (is_digest and BESIDE.fullmatch(path)):
                continue
            name = "the digest's sections" if is_digest and SECTIONS.fullmatch(path) else path
            if name not in shown:
                shown.append(name)
        return shown

    def tools(self) -> dict[str, list[str]]:
        """The other files, by why they need not be opened."""
        found: dict[str, list[str]] = {}
        for path in self.visits:
            reason = why(path)
            if reason is not None:
                found.setdefault(reason, []).append(path)
        return found


def why(path: str) -> str | None:
    """Why a file is a tool; None for a station."""
    return next((reason for pattern, reason in TOOLS if re.fullmatch(pattern, path)), None)


@contextmanager
def traced() -> Iterator[Flow]:
    """Watch this thread while the block runs; what others do meanwhile is not of this flow."""
    flow = Flow()
    watch = _Watch(flow)
    sys.setprofile(watch)
    try:
        yield flow
    finally:
        sys.setprofile(None)


class _Watch:
    """Told of every call by the interpreter; notes first visits and climbs."""

    def __init__(self, flow: Flow) -> None:
        self._flow = flow
        self._seen: set[str] = set()
        self._names: dict[str, str | None] = {}
        self._redraws = 0

    def __call__(self, frame: FrameType, event: str, _argument: Any) -> None:
        path = self._name_of(frame) if event in ("call", "return") else None
        if path is None:
            return
        if (path, frame.f_code.co_name) == REDRAWN:
            self._redraws += 1 if event == "call" else -1
        if event == "return":
            return
        if not self._redraws and path not in self._seen and _does_its_part(frame, path):
            self._seen.add(path)
            self._flow.visits.append(path)
        caller = self._name_of(frame.f_back) if frame.f_back else None
        if caller and LAYERS.index(_layer(path)) < LAYERS.index(_layer(caller)):
            self._flow.climbs.add((caller, path))

    def _name_of(self, frame: FrameType) -> str | None:
        file = frame.f_code.co_filename
        if file not in self._names:
            self._names[file] = _name(file)
        return None if frame.f_code.co_name == "<module>" else self._names[file]


def _does_its_part(frame: FrameType, path: str) -> bool:
    return path not in PARTS or frame.f_code.co_name == PARTS[path]


def _layer(path: str) -> str:
    return path.split("/", 1)[0]


def _name(file: str) -> str | None:
    """The path of one of our files below the root, without its ending; None of any other."""
    path = Path(file)
    if not path.is_relative_to(ROOT):
        return None
    below = path.relative_to(ROOT)
    return below.with_suffix("").as_posix() if below.parts[0] in LAYERS else None
