"""Files that somebody picks in a form or sends in a message, as Slack describes them."""

from __future__ import annotations

import json
from typing import Any

from crm.engine.errors import NotUnderstood
from crm.engine.reply import Option
from crm.engine.texts import T
from crm.imports import uploads
from crm.language.fields.base import FieldType, Reading

TYPES = ("csv", "tsv", "xlsx", "xlsm", "xls", "zip")
# What is kept of Slack's description of a file: enough to fetch it.
KEPT = ("id", "name", "size", "mode", "url_private", "url_private_download")
Described = dict[str, Any]


def is_table(name: str) -> bool:
    """Whether a file may be a table, as far as its name says."""
    return name.lower().endswith(tuple(f".{one}" for one in TYPES))


def kept(file: Described) -> Described:
    """A file's description as far as it is needed later."""
    return {name: file[name] for name in KEPT if file.get(name) is not None}


class Files(FieldType[list[Described]]):
    """Tables to be imported; nothing that can be said in words."""

    element = "files"
    is_announced = False

    def parse(self, text: str, reading: Reading) -> list[Described]:
        """The files of Slack's descriptions, a JSON list; raises `NotUnderstood`."""
        del reading
        try:
            given = [kept(each) for each in json.loads(text)]
            names = [str(each["name"]) for each in given]
        except (ValueError, TypeError, AttributeError, KeyError) as error:
            raise NotUnderstood(T("Those are no files.")) from error
        strange = next((name for name in names if not is_table(name)), None)
        if strange is not None:
            raise NotUnderstood(
                T("{file} is no table: I read CSV, XLSX and ZIP.", file=strange[:100])
            )
        if len(given) > uploads.MOST_FILES:
            raise NotUnderstood(
                T("Those are {n} files; at most {most} go into one import.",
                  n=len(given), most=uploads.MOST_FILES),
                next_step=T("Send them in two messages: companies and contacts first."),
            )  # fmt: skip
        return given

    def show(self, value: list[Described]) -> str:
        """The descriptions as JSON."""
        return json.dumps(value, ensure_ascii=False)

    def options(self, reading: Reading) -> tuple[Option, ...]:
        """The endings of names that may be picked."""
        del reading
        return tuple(Option(one, one) for one in TYPES)
