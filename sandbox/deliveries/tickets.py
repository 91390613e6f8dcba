"""Short-lived rights that Slack hands out with a delivery: trigger ids and response URLs."""

from dataclasses import dataclass
from secrets import token_urlsafe

from sandbox.clock import Clock
from sandbox.options import Options
from sandbox.values import SlackError

RESPONSE_USES = 5
RESPONSE_LIFE = 1_800.0
_KEPT = 50_000


@dataclass
class Trigger:
    """The right to open one modal; `view` is the modal it came from."""

    user: str
    made: float
    view: str | None = None
    used: bool = False


@dataclass
class ResponseUrl:
    """The right to answer one interaction; `message` is the ts of the message it stands in."""

    channel: str
    user: str
    made: float
    message: str | None = None
    thread: str | None = None
    uses: int = 0


class Tickets:
    """Hands out and redeems triggers and response URLs."""

    def __init__(self, clock: Clock, options: Options) -> None:
        self.clock = clock
        self.options = options
        self._triggers: dict[str, Trigger] = {}
        self._responses: dict[str, ResponseUrl] = {}

    def trigger(self, user: str, view: str | None = None) -> str:
        """A new trigger id for a person."""
        name = f"{int(self.clock.now() * 1000)}.{token_urlsafe(8)}.{token_urlsafe(16)}"
        self._triggers[name] = Trigger(user, self.clock.now(), view)
        _trim(self._triggers)
        return name

    def redeem(self, name: object) -> Trigger:
        """Use a trigger id; raises SlackError (invalid, exchanged, expired)."""
        trigger = self._triggers.get(str(name))
        if trigger is None:
            raise SlackError("invalid_trigger_id")
        if trigger.used:
            raise SlackError("exchanged_trigger_id")
        if self.clock.now() - trigger.made > self.options.trigger_life:
            raise SlackError("expired_trigger_id")
        trigger.used = True
        return trigger

    def response(self, right: ResponseUrl) -> str:
        """A new secret part of a response URL."""
        name = token_urlsafe(18)
        self._responses[name] = right
        _trim(self._responses)
        return name

    def respond(self, name: str) -> ResponseUrl:
        """Use a response URL; raises SlackError (`no_service`, `expired_url`, `used_url`)."""
        right = self._responses.get(name)
        if right is None:
            raise SlackError("no_service")
        if self.clock.now() - right.made > RESPONSE_LIFE:
            raise SlackError("expired_url")
        if right.uses >= RESPONSE_USES:
            raise SlackError("used_url")
        right.uses += 1
        return right


def _trim(kept: dict[str, object] | dict[str, Trigger] | dict[str, ResponseUrl]) -> None:
    while len(kept) > _KEPT:
        del kept[next(iter(kept))]
