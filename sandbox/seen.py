"""What a test gets back from the control API: messages, modals, and how an act ended."""

from dataclasses import dataclass

from sandbox.values import Json


@dataclass(frozen=True)
class Message:
    """A message as the person sees it; `text` is all its visible words, `raw` the whole object."""

    raw: Json

    @property
    def ts(self) -> str:
        """Its timestamp."""
        return str(self.raw["ts"])

    @property
    def channel(self) -> str:
        """The id of its channel."""
        return str(self.raw["channel"])

    @property
    def thread_ts(self) -> str | None:
        """The thread it belongs to."""
        return self.raw.get("thread_ts")

    @property
    def author(self) -> str:
        """The handle of who wrote it."""
        return str(self.raw["user_name"])

    @property
    def text(self) -> str:
        """All words of text or blocks, with names instead of ids."""
        return str(self.raw["plain"])

    @property
    def is_ephemeral(self) -> bool:
        """Whether only this person sees it."""
        return bool(self.raw["ephemeral"])

    @property
    def blocks(self) -> list[Json]:
        """Its blocks."""
        return list(self.raw.get("blocks") or [])

    @property
    def actions(self) -> dict[str, Json]:
        """Its buttons and menus by action_id."""
        found: dict[str, Json] = {}
        for block in self.blocks:
            every = [*(block.get("elements") or []), block.get("accessory"), block.get("element")]
            found |= {e["action_id"]: e for e in every if isinstance(e, dict) and "action_id" in e}
        return found


@dataclass(frozen=True)
class Modal:
    """An open modal or the Home tab."""

    raw: Json

    @property
    def title(self) -> str:
        """Its title."""
        return str(self.raw["title"]["text"])

    @property
    def text(self) -> str:
        """All its words."""
        return str(self.raw["plain"])

    @property
    def errors(self) -> dict[str, str]:
        """Remarks beside fields: block_id → sentence."""
        return dict(self.raw["errors"])

    @property
    def problem(self) -> str:
        """What Slack shows when the app did not answer or answered wrongly."""
        return str(self.raw["problem"])

    @property
    def values(self) -> Json:
        """What stands in each field, by action_id."""
        return {f["action_id"]: f["value"] for f in self.raw["fields"]}


@dataclass(frozen=True)
class Done:
    """How an act ended: the app's status, time in ms and body, and what the person was shown."""

    raw: Json

    @property
    def delivery(self) -> Json:
        """The delivery of the act, the first where there were several; empty where none was."""
        several = self.raw.get("deliveries") or [None]
        return dict(self.raw.get("delivery") or several[0] or {})

    @property
    def status(self) -> int | None:
        """The HTTP status of the acknowledgement, None without one."""
        return self.delivery.get("status")

    @property
    def ack_ms(self) -> float:
        """Milliseconds until the acknowledgement."""
        return float(self.delivery.get("ack_ms", 0.0))

    @property
    def body(self) -> str:
        """The body of the acknowledgement."""
        return str(self.delivery.get("body", ""))

    @property
    def error(self) -> str:
        """Slack's word for what went wrong, empty where nothing did."""
        return str(self.raw.get("error", ""))

    @property
    def errors(self) -> dict[str, str]:
        """Remarks beside a modal's fields: block_id → sentence."""
        return dict(self.raw.get("errors") or {})

    @property
    def message(self) -> Message | None:
        """The message that was written, or that the acknowledgement showed."""
        found = self.raw.get("message")
        return Message(found) if found else None

    @property
    def text(self) -> str:
        """The words of that message."""
        return self.message.text if self.message else ""

    @property
    def modal(self) -> Modal | None:
        """The modal that is open afterwards."""
        found = self.raw.get("modal")
        return Modal(found) if found else None
