"""A closed list of words, known in every language of the catalogue."""

from __future__ import annotations

from types import MappingProxyType

from crm.engine.errors import NotUnderstood
from crm.engine.reply import Option
from crm.engine.texts import LANGUAGES, Reader, T, Term, say
from crm.language.fields.base import Claim, FieldType, Reading
from crm.language.normal import name_key
from crm.language.words import Words


class Choice(FieldType[str]):
    """One of `tokens`; the tokens are English words that the catalogue translates.

    Without `claims` only its keyword or `key=value` sets it: the word may stand in a name.
    """

    element = "select"
    rank = 40

    def __init__(self, *tokens: str, claims: bool = True) -> None:
        self.tokens = tokens
        self.claims = claims

    def parse(self, text: str, reading: Reading) -> str:
        """The token that the text names, in any language; raises `NotUnderstood` with the list."""
        found = self._find(text)
        if found is None:
            raise NotUnderstood(
                T("“{text}” is not one of: {choices}.", text=text, choices=self._list(reading))
            )
        return found

    def _find(self, text: str) -> str | None:
        wanted = name_key(text)
        for token in self.tokens:
            said = {name_key(say(Term(token), Reader(language))) for language in LANGUAGES}
            if wanted == token.casefold() or wanted in said:
                return token
        return None

    def _list(self, reading: Reading) -> str:
        reader = Reader(reading.language)
        return ", ".join(say(Term(token), reader) for token in self.tokens)

    def claim(self, words: Words, reading: Reading) -> Claim[str] | None:
        """The first free word that is one of the choices."""
        del reading
        for run in words.runs(longest=2 if self.claims else 0):
            token = None if run.is_quoted else self._find(run.text)
            if token is not None:
                words.claim(run)
                return Claim(run, token)
        return None

    def options(self, reading: Reading) -> tuple[Option, ...]:
        """All choices."""
        del reading
        return tuple(Option(Term(token), token) for token in self.tokens)


class Language(Choice):
    """English or Chinese, by code or by name: `en` or `zh`."""

    names = MappingProxyType(
        {"en": "en", "english": "en", "英语": "en", "英文": "en"}
        | {"zh": "zh", "chinese": "zh", "中文": "zh", "汉语": "zh"}
    )
    labels = MappingProxyType({"en": "English", "zh": "中文"})

    def __init__(self, *, claims: bool = True) -> None:
        super().__init__(*self.labels, claims=claims)

    def _find(self, text: str) -> str | None:
        return self.names.get(name_key(text))

    def options(self, reading: Reading) -> tuple[Option, ...]:
        """Both, each in its own language."""
        del reading
        return tuple(Option(label, code) for code, label in self.labels.items())
