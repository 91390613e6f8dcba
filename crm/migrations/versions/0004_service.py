"""Tickets, their talk, activities and follow-ups."""

import sqlalchemy as sa
from alembic import op

from crm.migrations.columns import ID, Moment, hide_rows, show_rows

revision = "0004"
down_revision = "0003"

TENANTS = ("ticket", "ticket_message", "activity", "followup")


def upgrade() -> None:
    """Make the tables."""
    _ticket()
    _ticket_message()
    _activity()
    _followup()
    hide_rows(op.get_bind(), TENANTS)


def downgrade() -> None:
    """Drop the tables."""
    show_rows(op.get_bind(), TENANTS)
    op.drop_table("followup")
    op.drop_table("activity")
    op.drop_table("ticket_message")
    op.drop_table("ticket")


def _ticket() -> None:
    op.create_table(
        "ticket",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("waiting_for", sa.String(length=10), nullable=False),
        sa.Column("priority", sa.String(length=10), nullable=False),
        sa.Column("company_id", ID, nullable=True),
        sa.Column("contact_id", ID, nullable=True),
        sa.Column("assignee_id", ID, nullable=True),
        sa.Column("team_id", ID, nullable=True),
        sa.Column("mood", sa.String(length=10), nullable=True),
        sa.Column("mood_score", sa.Double(), nullable=True),
        sa.Column("escalated", sa.Boolean(), nullable=False),
        sa.Column("alerted_at", Moment(), nullable=True),
        sa.Column("opened_at", Moment(), nullable=False),
        sa.Column("resolved_at", Moment(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "assignee_id"],
            ["user.workspace_id", "user.id"],
            name="fk_ticket_workspace_id_assignee_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "company_id"],
            ["company.workspace_id", "company.id"],
            name="fk_ticket_workspace_id_company_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "contact_id"],
            ["contact.workspace_id", "contact.id"],
            name="fk_ticket_workspace_id_contact_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "team_id"],
            ["team.workspace_id", "team.id"],
            name="fk_ticket_workspace_id_team_id",
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_ticket_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_ticket"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_ticket_workspace_id_id"),
        sa.UniqueConstraint("workspace_id", "number", name="uq_ticket_workspace_id_number"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_ticket_workspace_id_assignee_id",
        "ticket",
        ["workspace_id", "assignee_id"],
        unique=False,
    )
    op.create_index(
        "ix_ticket_workspace_id_company_id", "ticket", ["workspace_id", "company_id"], unique=False
    )
    op.create_index(
        "ix_ticket_workspace_id_contact_id", "ticket", ["workspace_id", "contact_id"], unique=False
    )
    op.create_index(
        "ix_ticket_workspace_id_status_opened_at",
        "ticket",
        ["workspace_id", "status", "opened_at"],
        unique=False,
    )
    op.create_index(
        "ix_ticket_workspace_id_team_id", "ticket", ["workspace_id", "team_id"], unique=False
    )


def _ticket_message() -> None:
    op.create_table(
        "ticket_message",
        sa.Column("ticket_id", ID, nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("ts", sa.String(), nullable=False),
        sa.Column("author", sa.String(), nullable=False),
        sa.Column("author_id", ID, nullable=True),
        sa.Column("is_customer", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("said_at", Moment(), nullable=False),
        sa.Column("mood", sa.String(length=10), nullable=True),
        sa.Column("mood_score", sa.Double(), nullable=True),
        sa.Column("scored_at", Moment(), nullable=True),
        sa.Column("edited_ts", sa.String(), nullable=True),
        sa.Column("deleted_at", Moment(), nullable=True),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "author_id"],
            ["user.workspace_id", "user.id"],
            name="fk_ticket_message_workspace_id_author_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "ticket_id"],
            ["ticket.workspace_id", "ticket.id"],
            name="fk_ticket_message_workspace_id_ticket_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_ticket_message_workspace_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_ticket_message"),
        sa.UniqueConstraint(
            "workspace_id", "channel", "ts", name="uq_ticket_message_workspace_id_channel_ts"
        ),
        sa.UniqueConstraint("workspace_id", "id", name="uq_ticket_message_workspace_id_id"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_ticket_message_workspace_id_ticket_id_said_at",
        "ticket_message",
        ["workspace_id", "ticket_id", "said_at"],
        unique=False,
    )


def _activity() -> None:
    op.create_table(
        "activity",
        sa.Column("type", sa.String(length=10), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("user_id", ID, nullable=True),
        sa.Column("company_id", ID, nullable=True),
        sa.Column("contact_id", ID, nullable=True),
        sa.Column("deal_id", ID, nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "company_id"],
            ["company.workspace_id", "company.id"],
            name="fk_activity_workspace_id_company_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "contact_id"],
            ["contact.workspace_id", "contact.id"],
            name="fk_activity_workspace_id_contact_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "deal_id"],
            ["deal.workspace_id", "deal.id"],
            name="fk_activity_workspace_id_deal_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "user_id"],
            ["user.workspace_id", "user.id"],
            name="fk_activity_workspace_id_user_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_activity_workspace_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_activity"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_activity_workspace_id_id"),
        sa.UniqueConstraint("workspace_id", "number", name="uq_activity_workspace_id_number"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_activity_workspace_id_company_id",
        "activity",
        ["workspace_id", "company_id"],
        unique=False,
    )
    op.create_index(
        "ix_activity_workspace_id_contact_id",
        "activity",
        ["workspace_id", "contact_id"],
        unique=False,
    )
    op.create_index(
        "ix_activity_workspace_id_deal_id_at",
        "activity",
        ["workspace_id", "deal_id", "at"],
        unique=False,
    )


def _followup() -> None:
    op.create_table(
        "followup",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("type", sa.String(length=10), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("owner_id", ID, nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("whole_day", sa.Boolean(), nullable=False),
        sa.Column("deal_id", ID, nullable=True),
        sa.Column("company_id", ID, nullable=True),
        sa.Column("contact_id", ID, nullable=True),
        sa.Column("ticket_id", ID, nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("done_at", Moment(), nullable=True),
        sa.Column("snoozed", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "company_id"],
            ["company.workspace_id", "company.id"],
            name="fk_followup_workspace_id_company_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "contact_id"],
            ["contact.workspace_id", "contact.id"],
            name="fk_followup_workspace_id_contact_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "deal_id"],
            ["deal.workspace_id", "deal.id"],
            name="fk_followup_workspace_id_deal_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "owner_id"],
            ["user.workspace_id", "user.id"],
            name="fk_followup_workspace_id_owner_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "ticket_id"],
            ["ticket.workspace_id", "ticket.id"],
            name="fk_followup_workspace_id_ticket_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_followup_workspace_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_followup"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_followup_workspace_id_id"),
        sa.UniqueConstraint("workspace_id", "number", name="uq_followup_workspace_id_number"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_followup_workspace_id_company_id",
        "followup",
        ["workspace_id", "company_id"],
        unique=False,
    )
    op.create_index(
        "ix_followup_workspace_id_contact_id",
        "followup",
        ["workspace_id", "contact_id"],
        unique=False,
    )
    op.create_index(
        "ix_followup_workspace_id_deal_id", "followup", ["workspace_id", "deal_id"], unique=False
    )
    op.create_index(
        "ix_followup_workspace_id_owner_id_status_due_at",
        "followup",
        ["workspace_id", "owner_id", "status", "due_at"],
        unique=False,
    )
    op.create_index(
        "ix_followup_workspace_id_status_due_at",
        "followup",
        ["workspace_id", "status", "due_at"],
        unique=False,
    )
    op.create_index(
        "ix_followup_workspace_id_ticket_id",
        "followup",
        ["workspace_id", "ticket_id"],
        unique=False,
    )
