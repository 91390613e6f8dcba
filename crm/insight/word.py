"""What unclear words mean in this workspace: shown, taught and forgotten."""

from __future__ import annotations

from typing import Annotated

from sqlalchemy import select

from crm.engine.call import Call
from crm.engine.command import command
from crm.engine.errors import Conflict, NotAllowed, NotFound
from crm.engine.permission import LEADERS
from crm.engine.reply import Actions, Listing, Menu, Notice, Option, Reply, Row
from crm.engine.texts import Day, Joined, T, Value
from crm.insight import dialogue
from crm.language import fields
from crm.language.ask.lexicon import lexicon
from crm.language.ask.tokens import key
from crm.language.form import Form
from crm.models import Learned, User

MOST = 200
MOST_OPTIONS = 25


class ListWords(Form):
    """Nothing: all words are shown."""


class TeachWord(Form):
    """Unclear words, and the clear ones that are meant."""

    instead: Annotated[str, fields.Phrase(200, keyed=True)]
    words: Annotated[str, fields.Phrase(80)]


class ForgetWord(Form):
    """Words that were learned."""

    words: Annotated[str, fields.Phrase(80)]


@command("word list")
def listing(call: Call, form: ListWords) -> Reply:
    """List what unclear words mean here, and who said so."""
    del form
    statement = (
        select(Learned, User.name)
        .join(User, User.id == Learned.user_id)
        .order_by(Learned.words)
        .limit(MOST)
    )
    found = [(learned, name) for learned, name in call.session.execute(statement)]
    rows = tuple(Row(None, learned.words, _told(learned, name)) for learned, name in found)
    shown = Listing(T("Words with a meaning of their own"), rows, len(rows), empty=NONE)
    mine = [row.words for row, _ in found if _may_forget(call, row)][:MOST_OPTIONS]
    return Reply((shown, Actions((_forget(mine),))) if mine else (shown,))


@command("word teach", effect="change")
def teach(call: Call, form: TeachWord) -> Reply:
    """Say what an unclear word means in questions."""
    words = form.words.strip().lower()
    senses = lexicon().senses.get(key(words), ())
    if not words or any(sense.type not in {"vague", "stop"} for sense in senses):
        raise Conflict(
            T("“{words}” is understood already.", words=words),
            next_step=T("Teach a word that I do not know or that is vague."),
            field="words",
        )
    if call.caller.user_id is not None:
        by = (call.caller.user_id, call.now)
        dialogue.learn(call.session, words, form.instead.strip(), by)
    done = T("“{words}” means “{instead}” from now on.", words=words, instead=form.instead.strip())
    return Reply((Notice(done, "success"),))


@command("word forget", effect="change")
def forget(call: Call, form: ForgetWord) -> Reply:
    """Forget what an unclear word was said to mean: one's own choice, or any as a leader."""
    words = form.words.strip().lower()
    row = call.session.scalars(select(Learned).where(Learned.words == words)).one_or_none()
    if row is None:
        raise NotFound(
            T("I have learned nothing for “{words}”.", words=form.words[:60]),
            next_step=T("See all with {example}.", example="word list"),
        )
    if not _may_forget(call, row):
        raise NotAllowed(
            T("Somebody else chose what “{words}” means.", words=words),
            next_step=T("Ask them or a manager to forget it."),
        )
    call.session.delete(row)
    call.session.flush()
    done = T("Forgotten. I ask again what “{words}” means.", words=words)
    return Reply((Notice(done, "success"),))


NONE = T("Nothing learned yet: I ask where a word is unclear.")


def _told(learned: Learned, name: str) -> tuple[Value, ...]:
    return (Joined((learned.instead, name, Day(learned.learned_at.date())), " · "),)


def _may_forget(call: Call, row: Learned) -> bool:
    return row.user_id == call.caller.user_id or bool(call.caller.roles & LEADERS)


def _forget(words: list[str]) -> Menu:
    options = tuple(Option(word, word) for word in words)
    return Menu(T("Forget a word"), "word forget", "words", options)
