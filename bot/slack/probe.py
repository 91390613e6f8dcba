"""Whether Slack's events arrive: a message of our own is sent and awaited as the event of it.

Of all deliveries, our own messages are the only ones that can be brought about without a person.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from secrets import token_hex

from slack_bolt import BoltRequest, BoltResponse
from slack_bolt.middleware import IgnoringSelfEvents
from slack_sdk import WebClient
from sqlalchemy import select

from bot.deliver.answers import Heard, hear
from bot.slack.wiring import Json, Wiring
from crm.engine.post import reader_of_person
from crm.engine.store import Store
from crm.engine.texts import T, say
from crm.models import InboundEvent, User

MARK = re.compile(r"doctor:[0-9a-f]{16}")
LOOKS_A_SECOND = 5


class OwnEvents(IgnoringSelfEvents):
    """Drops our own events as Bolt does; of the doctor's message it is noted that it came."""

    def __init__(self, wiring: Wiring) -> None:
        super().__init__()
        self._wiring = wiring

    def process(
        self,
        *,
        req: BoltRequest,
        resp: BoltResponse,
        next: Callable[[], BoltResponse],  # noqa: A002 - Bolt's own name
    ) -> BoltResponse:
        """Let everything through that is not our own."""
        if (req.body.get("event") or {}).get("user") == req.context.bot_user_id:
            self._note(req.body)
        return super().process(req=req, resp=resp, next=next)

    def _note(self, body: Json) -> None:
        found = MARK.search(str((body.get("event") or {}).get("text") or ""))
        installed = self._wiring.installations.find([body.get("team_id")]) if found else None
        if found is None or installed is None:
            return
        with self._wiring.store.write(installed.workspace_id) as session:
            known = select(InboundEvent.id).where(InboundEvent.key == found[0])
            if session.scalar(known) is None:
                session.add(InboundEvent(key=found[0], received_at=self._wiring.clock()))


def try_it(store: Store, client: WebClient, person: User, patience: float) -> Heard | bool:
    """Whether the event of a message to a person comes within `patience` seconds.

    What Slack answered where it refused the message, which is taken away again.
    """
    mark = f"doctor:{token_hex(8)}"
    said = say(
        T("The doctor looks whether Slack's events arrive ({mark}); this goes away.", mark=mark),
        reader_of_person(person),
    )
    opened = hear(lambda: client.conversations_open(users=[person.slack_id]))
    if opened.fate != "sent":
        return opened
    channel = str(opened.answer["channel"]["id"])
    posted = hear(lambda: client.chat_postMessage(channel=channel, text=said))
    if posted.fate != "sent":
        return posted
    came = _came(store, person.workspace_id, mark, patience)
    hear(lambda: client.chat_delete(channel=channel, ts=posted.answer["ts"]))
    return came


def _came(store: Store, workspace_id: int, mark: str, patience: float) -> bool:
    """Look for the event's mark until it is there, or patience is at its end."""
    pause = threading.Event()
    for _ in range(max(1, int(patience * LOOKS_A_SECOND))):
        with store.read(workspace_id) as session:
            known = select(InboundEvent.id).where(InboundEvent.key == mark)
            if session.scalar(known) is not None:
                return True
        pause.wait(1 / LOOKS_A_SECOND)
    return False
