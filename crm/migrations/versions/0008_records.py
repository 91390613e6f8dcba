"""Tags, custom fields and the other records of a customer."""

import sqlalchemy as sa
from alembic import op

from crm.migrations.columns import KEY, Moment, hide_rows, show_rows
from crm.migrations.tables import index_name, make, to

revision = "0008"
down_revision = "0007"

TENANTS = (
    "tag",
    "tag_link",
    "custom_field",
    "custom_value",
    "attachment",
    "watch",
    "address",
    "preference",
    "consent",
    "lead_conversion",
    "deal_product",
    "deal_member",
    "ticket_product",
    "quote",
    "quote_line",
    "contract",
    "campaign",
    "campaign_member",
)
ADDED = {
    "activity": (
        ("record_kind", sa.String(40), None),
        ("record_id", sa.BigInteger(), None),
        ("minutes", sa.Integer(), None),
        ("mood", sa.String(10), None),
        ("mood_score", sa.Double(), None),
        ("source", sa.String(), None),
        ("archived_at", Moment(), None),
    ),
    "changeset": (("origin", sa.String(10), "person"),),
    "company": (
        ("phone", sa.String(), None),
        ("website", sa.String(), None),
        ("note", sa.String(), None),
        ("source", sa.String(), None),
    ),
    "contact": (
        ("city", sa.String(), None),
        ("country", sa.String(), None),
        ("note", sa.String(), None),
        ("source", sa.String(), None),
    ),
    "contact_point": (
        ("label", sa.String(), None),
        ("source", sa.String(), None),
    ),
    "deal": (
        ("competitor", sa.String(), None),
        ("forecast", sa.String(10), None),
        ("note", sa.String(), None),
        ("archived_at", Moment(), None),
    ),
    "followup": (
        ("record_kind", sa.String(40), None),
        ("record_id", sa.BigInteger(), None),
        ("note", sa.String(), None),
    ),
    "lead": (
        ("title", sa.String(), None),
        ("industry", sa.String(), None),
        ("size", sa.Integer(), None),
        ("city", sa.String(), None),
        ("country", sa.String(), None),
        ("website", sa.String(), None),
        ("score", sa.Integer(), None),
        ("note", sa.String(), None),
        ("lost_reason", sa.String(), None),
        ("first_response_at", Moment(), None),
        ("converted_at", Moment(), None),
        ("archived_at", Moment(), None),
    ),
    "product": (
        ("code", sa.String(), None),
        ("category", sa.String(), None),
        ("unit", sa.String(), None),
        ("note", sa.String(), None),
        ("source", sa.String(), None),
        ("created_at", Moment(), None),
    ),
    "purchase": (
        ("order_number", sa.String(), None),
        ("note", sa.String(), None),
        ("source", sa.String(), None),
        ("created_at", Moment(), None),
        ("archived_at", Moment(), None),
    ),
    "ticket": (
        ("category", sa.String(), None),
        ("channel", sa.String(10), None),
        ("csat", sa.Integer(), None),
        ("note", sa.String(), None),
        ("source", sa.String(), None),
        ("archived_at", Moment(), None),
    ),
}
INDEXED = (
    ("activity", ("workspace_id", "record_kind", "record_id")),
    ("followup", ("workspace_id", "record_kind", "record_id")),
    ("lead", ("workspace_id", "name_key")),
    ("lead", ("workspace_id", "status", "created_at")),
    ("product", ("workspace_id", "code")),
    ("product", ("workspace_id", "name_key")),
    ("purchase", ("workspace_id", "company_id", "bought_on")),
)


def upgrade() -> None:
    """Make the tables, and give the older ones their new columns."""
    for table, columns in ADDED.items():
        for name, kind, default in columns:
            column = sa.Column(name, kind, nullable=default is None, server_default=default)
            op.add_column(table, column)
    for table, names in INDEXED:
        op.create_index(index_name(table, names), table, names)
    _annotations()
    _customers()
    _deals()
    _offers()
    _campaigns()
    hide_rows(op.get_bind(), TENANTS)


def downgrade() -> None:
    """Drop the tables and columns."""
    show_rows(op.get_bind(), TENANTS)
    for table in reversed(TENANTS):
        op.drop_table(table)
    for table, names in reversed(INDEXED):
        op.drop_index(index_name(table, names), table)
    for table, columns in ADDED.items():
        for name, _, _ in columns:
            op.drop_column(table, name)


def _annotations() -> None:
    make(
        "tag",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", KEY, nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        unique=(("name_key",),),
    )
    make(
        "tag_link",
        to("tag_id", "tag", nullable=False),
        sa.Column("record_kind", sa.String(40), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        unique=(("record_kind", "record_id", "tag_id"),),
        indexes=(("tag_id", "record_kind", "record_id"),),
    )
    make(
        "custom_field",
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", KEY, nullable=False),
        sa.Column("type", sa.String(10), nullable=False),
        sa.Column("choices", sa.JSON(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("archived_at", Moment(), nullable=True),
        unique=(("kind", "name_key"),),
    )
    make(
        "custom_value",
        to("field_id", "custom_field", nullable=False),
        sa.Column("record_kind", sa.String(40), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("text", sa.String(), nullable=True),
        sa.Column("figure", sa.Numeric(28, 6), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(3), nullable=True),
        sa.Column("day", sa.Date(), nullable=True),
        unique=(("record_kind", "record_id", "field_id"),),
        indexes=(("field_id", "text"),),
    )
    make(
        "attachment",
        sa.Column("record_kind", sa.String(40), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        to("user_id", "user", nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        indexes=(("record_kind", "record_id"),),
    )
    make(
        "watch",
        sa.Column("record_kind", sa.String(40), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        to("user_id", "user", nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        unique=(("record_kind", "record_id", "user_id"),),
        indexes=(("user_id",),),
    )
    make(
        "address",
        sa.Column("record_kind", sa.String(40), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("street", sa.String(), nullable=True),
        sa.Column("city", sa.String(), nullable=True),
        sa.Column("region", sa.String(), nullable=True),
        sa.Column("postcode", sa.String(), nullable=True),
        sa.Column("country", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        indexes=(("record_kind", "record_id"),),
    )


def _customers() -> None:
    make(
        "preference",
        to("contact_id", "contact", nullable=False),
        sa.Column("name", sa.String(20), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("set_at", Moment(), nullable=False),
        unique=(("contact_id", "name"),),
    )
    make(
        "consent",
        to("contact_id", "contact", nullable=False),
        sa.Column("purpose", sa.String(40), nullable=False),
        sa.Column("is_given", sa.Boolean(), nullable=False),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("at", Moment(), nullable=False),
        indexes=(("contact_id", "purpose", "at"),),
    )
    make(
        "lead_conversion",
        to("lead_id", "lead", nullable=False),
        to("contact_id", "contact", nullable=True),
        to("company_id", "company", nullable=True),
        to("deal_id", "deal", nullable=True),
        unique=(("lead_id",),),
        indexes=(("company_id",), ("contact_id",), ("deal_id",)),
    )


def _deals() -> None:
    make(
        "deal_product",
        to("deal_id", "deal", nullable=False),
        to("product_id", "product", nullable=False),
        sa.Column("quantity", sa.Numeric(18, 6), nullable=True),
        unique=(("deal_id", "product_id"),),
        indexes=(("product_id",),),
    )
    make(
        "deal_member",
        to("deal_id", "deal", nullable=False),
        to("user_id", "user", nullable=False),
        unique=(("deal_id", "user_id"),),
        indexes=(("user_id",),),
    )
    make(
        "ticket_product",
        to("ticket_id", "ticket", nullable=False),
        to("product_id", "product", nullable=False),
        unique=(("ticket_id", "product_id"),),
        indexes=(("product_id",),),
    )


def _offers() -> None:
    make(
        "quote",
        to("company_id", "company", nullable=False),
        to("contact_id", "contact", nullable=True),
        to("deal_id", "deal", nullable=True),
        to("owner_id", "user", nullable=True),
        to("approver_id", "user", nullable=True),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("discount", sa.Numeric(9, 6), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("sent_at", Moment(), nullable=True),
        sa.Column("accepted_at", Moment(), nullable=True),
        sa.Column("archived_at", Moment(), nullable=True),
        indexes=(
            ("company_id",),
            ("contact_id",),
            ("deal_id",),
            ("owner_id",),
            ("status", "valid_until"),
        ),
        is_numbered=True,
    )
    make(
        "quote_line",
        to("quote_id", "quote", nullable=False),
        to("product_id", "product", nullable=True),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.Numeric(18, 6), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("discount", sa.Numeric(9, 6), nullable=True),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        indexes=(("product_id",), ("quote_id",)),
    )
    make(
        "contract",
        to("company_id", "company", nullable=False),
        to("deal_id", "deal", nullable=True),
        to("quote_id", "quote", nullable=True),
        to("product_id", "product", nullable=True),
        to("owner_id", "user", nullable=True),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(3), nullable=True),
        sa.Column("signed_on", sa.Date(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("renews_on", sa.Date(), nullable=True),
        sa.Column("auto_renew", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("source", sa.String(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("archived_at", Moment(), nullable=True),
        indexes=(
            ("company_id",),
            ("deal_id",),
            ("owner_id",),
            ("product_id",),
            ("quote_id",),
            ("status", "ends_on"),
        ),
        is_numbered=True,
    )


def _campaigns() -> None:
    make(
        "campaign",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_key", KEY, nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("channel", sa.String(10), nullable=True),
        to("owner_id", "user", nullable=True),
        sa.Column("segment", sa.String(), nullable=True),
        sa.Column("starts_on", sa.Date(), nullable=True),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("budget", sa.BigInteger(), nullable=True),
        sa.Column("spent", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(3), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("archived_at", Moment(), nullable=True),
        indexes=(("name_key",), ("owner_id",)),
        is_numbered=True,
    )
    make(
        "campaign_member",
        to("campaign_id", "campaign", nullable=False),
        sa.Column("record_kind", sa.String(40), nullable=False),
        sa.Column("record_id", sa.BigInteger(), nullable=False),
        sa.Column("joined_at", Moment(), nullable=False),
        sa.Column("replied_at", Moment(), nullable=True),
        sa.UniqueConstraint(
            "workspace_id",
            "campaign_id",
            "record_kind",
            "record_id",
            name="uq_campaign_member_record",
        ),
        indexes=(("record_kind", "record_id"),),
    )
