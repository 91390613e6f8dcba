"""`schema.md` and `glossary.md`: the tables, from the models' own words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Column
from sqlalchemy.schema import CreateColumn

from bot.reference.markdown import code, first, table, whole
from crm.engine.refs import LETTERS
from crm.models import Base, Global, Machinery, Numbered

ABOUT = """# Schema

Every table of a workspace has `workspace_id` in front: links are composite foreign keys
(`workspace_id`, link) to a unique (`workspace_id`, `id`), so that no row can point into another
workspace. *Journaled* tables are those whose every change can be undone. Moments end in `_at` and
are aware UTC, days end in `_on`, money is a whole number of minor units beside its currency.

"""
GLOSSARY = """# Glossary

The records of Rapport and what they are, as the code, the tables and the texts call them.

"""


def page() -> str:
    """Every table with its columns."""
    return ABOUT + "\n".join(map(_table, _models()))


def _models() -> Iterator[type[Any]]:
    mappers = (mapper.class_ for mapper in Base.registry.mappers)
    return iter(sorted(mappers, key=lambda model: str(model.__tablename__)))


def _table(model: type[Any]) -> str:
    rows = [(code(one.name), code(_type(one)), _notes(one)) for one in model.__table__.columns]
    kind = "global" if issubclass(model, Global) else _kept(model)
    title = f"## {model.__tablename__}\n\n{whole(model)}\n\n*{model.__name__}, {kind}.*\n\n"
    return title + table(("column", "type", ""), rows)


def _kept(model: type[Any]) -> str:
    return "machinery, not journaled" if issubclass(model, Machinery) else "journaled"


def _type(column: Column[Any]) -> str:
    written = str(CreateColumn(column)).split(maxsplit=1)[1]
    return written.replace(" NOT NULL", "").split(" DEFAULT")[0]


def _notes(column: Column[Any]) -> str:
    target = column.info.get("link")
    notes = [f"→ {target}"] if target else []
    notes += [] if column.nullable else ["required"]
    default: Any = column.default
    if default is not None and default.is_scalar:
        notes.append(f"default {code(str(default.arg))}")
    return ", ".join(notes)


def glossary() -> str:
    """Every record that people speak of, by name, with the letters of its references."""
    rows = [
        (f"**{model.__name__}**", _letters(model), first(model))
        for model in sorted(_models(), key=lambda model: model.__name__)
        if not issubclass(model, Machinery)
    ]
    return GLOSSARY + table(("term", "reference", "what it is"), rows)


def _letters(model: type[Any]) -> str:
    named = issubclass(model, Numbered) and model.__tablename__ in LETTERS
    return code(f"{LETTERS[model.__tablename__]}-42") if named else ""
