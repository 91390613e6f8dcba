"""Plain sentences beside commands: a command typed wins, a sentence is read where none is."""

from __future__ import annotations

import re
from collections.abc import Callable

from crm.engine.command import REGISTRY
from crm.engine.errors import Missing, NotFound, NotUnderstood, RapportError
from crm.engine.run import Answer, Asked
from crm.language import grammar
from crm.language.ask.lexicon import lexicon
from crm.language.grammar import Spoken
from crm.people import pasted

# Behind a command's name these begin a sentence: *log a call with Jane*, *find me deals*.
ARTICLES = frozenset({"a", "an", "the", "me", "that", "this", "my", "all", "us"})
CARD = ("contact", "新建联系人")
# What has several clauses was said as a sentence, whatever it begins with.
CLAUSES = re.compile(r"[,，:：;；。]\s*\S")
# Words that may be a command with a slip rather than a sentence.
FEW_WORDS = 4


def answered(
    said: str,
    carry_out: Callable[[Asked], Answer],
    *,
    is_shared: bool = False,
    is_command: bool = False,
) -> Answer:
    """Carry out a command or a sentence; raises what that raises, the likelier of both errors.

    `is_command`: it was said where commands are, so that a mistyped one is no sentence.
    """
    if is_command and _is_strange(said.split()[:2]) and grammar.is_slip(said):
        command_of(said)

    def typed(spoken: Spoken) -> Answer:
        return carry_out(Asked(spoken.command, spoken.rest, is_shared=is_shared))

    def sentence() -> Answer:
        return carry_out(Asked(REGISTRY["ask"], said, is_shared=is_shared))

    return _either(said, typed, sentence, is_command=is_command)


def _either(
    said: str,
    typed: Callable[[Spoken], Answer],
    sentence: Callable[[], Answer],
    *,
    is_command: bool,
) -> Answer:
    try:
        spoken = command_of(said)
    except NotUnderstood as unknown:
        return _or_raise(sentence, unknown if _is_a_slip(said) else None)
    if _is_sentence(spoken):
        try:
            return sentence()
        except NotUnderstood:
            return typed(spoken)
    try:
        return typed(spoken)
    except (NotUnderstood, Missing, NotFound) as error:
        if not _may_be_told(spoken, error) or (is_command and _is_mistyped(spoken)):
            raise
        return _or_raise(sentence, error)


def _may_be_told(spoken: Spoken, error: RapportError) -> bool:
    """Whether what a command could not read may be a sentence that begins like it."""
    if not spoken.rest or spoken.command.name == "ask":
        return False
    if CLAUSES.search(spoken.rest):
        return True
    return not spoken.command.is_change and isinstance(error, NotUnderstood)


def command_of(said: str) -> Spoken:
    """The command of the words; a card or a signature without one is a contact's.

    Raises `NotUnderstood` with the nearest command where there is none.
    """
    if pasted.is_card(said) and not said.lower().startswith(CARD):
        return Spoken(REGISTRY["contact add"], said)
    try:
        return grammar.read(said)
    except NotUnderstood:
        if not pasted.looks(said):
            raise
        return Spoken(REGISTRY["contact add"], said)


def _or_raise(sentence: Callable[[], Answer], instead: RapportError | None) -> Answer:
    """What the sentence is answered; where it has no reading, the command's error if any."""
    try:
        return sentence()
    except (NotUnderstood, Missing):
        if instead is not None:
            raise instead from None
        raise


def _is_sentence(spoken: Spoken) -> bool:
    """Whether words that begin like a command are more likely a sentence."""
    first = spoken.rest.split(maxsplit=1)[0].casefold() if spoken.rest else ""
    if spoken.command.name == "why not":
        return not any(sign in spoken.rest for sign in "=<>~")
    return first in ARTICLES


def _is_mistyped(spoken: Spoken) -> bool:
    """Whether one strange word behind a command's noun is nearly its verb: *deal sohw*."""
    is_strange = _is_strange(spoken.rest.split())
    return is_strange and grammar.sibling(spoken.command, spoken.rest) is not None


def _is_strange(words: list[str]) -> bool:
    """Whether a word is none that sentences are made of."""
    return any(word.casefold() not in lexicon().words for word in words)


def _is_a_slip(said: str) -> bool:
    """Whether unknown words are short enough to be a mistyped command."""
    return len(said.split()) <= FEW_WORDS and not said.rstrip().endswith(("?", "？"))
