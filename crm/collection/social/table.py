"""The adapter of CSV files: one post a row, columns found by their headers in any order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from crm.collection.social.message import SocialPost, Unreadable
from crm.collection.social.reported import read
from crm.engine.errors import NotUnderstood
from crm.engine.texts import T
from crm.imports.files import open_file
from crm.imports.headers import key

COLUMNS = {
    "network": ("network", "platform", "channel", "source", "平台", "渠道"),
    "id": ("id", "messageid", "commentid", "postid", "消息编号", "编号"),
    "kind": ("kind", "type", "messagetype", "类型"),
    "author": ("author", "handle", "username", "from", "user", "profile", "profileurl", "账号"),
    "name": ("name", "authorname", "displayname", "fullname", "姓名", "昵称"),
    "text": ("text", "message", "comment", "body", "content", "内容"),
    "at": ("at", "date", "time", "timestamp", "createdat", "created", "posted", "时间", "日期"),
    "url": ("url", "link", "permalink", "链接"),
}


class Table:
    """Posts of a file; times without a zone are in `zone`."""

    def __init__(self, path: Path, zone: str, network: str | None = None) -> None:
        """Take a CSV or XLSX file; `network` stands in where the file has no such column."""
        self._path = path
        self._zone = ZoneInfo(zone)
        self._network = network

    def posts(self, now: datetime) -> Iterator[SocialPost | Unreadable]:
        """Every row as a post; what cannot be read with its line."""
        opened = open_file(self._path)
        where = _columns(opened.headers)
        for row in opened.rows():
            cells = {
                name: row.cells[place] for name, place in where.items() if place < len(row.cells)
            }
            if row.trouble:
                yield Unreadable(row.line, NotUnderstood(T("This row cannot be read.")))
                continue
            try:
                yield read(self._said(cells), now)
            except NotUnderstood as error:
                yield Unreadable(row.line, error)

    def _said(self, cells: dict[str, str]) -> dict[str, str]:
        said = {name: value for name, value in cells.items() if value.strip()}
        if self._network:
            said.setdefault("network", self._network)
        if "at" in said:
            said["at"] = self._zoned(said["at"].strip())
        return said

    def _zoned(self, text: str) -> str:
        try:
            found = datetime.fromisoformat(text)
        except ValueError:
            return text
        return text if found.tzinfo else found.replace(tzinfo=self._zone).isoformat()


def _columns(header: tuple[str, ...]) -> dict[str, int]:
    """Where each field stands; raises `NotUnderstood` where a needed one has no column."""
    keys = [key(name) for name in header]
    found = {
        name: next((keys.index(one) for one in known if one in keys), -1)
        for name, known in COLUMNS.items()
    }
    missing = [name for name in ("id", "author", "text") if found[name] < 0]
    if missing:
        raise NotUnderstood(
            T("The file has no column “{name}”.", name=missing[0]),
            next_step=T("Name the columns {names}.", names=", ".join(COLUMNS)),
        )
    return {name: place for name, place in found.items() if place >= 0}
