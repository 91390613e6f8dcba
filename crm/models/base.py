"""What every table shares: its workspace in front, its types, its links within the workspace."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    BigInteger,
    DateTime,
    Dialect,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    TypeDecorator,
    UniqueConstraint,
    event,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, declared_attr, mapped_column

Id = BigInteger().with_variant(Integer, "sqlite")
# Byte order on both databases, so that names that begin alike are one range of the index.
Key = String().with_variant(String(collation="C"), "postgresql")
Json = JSON().with_variant(JSONB, "postgresql")

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """An aware UTC time; a naive one is refused, because nobody could say which hour it means."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Take an aware time to UTC; raises `ValueError` on a naive one."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a naive time cannot be stored: {value!r}")
        moved = value.astimezone(UTC)
        return moved.replace(tzinfo=None) if dialect.name == "sqlite" else moved

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the stored time back in UTC; SQLite keeps it without a zone."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class Base(DeclarativeBase):
    """The root of all tables."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Moment,
        dict[str, Any]: Json,
        list[Any]: Json,
    }


class Global(Base):
    """A table that belongs to no workspace: the workspaces themselves and their installations."""

    __abstract__ = True

    id: Mapped[int] = mapped_column(Id, primary_key=True)

    @declared_attr.directive
    def __table_args__(cls) -> Any:  # noqa: N805 - SQLAlchemy calls it with the class
        return {"sqlite_autoincrement": True}


class Tenant(Base):
    """A table of a workspace.

    The mapper's key is (workspace_id, id), so that the ORM's own refreshes and updates carry the
    workspace; the table's key is `id`, with a unique (workspace_id, id) for composite links.
    """

    __abstract__ = True
    __journaled__: ClassVar[bool] = True
    __part_of__: ClassVar[str | None] = None

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    workspace_id: Mapped[int] = mapped_column(Id, ForeignKey("workspace.id"))

    @declared_attr.directive
    def __mapper_args__(cls) -> Any:  # noqa: N805 - SQLAlchemy calls it with the class
        return {"primary_key": [cls.workspace_id, cls.id]}

    @classmethod
    def __init_subclass__(cls, **kwargs: Any) -> None:
        """Give each table its own arguments, the unique key and SQLite's never-reused ids."""
        own = cls.__dict__.get("__table_args__", ())
        if "__tablename__" in cls.__dict__:
            cls.__table_args__ = (
                *own,
                UniqueConstraint("workspace_id", "id"),
                {"sqlite_autoincrement": True},
            )
        super().__init_subclass__(**kwargs)


class Machinery(Tenant):
    """A workspace's table that is not journaled: keys, queues, the journal itself."""

    __abstract__ = True
    __journaled__ = False


class Numbered(Tenant):
    """A record that people name by a short reference such as D-42; numbers are never reused."""

    __abstract__ = True

    number: Mapped[int]


def link(table: str, *, nullable: bool = False, index: bool = True) -> Any:
    """A column that points at a row of `table` in the same workspace."""
    return mapped_column(Id, nullable=nullable, info={"link": table, "index": index})


@event.listens_for(Base, "attribute_instrument", propagate=True)
def _keep_before_values(_cls: type[Base], _key: str, attribute: Any) -> None:
    """Load the old value before an attribute changes, so that the journal always has it."""
    implementation = getattr(attribute, "impl", None)
    if implementation is not None and hasattr(implementation, "active_history"):
        implementation.active_history = True


def tie_links(metadata: MetaData) -> None:
    """Turn every `link` column into a composite foreign key, and number numbered records once."""
    for table in metadata.tables.values():
        for column in list(table.columns):
            target = column.info.get("link")
            if target is None:
                continue
            table.append_constraint(
                ForeignKeyConstraint(
                    ["workspace_id", column.name], [f"{target}.workspace_id", f"{target}.id"]
                )
            )
            if column.info["index"]:
                Index(None, table.c.workspace_id, column)
        if "number" in table.columns and "workspace_id" in table.columns:
            table.append_constraint(UniqueConstraint("workspace_id", "number"))
