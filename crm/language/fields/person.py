"""People of the workspace, named by mention, handle, e-mail, or *me*."""

from __future__ import annotations

import re

from sqlalchemy import bindparam, func, or_, select

from crm.engine.errors import NotFound
from crm.engine.fixed import Fixed
from crm.engine.texts import T
from crm.language.fields.base import Claim, FieldType, Reading
from crm.language.words import Words
from crm.models import User

MENTION = re.compile(r"<@([UW][A-Z0-9]+)(?:\|([^>]*))?>")
BY_ID: Fixed[User] = Fixed(select(User).where(User.id == bindparam("person")), User)
ME = frozenset({"me", "mine", "my", "myself", "我", "我的", "自己"})


class Person(FieldType[User]):
    """An active member; outsiders cannot be named. Unkeyed words must be a mention or @handle.

    With `takes_me` the word *mine* is one, too: only for forms without free text.
    """

    element = "person"
    rank = 15

    def __init__(self, *, default_me: bool = False, takes_me: bool = False) -> None:
        self.default_me = default_me
        self.takes_me = takes_me

    def parse(self, text: str, reading: Reading) -> User:
        """The person that the text names; raises `NotFound` where nobody is called so."""
        found = self._find(text.strip(), reading)
        if found is None:
            raise NotFound(
                T("I know nobody here called “{text}”.", text=_said(text)),
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
            if not run.is_quoted and (_names_one(run.text) or self._is_me(run.text)):
                words.claim(run)
                return Claim(run, self.parse(run.text, reading))
        return None

    def _is_me(self, word: str) -> bool:
        return self.takes_me and word.casefold() in ME

    def fallback(self, reading: Reading) -> User | None:
        """The person who asks, where the form says so."""
        if not self.default_me or reading.caller.user_id is None:
            return None
        found = BY_ID.objects(reading.session, person=reading.caller.user_id)
        return found[0] if found else None


def _said(text: str) -> str:
    """The words as the person saw them: a mention is its handle."""
    mention = MENTION.fullmatch(text.strip())
    return f"@{mention[2] or mention[1]}" if mention else text[:60]


def _names_one(word: str) -> bool:
    return bool(MENTION.fullmatch(word)) or (word.startswith("@") and len(word) > 1)


class People(FieldType[tuple[User, ...]]):
    """Several active members: every mention and @handle among the words."""

    rank = 15
    one = Person()

    def parse(self, text: str, reading: Reading) -> tuple[User, ...]:
        """The people that the words name; raises `NotFound` for a word that names nobody."""
        words = text.replace(",", " ").replace("，", " ").replace("、", " ").split()
        return tuple(self.one.parse(word, reading) for word in words)

    def show(self, value: tuple[User, ...]) -> str:
        """The mentions."""
        return " ".join(self.one.show(user) for user in value)

    def claim(self, words: Words, reading: Reading) -> Claim[tuple[User, ...]] | None:
        """Every mention and @handle."""
        runs = [run for run in words.runs(longest=1) if _names_one(run.text) and not run.is_quoted]
        if not runs:
            return None
        for run in runs:
            words.claim(run)
        return Claim(runs[0], tuple(self.one.parse(run.text, reading) for run in runs))
