"""Help: what can be said, made from the declarations and the words of each language."""

from __future__ import annotations

from typing import Annotated

from rapidfuzz import process

from crm.engine.call import Call
from crm.engine.command import REGISTRY, Command, command, spoken
from crm.engine.errors import Choice, NotFound
from crm.engine.permission import OUTSIDER
from crm.engine.reply import Actions, Button, Heading, Listing, Paragraph, Reply, Row, Small, View
from crm.engine.texts import LANGUAGES, T
from crm.language import fields
from crm.language.form import Form, Spec
from crm.language.vocabulary import CommandWords, label, vocabulary
from crm.people import examples

SLASHES = (
    "crm",
    "lead",
    "deal",
    "contact",
    "company",
    "ticket",
    "followup",
    "quote",
    "forecast",
    "campaign",
    "digest",
    "predict",
    "find",
)
MOST_NEAR = 3
ALIKE = 60
CHAPTERS = {
    "sales": T("Sales"),
    "people": T("Customers, follow-ups and people"),
    "service": T("Tickets"),
    "marketing": T("Marketing"),
    "imports": T("Files in and out"),
    "insight": T("Predictions"),
    "outreach": T("Digests and reminders"),
    "history": T("Undo and history"),
}


class Help(Form):
    """A word to be helped with; nothing is the overview."""

    topic: Annotated[str | None, fields.Phrase(100)] = None


@command("help")
def show(call: Call, form: Help) -> Reply:
    """Show what I can do, with examples that run."""
    if not form.topic:
        return Reply(tuple(_overview(call)))
    found = _about(call, form.topic)
    if not found:
        near = _near(call, form.topic)
        raise NotFound(
            T("I have no help on “{topic}”.", topic=form.topic),
            next_step=T("Did you mean one of these?")
            if near
            else T("See all that I can do with {example}", example="/crm help"),
            choices=tuple(Choice(name, {"topic": name}) for name in near),
        )
    views = [view for item in found[:8] for view in _topic(call, item)]
    return Reply(tuple(views))


def pasteable(said: str) -> str:
    """A command's words as a line that runs when it is pasted into Slack."""
    return f"/{said}" if said.split(maxsplit=1)[0] in SLASHES else f"/crm {said}"


def words_of(item: Command, language: str) -> CommandWords:
    """A command's words in a language; its docstring where the language has none yet."""
    known = vocabulary(language).commands.get(item.name)
    return known or CommandWords(item.help, (), (), ())


def usage(item: Command, language: str) -> str:
    """A command with its fields: `/deal add <Company> <Name> [Amount]`; [] may be left out."""
    specs = [spec for spec in item.form.specs().values() if spec.type.element != "hidden"]
    return " ".join([pasteable(item.name), *(_slot(spec, language) for spec in specs)])


def _slot(spec: Spec, language: str) -> str:
    name = label(spec.name, language)
    return (
        f"<{name}>"
        if spec.is_required and not getattr(spec.type, "default_me", False)
        else f"[{name}]"
    )


def _mine(call: Call) -> list[Command]:
    roles = call.caller.roles or {OUTSIDER}
    return [item for item in spoken() if not item.may.isdisjoint(roles)]


def _overview(call: Call) -> list[View]:
    views: list[View] = [Heading(T("What I can do"))]
    for chapter, title in CHAPTERS.items():
        items = [item for item in _mine(call) if _chapter(item) == chapter]
        rows = tuple(
            Row(None, pasteable(item.name), (words_of(item, call.reader.language).help,))
            for item in items
        )
        if rows:
            views.append(Listing(title, rows, len(rows)))
    hint = T("More about one of them: {example}", example="/crm help deal")
    return [*views, Small(hint), Actions(_starts())]


def _starts() -> tuple[Button, ...]:
    starts = (("deal add", T("New deal")), ("followup add", T("New follow-up")))
    return tuple(
        Button(title, name, opens=True, is_reusable=True)
        for name, title in starts
        if name in REGISTRY
    )


def _chapter(item: Command) -> str:
    return item.function.__module__.split(".")[1]


def _about(call: Call, topic: str) -> list[Command]:
    """The commands that a word names: by name, by an alias, or by a part of either."""
    wanted = topic.casefold().strip().removeprefix("/").removeprefix("crm ").strip()
    exact = [item for item in _mine(call) if item.name == wanted]
    return exact or [item for item in _mine(call) if _has(item, wanted)]


def _near(call: Call, topic: str) -> list[str]:
    """The names of commands, or their words in any language, that a topic may stand for."""
    wanted = topic.casefold().strip().removeprefix("/").removeprefix("crm ").strip()
    known: dict[str, str] = {}
    for item in _mine(call):
        for language in LANGUAGES:
            words = words_of(item, language)
            for name in (item.name, *words.aliases, *words.bare):
                known.setdefault(name.casefold(), name)
    for item in _mine(call):
        known.setdefault(item.name.split()[0], item.name.split()[0])
    found = process.extract(wanted, list(known), limit=MOST_NEAR, score_cutoff=ALIKE)
    return [known[name] for name, _, _ in found]


def _has(item: Command, wanted: str) -> bool:
    known = [item.name]
    for language in LANGUAGES:
        words = words_of(item, language)
        known += [*words.aliases, *words.bare]
    return any(wanted in name.casefold() for name in known)


def _topic(call: Call, item: Command) -> list[View]:
    language = call.reader.language
    words = words_of(item, language)
    live = [examples.live(call, item, said, nth) for nth, said in enumerate(words.examples)]
    lines = "\n".join(map(pasteable, filter(None, live) if any(live) else words.examples))
    views: list[View] = [Heading(words.help), Paragraph(usage(item, language))]
    if lines:
        views.append(Paragraph(T("For example:\n{lines}", lines=lines)))
    if words.aliases:
        views.append(Small(T("Also: {names}", names=", ".join(words.aliases))))
    return views
