"""The parts of a sandbox, put together once and handed to whoever serves them."""

from dataclasses import dataclass, field
from secrets import token_hex

from sandbox.clock import Clock
from sandbox.deliveries.courier import Courier
from sandbox.deliveries.events import Events
from sandbox.deliveries.signed import SignedHttp
from sandbox.deliveries.sockets import Sockets
from sandbox.deliveries.tickets import ResponseUrl, Tickets
from sandbox.faults import API_KINDS, Faults
from sandbox.options import Options
from sandbox.rates import Rates
from sandbox.seed import Directory
from sandbox.workspace.state import Workspace


@dataclass
class Keys:
    """The secrets that the app and the sandbox share.

    `gone` are the bot tokens of installations that were given up, with Slack's word for each.
    """

    signing_secret: str
    bot_token: str
    app_token: str
    gone: dict[str, str] = field(default_factory=dict)

    def renew(self, word: str) -> None:
        """Give a new installation a bot token of its own; the old one gets `word` from now on."""
        self.gone[self.bot_token] = word
        self.bot_token = f"xoxb-sandbox-{token_hex(12)}"

    def restore(self) -> None:
        """Back to the bot token of the beginning."""
        self.bot_token = next(iter(self.gone), self.bot_token)
        self.gone.clear()


@dataclass
class Core:
    """State and machinery of one sandbox. `base` is the address that absolute URLs begin with."""

    keys: Keys
    options: Options
    clock: Clock
    workspace: Workspace
    tickets: Tickets
    courier: Courier
    events: Events
    rates: Rates
    faults: Faults = field(default_factory=lambda: Faults(API_KINDS))
    base: str = ""

    def response_url(self, right: ResponseUrl) -> str:
        """A new absolute response URL."""
        return f"{self.base}/response/{self.tickets.response(right)}"


def build(seed: Directory, keys: Keys, app_url: str, options: Options, clock: Clock) -> Core:
    """All parts of a sandbox; nothing runs yet."""
    workspace = Workspace(seed, clock)
    http = SignedHttp(app_url, keys.signing_secret, options.answer_limit)
    sockets = Sockets(seed.app.app_id, options.answer_limit)
    courier = Courier(http, sockets, clock, options)
    events = Events(workspace, courier, options)
    tickets = Tickets(clock, options)
    return Core(keys, options, clock, workspace, tickets, courier, events, Rates(clock, options))
