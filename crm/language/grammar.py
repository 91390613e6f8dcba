"""From words to a command and its fields, whatever surface they were said on."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from rapidfuzz import fuzz, process

from crm.engine import refs
from crm.engine.command import REGISTRY, Command, spoken
from crm.engine.errors import FormErrors, Missing, NotUnderstood, RapportError, Unchecked
from crm.engine.texts import LANGUAGES, T, Text
from crm.language.fields.base import Reading
from crm.language.fields.text import Phrase
from crm.language.form import Form, Spec
from crm.language.vocabulary import keywords, label, vocabulary
from crm.language.words import KEYED, Run, Words

# Of a hundred: how alike words are to a command's where only letters slipped.
SLIP = 80


@dataclass(frozen=True, slots=True)
class Spoken:
    """A command and the words that follow its name."""

    command: Command
    rest: str


@dataclass
class Understood:
    """What was made of a command's words: values, the text each reads from again, and errors.

    `by_field`: each text was given for its field, so that several can be wrong at once.
    """

    values: dict[str, Any] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    errors: dict[str, RapportError] = field(default_factory=dict)
    by_field: bool = False

    def take(self, spec: Spec, value: Any) -> None:
        """Keep a value, with the text that reads as it again."""
        self.values[spec.name] = value
        self.texts[spec.name] = spec.type.show(value)


@dataclass(frozen=True)
class Names:
    """Every way to name a spoken command, in any language; `bare` ones only stand alone."""

    begins: Mapping[str, str]
    bare: Mapping[str, str]
    pattern: re.Pattern[str]


@cache
def _names(_count: int) -> Names:
    begins = {command.name: command.name for command in spoken()}
    bare: dict[str, str] = {}
    for language in LANGUAGES:
        for name, words in vocabulary(language).commands.items():
            if name in REGISTRY and REGISTRY[name].surface == "words":
                begins.update((alias.casefold(), name) for alias in words.aliases)
                bare.update((alias.casefold(), name) for alias in words.bare)
    longest_first = sorted(begins, key=len, reverse=True)
    pattern = "|".join(map(_spelled, longest_first))
    return Names(begins, bare, re.compile(pattern, re.IGNORECASE))


def _spelled(name: str) -> str:
    """The pattern of a name: any spaces between its words, and after it where it is not Chinese."""
    words = r"\s+".join(map(re.escape, name.split()))
    return words + (r"(?!\S)" if name[-1].isascii() else "")


def names() -> Names:
    """The names of all commands that were declared so far."""
    return _names(len(REGISTRY))


def read(text: str) -> Spoken:
    """The command that a text begins with; raises `NotUnderstood` with the nearest one.

    A reference alone, or behind the name of its kind's list, shows its record: `D-42`.
    """
    said = text.strip()
    alone = names().bare.get(" ".join(said.casefold().split()))
    if alone is not None:
        return Spoken(REGISTRY[alone], "")
    shown = _shown(said)
    if shown is not None:
        return Spoken(shown, said)
    found = names().pattern.match(said)
    if found is None:
        raise _unknown(said)
    command = REGISTRY[names().begins[" ".join(found[0].casefold().split())]]
    rest = said[found.end() :].strip()
    shown = _shown(rest) if command.name.endswith(" list") else None
    return Spoken(shown or command, rest)


def _shown(text: str) -> Command | None:
    """The command that shows the record, where a text is nothing but its reference."""
    named = refs.read(text)
    return REGISTRY.get(f"{named[0].__tablename__} show") if named else None


def is_slip(said: str) -> bool:
    """Whether unknown words are a command's but for a letter or two: *dael list*."""
    near = _nearest(_first(said))
    return near is not None and fuzz.ratio(_first(said), near) >= SLIP


def _first(said: str) -> str:
    return " ".join(said.casefold().split()[:2])[:60]


def _nearest(first: str) -> str | None:
    known = {**names().bare, **names().begins}
    alike = process.extract(first, list(known), scorer=fuzz.WRatio, score_cutoff=55, limit=8)
    near = max(alike, key=lambda found: fuzz.ratio(first, found[0]), default=None)
    return near[0] if near else None


def _unknown(said: str) -> NotUnderstood:
    first = _first(said)
    near = _nearest(first)
    example = near or "help"
    return NotUnderstood(
        T("I do not know “{words}”.", words=first or said[:60]),
        next_step=T("Did you mean {example}?", example=f"/crm {example}")
        if near
        else T("See what I can do with {example}", example="/crm help"),
    )


def sibling(command: Command, words: str) -> Text | None:
    """The command of the same noun that the first word left over may have meant, or None."""
    noun = command.name.split()[0]
    verbs = [c.name.split()[1] for c in spoken() if c.name.startswith(f"{noun} ")]
    near = process.extractOne(
        words.split(maxsplit=1)[0].casefold(), verbs, scorer=fuzz.ratio, score_cutoff=60
    )
    return T("Did you mean {example}?", example=f"/{noun} {near[0]}") if near else None


def understand(form: type[Form], text: str, reading: Reading) -> Understood:
    """Read the words after a command's name into the fields of its form."""
    pasted = form.pasted(text, reading)
    if pasted:
        understood = fill(form, pasted, reading)
        understood.errors = {"": Unchecked(T("This is what I read. Look at it, then save it."))}
        understood.texts = pasted
        return understood
    understood = Understood()
    specs = form.specs()
    words = Words.read(_keyed(specs, text, reading, understood))
    for spec in specs.values():
        if spec.name not in understood.values and spec.type.is_announced:
            _announced(spec, specs, words, reading, understood)
    for spec in sorted(specs.values(), key=lambda spec: spec.type.rank):
        if spec.name not in understood.values and spec.name not in understood.errors:
            _claimed(spec, words, reading, understood)
    left = words.rest()
    if left:
        understood.errors.setdefault(
            "", NotUnderstood(T("I could not place “{words}”.", words=left[:120]))
        )
    return understood


def fill(form: type[Form], fields: Mapping[str, Any], reading: Reading) -> Understood:
    """Read fields given by name (a modal, a button, the API) into the fields of a form."""
    understood = Understood(by_field=True)
    specs = form.specs()
    for name, given in fields.items():
        if name not in specs:
            understood.errors[name] = NotUnderstood(T("There is no field {name}.", name=name))
        elif given is not None and str(given).strip():
            understood.texts[name] = str(given)
            _parse(specs[name], str(given), reading, understood)
    return understood


def finish(form: type[Form], understood: Understood, reading: Reading) -> Form:
    """The filled form; raises the first error, or `FormErrors` for those of several fields.

    What must still be given is `Missing`.
    """
    for spec in form.specs().values():
        if spec.name in understood.values or spec.name in understood.errors:
            continue
        fallback = spec.type.fallback(reading)
        if fallback is not None:
            understood.take(spec, fallback)
        elif spec.is_required:
            understood.errors[spec.name] = _missing(spec, reading)
    _raise_any(understood)
    return form.model_construct(**understood.values)


def _raise_any(understood: Understood) -> None:
    errors = understood.errors
    is_wrong = [not isinstance(error, Missing) and not error.choices for error in errors.values()]
    if understood.by_field and len(is_wrong) > 1 and all(is_wrong):
        raise FormErrors(errors)
    for error in errors.values():
        raise error


def _missing(spec: Spec, reading: Reading) -> Missing:
    name = label(spec.name, reading.language)
    return Missing(T("Please say the {field}.", field=name), field=spec.name)


def _keyed(specs: Mapping[str, Spec], text: str, reading: Reading, into: Understood) -> str:
    """Take every `key=value` out of the text; a key that is no field stays a word."""
    kept: list[str] = []
    end = 0
    for match in KEYED.finditer(text):
        spec = _spec_of(specs, match[1])
        if spec is None:
            continue
        kept.append(text[end : match.start()])
        end = match.end()
        value = next((group for group in match.groups()[1:] if group is not None), "")
        _parse(spec, value, reading, into)
    return " ".join([*kept, text[end:]])


def _spec_of(specs: Mapping[str, Spec], word: str) -> Spec | None:
    folded = word.casefold()
    return next((spec for spec in specs.values() if folded in keywords(spec.name)), None)


def _parse(spec: Spec, text: str, reading: Reading, into: Understood) -> None:
    try:
        into.take(spec, spec.type.parse(text, reading))
    except RapportError as error:
        into.errors[spec.name] = _named(error, spec)


def _named(error: RapportError, spec: Spec) -> RapportError:
    error.field = spec.name
    error.choices = tuple(
        type(choice)(choice.label, {key or spec.name: text for key, text in choice.fields.items()})
        for choice in error.choices
    )
    return error


def _announced(
    spec: Spec, specs: Mapping[str, Spec], words: Words, reading: Reading, into: Understood
) -> None:
    """A field behind its keyword: *close next fri*, *owner @ben*.

    Where any words would do (*industry shipping city Bergen*), the next keyword ends them.
    """
    others = frozenset[str]()
    if isinstance(spec.type, Phrase):
        others = others.union(*(keywords(name) for name in specs))
    for i in words.free():
        word = words.words[i]
        if word.is_quoted or word.text.casefold() not in keywords(spec.name):
            continue
        for run in words.at(i + 1, until=others):
            if _fits(spec, run, reading, into):
                words.claim(Run(i, run.last, run.text))
                return


def _fits(spec: Spec, run: Run, reading: Reading, into: Understood) -> bool:
    try:
        into.take(spec, spec.type.parse(run.text, reading))
    except RapportError:
        return False
    return True


def _claimed(spec: Spec, words: Words, reading: Reading, into: Understood) -> None:
    try:
        claim = spec.type.claim(words, reading)
    except RapportError as error:
        into.errors[spec.name] = _named(error, spec)
        return
    if claim is not None:
        into.take(spec, claim.value)
