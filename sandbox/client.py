"""A client of the control API for tests: act as a person, read what they see, order faults.

```python
slack = Slack("http://127.0.0.1:4000")
ana = slack.person("ana")
done = ana.command("/deal", "add Acme 12k", channel="#sales")
assert done.status == 200 and "Acme" in done.text
```
"""

from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Self

import httpx

from sandbox.seen import Done, Message, Modal
from sandbox.values import Json

__all__ = ["Done", "Message", "Modal", "Person", "Refused", "Slack"]


class Refused(Exception):
    """The control API refused; the sentence says why."""

    def __init__(self, status: int, sentence: str) -> None:
        super().__init__(f"{status}: {sentence}")
        self.status = status
        self.sentence = sentence


class Person:
    """Somebody to act as."""

    def __init__(self, slack: "Slack", name: str) -> None:
        self.slack = slack
        self.name = name

    def command(self, name: str, text: str = "", *, channel: str = "dm", **more: object) -> Done:
        """A slash command, by default in the direct messages with the app."""
        return self._act("command", command=name, text=text, channel=channel, **more)

    def say(
        self, channel: str, text: str, *, thread: "Message | str | None" = None, **more: object
    ) -> Done:
        """Write a message, in a thread where one is given."""
        return self._act("say", channel=channel, text=text, thread_ts=_ts(thread), **more)

    def edit(self, message: Message, text: str) -> Done:
        """Change one's own message."""
        return self._act("edit", channel=message.channel, ts=message.ts, text=text)

    def delete(self, message: Message) -> Done:
        """Delete one's own message or dismiss an ephemeral one."""
        return self._act("delete", channel=message.channel, ts=message.ts)

    def react(self, message: Message, emoji: str, *, remove: bool = False) -> Done:
        """Put an emoji on a message or take it off."""
        return self._act("react", **_place(message), name=emoji, remove=remove)

    def press(self, message: Message, action: str, value: object = None) -> Done:
        """Press a button or choose in a menu of a message, by action_id or label."""
        return self._act("press", **_place(message), action_id=action, value=value)

    def press_modal(self, action: str, value: object = None) -> Done:
        """Press or choose in the open modal."""
        return self._act("press", action_id=action, value=value)

    def press_home(self, action: str, value: object = None) -> Done:
        """Press or choose on the Home tab."""
        return self._act("press", home=True, action_id=action, value=value)

    def suggest(self, action: str, typed: str, message: Message | None = None) -> list[Json]:
        """What a type-ahead menu of the modal or a message offers."""
        place = _place(message) if message else {}
        return list(self._post("suggest", action_id=action, value=typed, **place)["options"])

    def modal(self) -> Modal | None:
        """The open modal."""
        found = self._get("modal")["modal"]
        return Modal(found) if found else None

    def fill(self, values: Mapping[str, object]) -> Done:
        """Fill in fields by label, action_id or block_id."""
        return self._act("fill", values=dict(values))

    def submit(self, values: Mapping[str, object] | None = None) -> Done:
        """Fill in fields and submit."""
        return self._act("submit", values=dict(values or {}))

    def close(self, *, everything: bool = False) -> Done:
        """Close the modal."""
        return self._act("close", all=everything)

    def shortcut(self, callback_id: str, message: Message | None = None) -> Done:
        """A global shortcut, or one on a message."""
        return self._act(
            "shortcut", callback_id=callback_id, **(_place(message) if message else {})
        )

    def assistant(self, channel: str | None = None, *, thread: str | None = None) -> Json:
        """Open the assistant pane, looking at a channel, or look at another beside a thread."""
        return self._post("assistant", channel=channel, thread_ts=thread)

    def assistants(self) -> list[Json]:
        """The conversations of the assistant pane: title, status, prompts."""
        return list(self._get("assistant")["threads"])

    def step(self, callback_id: str, **inputs: object) -> Json:
        """Run a workflow's step; the execution, which `steps` shows again when it has ended."""
        return dict(self._post("step", callback_id=callback_id, inputs=inputs)["execution"])

    def steps(self) -> list[Json]:
        """The steps that the person ran: state, outputs, error."""
        return list(self._get("steps")["executions"])

    def file(self, channel: str, name: str, text: str, **more: object) -> Done:
        """Share a text file."""
        return self._act("file", channel=channel, name=name, text=text, **more)

    def open_home(self) -> Modal | None:
        """Open the app's Home tab."""
        found = self._post("home")["home"]
        return Modal(found) if found else None

    def home(self) -> Modal | None:
        """The Home tab as last published."""
        found = self._get("home")["home"]
        return Modal(found) if found else None

    def sees(self, channel: str, *, thread: "Message | str | None" = None) -> list[Message]:
        """The messages of a channel or thread, oldest first, own ephemerals among them."""
        found = self._get("sees", channel=channel, thread_ts=_ts(thread))
        return [Message(m) for m in found["messages"]]

    def sees_since(self, channel: str, moment: str) -> list[Message]:
        """What was written or edited there after a message's `ts`, threads included."""
        found = self._get("sees", channel=channel, since=moment)
        return [Message(m) for m in found["messages"]]

    def last(self, channel: str, *, thread: "Message | str | None" = None) -> Message:
        """The newest message there; raises IndexError where there is none."""
        return self.sees(channel, thread=thread)[-1]

    def channels(self) -> list[Json]:
        """The sidebar: every conversation, with what is unread."""
        return list(self._get("channels")["channels"])

    def change(self, **values: object) -> Json:
        """Change the person: deleted, tz, locale, real_name and so on."""
        return self.slack.request("PATCH", f"people/{self.name}", values)

    def _act(self, act: str, **wish: object) -> Done:
        return Done(self._post(act, **wish))

    def _post(self, act: str, **wish: object) -> Json:
        given = {k: v for k, v in wish.items() if v is not None}
        return self.slack.request("POST", f"people/{self.name}/{act}", given)

    def _get(self, what: str, **query: object) -> Json:
        given = {k: v for k, v in query.items() if v is not None}
        return self.slack.request("GET", f"people/{self.name}/{what}", given)


class Slack:
    """The control API at a base URL, such as `http://127.0.0.1:4000` or `…:3000/sandbox`."""

    def __init__(self, base_url: str, timeout: float = 30.0) -> None:
        self.base_url = base_url.rstrip("/")
        # Certificates are loaded only where they are needed: that takes longer than most calls.
        self._http = httpx.Client(
            base_url=f"{self.base_url}/_control/",
            timeout=timeout,
            trust_env=False,
            verify=self.base_url.startswith("https"),
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Give up the connections."""
        self._http.close()

    @property
    def api_url(self) -> str:
        """The address for `SLACK_API_URL`."""
        return f"{self.base_url}/api/"

    def person(self, name: str) -> Person:
        """Somebody by handle or id."""
        return Person(self, name)

    def state(self) -> Json:
        """Teams, people, channels, declarations, clock and switches."""
        return self.request("GET", "state")

    def add_person(self, name: str, /, **values: object) -> Person:
        """A new person."""
        self.request("POST", "people", {"name": name, **values})
        return Person(self, name)

    def add_channel(self, name: str, members: Sequence[str] = (), **values: object) -> str:
        """A new channel; its id."""
        wish = {"name": name, "members": list(members), **values}
        return str(self.request("POST", "channels", wish)["channel"]["id"])

    def channel(self, name: str, change: str, /, **values: object) -> Json:
        """archive, unarchive, rename, share, unshare, invite or remove (people=[…])."""
        ref = name.removeprefix("#")
        return dict(self.request("POST", f"channels/{ref}/{change}", values)["channel"])

    def deliveries(self, **query: object) -> list[Json]:
        """What was sent to the app, by kind, name, after."""
        return list(self.request("GET", "deliveries", query)["deliveries"])

    def calls(self, method: str | None = None, since: float = 0.0) -> list[Json]:
        """Calls of the Web API that were received."""
        query = {"since": since} | ({"method": method} if method else {})
        return list(self.request("GET", "calls", query)["calls"])

    def fault(self, kind: str, **order: object) -> Json:
        """Order a fault: match, probability, count, seed, seconds, times, effect, on."""
        return self.request("POST", "faults", {"kind": kind, **order})

    def faults(self) -> Json:
        """The orders in force."""
        return self.request("GET", "faults")

    def clear_faults(self) -> None:
        """Take back every order."""
        self.request("DELETE", "faults")

    def options(self, **switches: object) -> Json:
        """Change switches (rate, burst, scopes, retry_delays, time_scale …); all of them."""
        return self.request("PATCH", "options", switches)

    def manifest(self, manifest: Json) -> Json:
        """Tell the sandbox what the app declares."""
        return self.request("PUT", "manifest", manifest)

    def app(self, url: str) -> None:
        """Send deliveries to another URL."""
        self.request("PUT", "app", {"url": url})

    def advance(self, seconds: float) -> str:
        """Move the sandbox's clock; its new time, ISO 8601."""
        return str(self.request("POST", "clock", {"advance": seconds})["now"])

    def event(self, kind: str, **fields: object) -> None:
        """Send any event."""
        self.request("POST", "events", {"type": kind, **fields})

    def installation(self, change: str) -> None:
        """`uninstall` the app, `revoke` its token, or `install` it again."""
        self.request("POST", "installation", {"change": change})

    def disconnect(self, reason: str = "refresh_requested", *, hard: bool = False) -> int:
        """Ask the Socket Mode connections to come back, or cut them; how many there were."""
        wish = {"reason": reason, "hard": hard}
        return int(self.request("POST", "disconnect", wish)["connections"])

    def settle(self, quiet_ms: float = 100, timeout: float = 10, *, retries: bool = False) -> bool:
        """Wait until nothing is under way any more; whether that came about."""
        wish = {"quiet_ms": quiet_ms, "timeout": timeout, "retries": retries}
        return bool(self.request("POST", "settle", wish)["settled"])

    def reset(self) -> None:
        """Back to the seed."""
        self.request("POST", "reset")

    def request(self, method: str, path: str, wish: Mapping[str, Any] | None = None) -> Json:
        """Any call of the control API; raises Refused."""
        given = dict(wish or {})
        if method == "GET":
            answer = self._http.request(method, path, params=given)
        else:
            answer = self._http.request(method, path, json=given)
        found: Json = answer.json()
        if answer.is_error:
            raise Refused(answer.status_code, str(found.get("error")))
        return found


def _ts(thread: Message | str | None) -> str | None:
    return (thread.thread_ts or thread.ts) if isinstance(thread, Message) else thread


def _place(message: Message) -> dict[str, str]:
    return {"channel": message.channel, "ts": message.ts}
