"""Assistant threads and workflow steps: what they remember."""

from dataclasses import dataclass, field
from typing import Literal

from sandbox.values import Json

STATUS_LIFE = 120.0  # seconds until a status goes away by itself


@dataclass
class AssistantThread:
    """A conversation in the app's assistant pane; `context` is where the person was looking.

    `status_at` is when the status was set, seconds since 1970.
    """

    channel: str
    ts: str
    user: str
    context: Json
    title: str = ""
    status: str = ""
    status_at: float = 0.0
    prompts: list[Json] = field(default_factory=list)
    prompts_title: str = ""

    @property
    def key(self) -> str:
        """Channel and timestamp, as stored."""
        return f"{self.channel}:{self.ts}"

    def says(self, now: float) -> str:
        """The status, as long as it is fresh."""
        return self.status if now - self.status_at < STATUS_LIFE else ""


@dataclass
class Execution:
    """One run of a workflow step that the app offers."""

    id: str
    callback_id: str
    inputs: Json
    user: str
    token: str
    state: Literal["running", "completed", "failed"] = "running"
    outputs: Json = field(default_factory=dict)
    error: str = ""
