"""Keeping a workspace over restarts: a SQLite file, written behind the work."""

import asyncio
import json
import sqlite3
from base64 import b64decode, b64encode
from collections.abc import Callable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sandbox.values import Json
from sandbox.workspace import messages
from sandbox.workspace.assistants import AssistantThread, Execution
from sandbox.workspace.model import Channel, File, Message, Person, View
from sandbox.workspace.state import Workspace

PAUSE = 0.3
_TABLE = (
    "CREATE TABLE IF NOT EXISTS thing (kind TEXT, key TEXT, value TEXT, PRIMARY KEY (kind, key))"
)
_PUT = "INSERT OR REPLACE INTO thing VALUES (?, ?, ?)"
_DROP = "DELETE FROM thing WHERE kind = ? AND key = ?"


class Store:
    """Writes what changed, a third of a second after it changed at the latest, and at the end."""

    def __init__(self, path: Path, workspace: Workspace) -> None:
        self.workspace = workspace
        path.parent.mkdir(parents=True, exist_ok=True)
        self._base = sqlite3.connect(path, check_same_thread=False, isolation_level=None)
        self._base.execute("PRAGMA journal_mode=WAL")
        self._base.execute(_TABLE)
        self._task: asyncio.Task[None] | None = None
        self._wipe = False

    def load(self) -> None:
        """Put what was kept into the workspace."""
        kept: dict[str, list[tuple[str, Json]]] = {}
        for kind, key, value in self._base.execute("SELECT kind, key, value FROM thing"):
            kept.setdefault(kind, []).append((key, json.loads(value)))
        for kind in ("person", "channel", "message", *_PUT_BACK):
            for key, value in kept.get(kind, []):
                _restore(self.workspace, kind, key, value)
        self.workspace.dirty.clear()

    def clear(self) -> None:
        """Forget everything that was kept, with the next write."""
        self._wipe = True

    def watch(self, _kind: str, _about: str) -> None:
        """Begin writing, a moment after a change."""
        if self._task is None or self._task.done():
            try:
                self._task = asyncio.get_running_loop().create_task(self._behind())
            except RuntimeError:
                return

    async def close(self) -> None:
        """Write every change and close the file."""
        if self._task:
            await self._task
        self._write(self._rows())
        self._base.close()

    async def _behind(self) -> None:
        while self.workspace.dirty:
            await asyncio.sleep(PAUSE)
            await asyncio.to_thread(self._write, self._rows())

    def _rows(self) -> list[tuple[str, str, str | None]]:
        marks = list(self.workspace.dirty)
        self.workspace.dirty.clear()
        return [(kind, key, _kept(self.workspace, kind, key)) for kind, key in marks]

    def _write(self, rows: list[tuple[str, str, str | None]]) -> None:
        self._base.execute("BEGIN IMMEDIATE")
        if self._wipe:
            self._wipe = False
            self._base.execute("DELETE FROM thing")
        self._base.executemany(_DROP, [(k, key) for k, key, value in rows if value is None])
        self._base.executemany(_PUT, [row for row in rows if row[2] is not None])
        self._base.execute("COMMIT")


def _kept(workspace: Workspace, kind: str, key: str) -> str | None:
    value = _value(workspace, kind, key)
    return None if value is None else json.dumps(value)


def _value(workspace: Workspace, kind: str, key: str) -> object:
    found = _found(workspace, kind, key)
    if isinstance(found, Person):
        return asdict(found)
    if isinstance(found, Channel):
        skipped = ("messages", "order", "replies")
        return {k: v for k, v in vars(found).items() if k not in skipped}
    if isinstance(found, File):
        return {**vars(found), "data": b64encode(found.data).decode()}
    return found if found is None or isinstance(found, str | list) else vars(found)


def _found(workspace: Workspace, kind: str, key: str) -> object:
    if kind == "message":
        return workspace.message(*key.split(":"))
    if kind == "assistant":
        channel, _, ts = key.partition(":")
        return workspace.assistants.get((channel, ts))
    kept: dict[str, Mapping[str, object]] = {
        "person": workspace.people,
        "channel": workspace.channels,
        "file": workspace.files,
        "view": workspace.views,
        "stack": workspace.stacks,
        "home": workspace.homes,
        "execution": workspace.executions,
    }
    return kept.get(kind, {}).get(key)


def _restore(workspace: Workspace, kind: str, key: str, value: Any) -> None:
    if kind == "person":
        workspace.put_person(Person(**value))
    elif kind == "channel":
        workspace.put_channel(Channel(**value))
    elif kind == "message":
        _restore_message(workspace, Message(**value))
    else:
        _PUT_BACK[kind](workspace, key, value)


def _put_file(workspace: Workspace, key: str, value: Json) -> None:
    workspace.files[key] = File(**{**value, "data": b64decode(value["data"])})


def _put_view(workspace: Workspace, key: str, value: Json) -> None:
    workspace.views[key] = View(**value)


def _put_stack(workspace: Workspace, key: str, value: list[str]) -> None:
    workspace.stacks[key] = value


def _put_home(workspace: Workspace, key: str, value: str) -> None:
    workspace.homes[key] = value


def _put_assistant(workspace: Workspace, _key: str, value: Json) -> None:
    thread = AssistantThread(**value)
    workspace.assistants[thread.channel, thread.ts] = thread


def _put_execution(workspace: Workspace, key: str, value: Json) -> None:
    workspace.executions[key] = Execution(**value)


_PUT_BACK: dict[str, Callable[[Workspace, str, Any], None]] = {
    "file": _put_file,
    "view": _put_view,
    "stack": _put_stack,
    "home": _put_home,
    "assistant": _put_assistant,
    "execution": _put_execution,
}


def _restore_message(workspace: Workspace, message: Message) -> None:
    channel = workspace.channels[message.channel]
    channel.messages[message.ts] = message
    messages.file_under(channel, message)
    workspace.ids.seen_ts(message.ts)
