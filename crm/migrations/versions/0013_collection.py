"""Web forms and mailboxes, and what was sent by them."""

import sqlalchemy as sa
from alembic import op

from crm.migrations.columns import ID, KEY, Moment, hide_rows, show_rows

revision = "0013"
down_revision = "0012"

TENANTS = ("intake_form", "mailbox", "submission", "mail_message")


def upgrade() -> None:
    """Make the tables."""
    _intake_form()
    _mailbox()
    _submission()
    _mail_message()
    hide_rows(op.get_bind(), TENANTS)


def downgrade() -> None:
    """Drop the tables."""
    show_rows(op.get_bind(), TENANTS)
    for table in reversed(TENANTS):
        op.drop_table(table)


def _intake_form() -> None:
    op.create_table(
        "intake_form",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", KEY, nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "owner_id"],
            ["user.workspace_id", "user.id"],
            name="fk_intake_form_workspace_id_owner_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_intake_form_workspace_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_intake_form"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_intake_form_workspace_id_id"),
        sa.UniqueConstraint(
            "workspace_id", "name_key", name="uq_intake_form_workspace_id_name_key"
        ),
        sqlite_autoincrement=True,
    )
    for columns in (["workspace_id", "key"], ["workspace_id", "owner_id"]):
        op.create_index("ix_intake_form_" + "_".join(columns), "intake_form", columns)


def _mailbox() -> None:
    op.create_table(
        "mailbox",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", KEY, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "owner_id"],
            ["user.workspace_id", "user.id"],
            name="fk_mailbox_workspace_id_owner_id",
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_mailbox_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_mailbox"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_mailbox_workspace_id_id"),
        sa.UniqueConstraint("workspace_id", "name_key", name="uq_mailbox_workspace_id_name_key"),
        sqlite_autoincrement=True,
    )
    for columns in (["workspace_id", "digest"], ["workspace_id", "owner_id"]):
        op.create_index("ix_mailbox_" + "_".join(columns), "mailbox", columns)


def _mail_message() -> None:
    parents = {"mailbox_id": "mailbox", "activity_id": "activity", "submission_id": "submission"}
    op.create_table(
        "mail_message",
        sa.Column("mailbox_id", ID, nullable=False),
        sa.Column("message_id", sa.String(), nullable=False),
        sa.Column("thread", sa.String(), nullable=False),
        sa.Column("sender", sa.String(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("activity_id", ID, nullable=True),
        sa.Column("submission_id", ID, nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        *(
            sa.ForeignKeyConstraint(
                ["workspace_id", column],
                [f"{table}.workspace_id", f"{table}.id"],
                name=f"fk_mail_message_workspace_id_{column}",
            )
            for column, table in parents.items()
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_mail_message_workspace_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_mail_message"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_mail_message_workspace_id_id"),
        sa.UniqueConstraint(
            "workspace_id", "message_id", name="uq_mail_message_workspace_id_message_id"
        ),
        sqlite_autoincrement=True,
    )
    for columns in (
        ["workspace_id", "thread"],
        ["workspace_id", "activity_id"],
        ["workspace_id", "submission_id"],
    ):
        op.create_index("ix_mail_message_" + "_".join(columns), "mail_message", columns)


def _submission() -> None:
    op.create_table(
        "submission",
        sa.Column("form_id", ID, nullable=True),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("values", sa.JSON(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("contact_id", ID, nullable=True),
        sa.Column("received_at", Moment(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "form_id"],
            ["intake_form.workspace_id", "intake_form.id"],
            name="fk_submission_workspace_id_form_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "contact_id"],
            ["contact.workspace_id", "contact.id"],
            name="fk_submission_workspace_id_contact_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_submission_workspace_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_submission"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_submission_workspace_id_id"),
        sqlite_autoincrement=True,
    )
    for columns in (
        ["workspace_id", "form_id", "digest"],
        ["workspace_id", "state"],
        ["workspace_id", "contact_id"],
    ):
        op.create_index("ix_submission_" + "_".join(columns), "submission", columns)
