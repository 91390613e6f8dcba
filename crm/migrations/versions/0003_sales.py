"""Leads, deals, products and purchases."""

import sqlalchemy as sa
from alembic import op

from crm.migrations.columns import ID, KEY, Moment, hide_rows, show_rows

revision = "0003"
down_revision = "0002"

TENANTS = (
    "lead",
    "pipeline",
    "stage",
    "deal",
    "stage_change",
    "product",
    "purchase",
    "purchase_line",
)


def upgrade() -> None:
    """Make the tables."""
    _lead()
    _pipeline()
    _stage()
    _deal()
    _stage_change()
    _product()
    _purchase()
    _purchase_line()
    hide_rows(op.get_bind(), TENANTS)


def downgrade() -> None:
    """Drop the tables."""
    show_rows(op.get_bind(), TENANTS)
    op.drop_table("purchase_line")
    op.drop_table("purchase")
    op.drop_table("product")
    op.drop_table("stage_change")
    op.drop_table("deal")
    op.drop_table("stage")
    op.drop_table("pipeline")
    op.drop_table("lead")


def _lead() -> None:
    op.create_table(
        "lead",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", KEY, nullable=False),
        sa.Column("company_name", sa.String(), nullable=True),
        sa.Column("email", sa.String(), nullable=True),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "owner_id"],
            ["user.workspace_id", "user.id"],
            name="fk_lead_workspace_id_owner_id",
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_lead_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_lead"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_lead_workspace_id_id"),
        sa.UniqueConstraint("workspace_id", "number", name="uq_lead_workspace_id_number"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_lead_workspace_id_owner_id", "lead", ["workspace_id", "owner_id"], unique=False
    )


def _pipeline() -> None:
    op.create_table(
        "pipeline",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_pipeline_workspace_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_pipeline"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_pipeline_workspace_id_id"),
        sqlite_autoincrement=True,
    )


def _stage() -> None:
    op.create_table(
        "stage",
        sa.Column("pipeline_id", ID, nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("probability", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(length=10), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "pipeline_id"],
            ["pipeline.workspace_id", "pipeline.id"],
            name="fk_stage_workspace_id_pipeline_id",
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_stage_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_stage"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_stage_workspace_id_id"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_stage_workspace_id_pipeline_id", "stage", ["workspace_id", "pipeline_id"], unique=False
    )


def _deal() -> None:
    op.create_table(
        "deal",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("company_id", ID, nullable=False),
        sa.Column("contact_id", ID, nullable=True),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("pipeline_id", ID, nullable=False),
        sa.Column("stage_id", ID, nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("close_on", sa.Date(), nullable=True),
        sa.Column("closed_at", Moment(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("lost_reason", sa.String(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "company_id"],
            ["company.workspace_id", "company.id"],
            name="fk_deal_workspace_id_company_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "contact_id"],
            ["contact.workspace_id", "contact.id"],
            name="fk_deal_workspace_id_contact_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "owner_id"],
            ["user.workspace_id", "user.id"],
            name="fk_deal_workspace_id_owner_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "pipeline_id"],
            ["pipeline.workspace_id", "pipeline.id"],
            name="fk_deal_workspace_id_pipeline_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "stage_id"],
            ["stage.workspace_id", "stage.id"],
            name="fk_deal_workspace_id_stage_id",
        ),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_deal_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_deal"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_deal_workspace_id_id"),
        sa.UniqueConstraint("workspace_id", "number", name="uq_deal_workspace_id_number"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_deal_workspace_id_company_id", "deal", ["workspace_id", "company_id"], unique=False
    )
    op.create_index(
        "ix_deal_workspace_id_contact_id", "deal", ["workspace_id", "contact_id"], unique=False
    )
    op.create_index(
        "ix_deal_workspace_id_owner_id", "deal", ["workspace_id", "owner_id"], unique=False
    )
    op.create_index(
        "ix_deal_workspace_id_owner_id_status_close_on",
        "deal",
        ["workspace_id", "owner_id", "status", "close_on"],
        unique=False,
    )
    op.create_index(
        "ix_deal_workspace_id_pipeline_id", "deal", ["workspace_id", "pipeline_id"], unique=False
    )
    op.create_index(
        "ix_deal_workspace_id_stage_id", "deal", ["workspace_id", "stage_id"], unique=False
    )
    op.create_index(
        "ix_deal_workspace_id_status_closed_at",
        "deal",
        ["workspace_id", "status", "closed_at"],
        unique=False,
    )
    op.create_index(
        "ix_deal_workspace_id_status_created_at",
        "deal",
        ["workspace_id", "status", "created_at"],
        unique=False,
    )


def _stage_change() -> None:
    op.create_table(
        "stage_change",
        sa.Column("deal_id", ID, nullable=False),
        sa.Column("from_stage_id", ID, nullable=True),
        sa.Column("to_stage_id", ID, nullable=False),
        sa.Column("user_id", ID, nullable=True),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "deal_id"],
            ["deal.workspace_id", "deal.id"],
            name="fk_stage_change_workspace_id_deal_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "from_stage_id"],
            ["stage.workspace_id", "stage.id"],
            name="fk_stage_change_workspace_id_from_stage_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "to_stage_id"],
            ["stage.workspace_id", "stage.id"],
            name="fk_stage_change_workspace_id_to_stage_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "user_id"],
            ["user.workspace_id", "user.id"],
            name="fk_stage_change_workspace_id_user_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_stage_change_workspace_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_stage_change"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_stage_change_workspace_id_id"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_stage_change_workspace_id_deal_id",
        "stage_change",
        ["workspace_id", "deal_id"],
        unique=False,
    )


def _product() -> None:
    op.create_table(
        "product",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", KEY, nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(length=3), nullable=True),
        sa.Column("archived_at", Moment(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(["workspace_id"], ["workspace.id"], name="fk_product_workspace_id"),
        sa.PrimaryKeyConstraint("id", name="pk_product"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_product_workspace_id_id"),
        sa.UniqueConstraint("workspace_id", "number", name="uq_product_workspace_id_number"),
        sqlite_autoincrement=True,
    )


def _purchase() -> None:
    op.create_table(
        "purchase",
        sa.Column("company_id", ID, nullable=False),
        sa.Column("contact_id", ID, nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(length=3), nullable=False),
        sa.Column("bought_on", sa.Date(), nullable=False),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "company_id"],
            ["company.workspace_id", "company.id"],
            name="fk_purchase_workspace_id_company_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "contact_id"],
            ["contact.workspace_id", "contact.id"],
            name="fk_purchase_workspace_id_contact_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "owner_id"],
            ["user.workspace_id", "user.id"],
            name="fk_purchase_workspace_id_owner_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_purchase_workspace_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_purchase"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_purchase_workspace_id_id"),
        sa.UniqueConstraint("workspace_id", "number", name="uq_purchase_workspace_id_number"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_purchase_workspace_id_company_id",
        "purchase",
        ["workspace_id", "company_id"],
        unique=False,
    )
    op.create_index(
        "ix_purchase_workspace_id_contact_id",
        "purchase",
        ["workspace_id", "contact_id"],
        unique=False,
    )
    op.create_index(
        "ix_purchase_workspace_id_owner_id", "purchase", ["workspace_id", "owner_id"], unique=False
    )


def _purchase_line() -> None:
    op.create_table(
        "purchase_line",
        sa.Column("purchase_id", ID, nullable=False),
        sa.Column("product_id", ID, nullable=False),
        sa.Column("quantity", sa.Numeric(precision=18, scale=6), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("id", ID, nullable=False),
        sa.Column("workspace_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["workspace_id", "product_id"],
            ["product.workspace_id", "product.id"],
            name="fk_purchase_line_workspace_id_product_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id", "purchase_id"],
            ["purchase.workspace_id", "purchase.id"],
            name="fk_purchase_line_workspace_id_purchase_id",
        ),
        sa.ForeignKeyConstraint(
            ["workspace_id"], ["workspace.id"], name="fk_purchase_line_workspace_id"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_purchase_line"),
        sa.UniqueConstraint("workspace_id", "id", name="uq_purchase_line_workspace_id_id"),
        sqlite_autoincrement=True,
    )
    op.create_index(
        "ix_purchase_line_workspace_id_product_id",
        "purchase_line",
        ["workspace_id", "product_id"],
        unique=False,
    )
    op.create_index(
        "ix_purchase_line_workspace_id_purchase_id",
        "purchase_line",
        ["workspace_id", "purchase_id"],
        unique=False,
    )
