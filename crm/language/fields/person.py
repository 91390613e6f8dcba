"""People of the workspace, named by mention, handle, e-mail, or *me*."""

from __future__ import annotations

import re

from sqlalchemy import func, or_, select

from crm.engine.errors import NotFound
from crm.engine.texts import T
from crm.language.fields.base import Claim, FieldType, Reading
from crm.language.words import Words
from crm.models import User

MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|[^>]*)?>")
ME = frozenset({"me", "myself", "我", "自己"})


class Person(FieldType[User]):
    """An active member; outsiders cannot be named. Unkeyed words must be a mention or @handle."""

    element = "person"
    rank = 15

    def __init__(self, *, default_me: bool = False) -> None:
        self.default_me = default_me

    def parse(self, text: str, reading: Reading) -> User:
        """The person that the text names; raises `NotFound` where nobody is called so."""
        found = self._find(text.strip(), reading)
        if found is None:
            raise NotFound(
                T("I know nobody here called “{text}”.", text=text[:60]),
                next_step=T("Mention a person, or write the handle like @ana."),
            )
        return found

    def _find(self, text: str, reading: Reading) -> User | None:
        people = select(User).where(User.is_active.is_(True), User.is_outsider.is_(False))
        mention = MENTION.fullmatch(text)
        if text.casefold() in ME:
            condition = User.id == reading.caller.user_id
        elif mention:
            condition = User.slack_id == mention[1]
        else:
            handle = text.removeprefix("@").casefold()
            condition = or_(
                func.lower(User.handle) == handle,
                User.slack_id == text,
                func.lower(User.email) == handle,
                func.lower(User.name) == handle,
            )
        return reading.session.scalars(people.where(condition).limit(1)).first()

    def show(self, value: User) -> str:
        """The mention."""
        return f"<@{value.slack_id}>"

    def claim(self, words: Words, reading: Reading) -> Claim[User] | None:
        """The first mention or @handle."""
        for run in words.runs(longest=1):
            if not run.is_quoted and (MENTION.fullmatch(run.text) or run.text.startswith("@")):
                words.claim(run)
                return Claim(run, self.parse(run.text, reading))
        return None

    def fallback(self, reading: Reading) -> User | None:
        """The person who asks, where the form says so."""
        if not self.default_me or reading.caller.user_id is None:
            return None
        statement = select(User).where(User.id == reading.caller.user_id)
        return reading.session.scalars(statement).one_or_none()
