"""`errors.md`: what a person is told when something is in the way, as it is really said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.flow.company import Company, company
from bot.reference.markdown import code, first, table
from bot.slack import words
from crm.engine import errors
from crm.engine.errors import Busy, RapportError
from crm.engine.texts import LANGUAGES, Reader, say
from crm.language import grammar
from crm.language.vocabulary import vocabulary
from crm.people.help import pasteable

ABOUT = """# What Rapport says when something is in the way

Nothing was changed after any of these. Each says what is in the way; where Rapport can go on with a
click there is a button, and what was understood so far is kept in it. The answers below were given
by the product to these very words, in a small company made for the purpose.

"""
# Words that are refused, and who says them; each is an example of the error that it gets.
SAID = (
    ("ana", "/crm dael add Acme 12k", "a wrong word"),
    ("ana", "/deal add", "nothing but the command"),
    ("ana", "/deal add Acme", "half of what is needed"),
    ("ana", '/deal add Globex "Pilot" 3k', "a name that two companies bear"),
    ("ana", '/deal add Acme "Pilot" close=2020-01-01', "a day that is past"),
    ("ana", '/deal add Acme "Pilot" amount=lots', "an amount that is none"),
    ("ana", "/deal stage D-1 sideways", "a stage that there is not"),
    ("ana", "/deal stage D-1 qualified", "a deal that is there already"),
    ("ana", "/deal show D-999", "a record that there is not"),
    ("ana", '/deal add Acme "Spare parts" 4k', "the same deal within a minute"),
    ("ana", "/followup add call Jane", "a follow-up without its time"),
    ("ana", "/ticket resolve T-1", "something that one's role does not include"),
    ("ana", "/crm settings stale_days 7", "something for admins"),
    ("jane", "/deal list", "a person of another team"),
    ("ada", "/crm settings stale_days often", "a value that a setting cannot take"),
    ("mei", "/deal add", "the same, said in Chinese to Mei"),
)


@dataclass(frozen=True, slots=True)
class Shown:
    """An error as one person saw it."""

    what: str
    said: str
    error: RapportError
    reader: Reader

    @property
    def example(self) -> str:
        """The first of the command's examples; nothing where the words name no command."""
        command, _, rest = self.said.partition(" ")
        try:
            name = grammar.read(words.of_slash(command, rest)).command.name
        except RapportError:
            return ""
        known = vocabulary(self.reader.language).commands.get(name)
        return pasteable(known.examples[0]) if known and known.examples else ""


def page() -> str:
    """The gallery, then every class of error with its status in the API."""
    with company() as made:
        shown = list(_shown(made))
    busy = Shown("a store that is too busy", "/deal list", Busy(), Reader())
    return ABOUT + "\n".join([*map(_one, (*shown, busy)), _classes()])


def _shown(made: Company) -> Iterator[Shown]:
    made.say("ana", "deal add Acme again 1k")
    for handle, said, what in SAID:
        if "within a minute" in what:
            made.say("ana", "deal add Acme Pumps 4k")
            said = "/deal add Acme Pumps 4k"  # noqa: PLW2901 - the same once more
            made.wait(minutes=-2, seconds=30)
        refused = made.refusal(handle, said)
        if refused is not None:
            yield Shown(what, said, refused, made.reader(handle))


def _one(shown: Shown) -> str:
    error, reader = shown.error, shown.reader
    rows = [
        ("said", code(shown.said)),
        ("answer", say(error.text, reader)),
        ("understood", _understood(error.understood)),
        ("field", code(error.field or "")),
        ("next step", say(error.next_step, reader) if error.next_step else ""),
        ("an example that works", code(shown.example)),
        ("ways on", ", ".join(f"[{say(way.label, reader)}]" for way in error.ways)),
    ]
    filled = [row for row in rows if row[1]]
    return f"## {shown.what[:1].upper()}{shown.what[1:]}\n\n" + table(
        (type(error).__name__, ""), filled
    )


def _understood(texts: Mapping[str, str]) -> str:
    return ", ".join(code(f"{name}={text}") for name, text in texts.items())


def _classes() -> str:
    kinds = [kind for kind in vars(errors).values() if _is_error(kind)]
    rows = [(code(kind.__name__), str(kind.status), first(kind)) for kind in kinds]
    titles = ("error", "API status", "what it means")
    return f"## All of them\n\nSaid in {len(LANGUAGES)} languages.\n\n{table(titles, rows)}"


def _is_error(kind: object) -> bool:
    return isinstance(kind, type) and issubclass(kind, RapportError) and kind is not RapportError
