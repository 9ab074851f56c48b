"""Keep vouchers, who used them, and the extras of classes

Revision: 0019
After: 0018

Nothing that was ordered before has any of them.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

_BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def upgrade() -> None:
    _extras()
    _vouchers()
    _uses()
    with op.batch_alter_table("order_line") as table:
        table.add_column(sa.Column("extra_id", sa.Integer(), nullable=True))
        table.add_column(sa.Column("voucher_id", sa.Integer(), nullable=True))
        table.create_foreign_key(
            op.f("fk_order_line_extra_id_extra"), "extra", ["extra_id"], ["id"]
        )
        table.create_foreign_key(
            op.f("fk_order_line_voucher_id_voucher"), "voucher", ["voucher_id"], ["id"]
        )
        table.create_index(op.f("ix_order_line_extra_id"), ["extra_id"])


def _extras() -> None:
    op.create_table(
        "extra",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(64), nullable=False),
        sa.Column("label", sa.String(120), nullable=False),
        sa.Column("amounts", _JSON, nullable=False),
        sa.Column("tax_mode", sa.String(40), nullable=False),
        sa.Column("tax_rate", sa.Integer(), nullable=False),
        sa.Column("tax_name", sa.String(40), nullable=False),
        sa.Column("stock", sa.Integer(), nullable=True),
        sa.Column("taken", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("most_per_place", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.CheckConstraint(
            "taken >= 0 AND (stock IS NULL OR taken <= stock)", name=op.f("ck_extra_stock")
        ),
        sa.CheckConstraint("most_per_place > 0", name=op.f("ck_extra_most")),
        sa.ForeignKeyConstraint(
            ["class_id"], ["course_class.id"], name=op.f("fk_extra_class_id_course_class")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extra")),
        sa.UniqueConstraint("class_id", "code", name=op.f("uq_extra_class_id_code")),
    )
    op.create_index(op.f("ix_extra_class_id"), "extra", ["class_id"])


def _vouchers() -> None:
    op.create_table(
        "voucher",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("shown", sa.String(64), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("batch", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("percent", sa.Integer(), nullable=False),
        sa.Column("amount_minor", _BIG, nullable=False),
        sa.Column("balance_minor", _BIG, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("extras_too", sa.Boolean(), nullable=False),
        sa.Column("class_code", sa.String(64), nullable=False),
        sa.Column("program_code", sa.String(64), nullable=False),
        sa.Column("opens", sa.String(120), nullable=False),
        sa.Column("valid_from", sa.DateTime(timezone=True), nullable=True),
        sa.Column("valid_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("most_total", sa.Integer(), nullable=True),
        sa.Column("most_per_person", sa.Integer(), nullable=True),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("given_for_id", sa.Integer(), nullable=True),
        sa.Column("given_key", sa.String(80), nullable=True),
        sa.Column("made_by", sa.String(320), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_by", sa.String(320), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "used >= 0 AND (most_total IS NULL OR used <= most_total)",
            name=op.f("ck_voucher_used"),
        ),
        sa.CheckConstraint(
            "balance_minor >= 0 AND balance_minor <= amount_minor",
            name=op.f("ck_voucher_balance"),
        ),
        sa.CheckConstraint("percent >= 0 AND percent <= 100", name=op.f("ck_voucher_percent")),
        sa.ForeignKeyConstraint(
            ["given_for_id"], ["orders.id"], name=op.f("fk_voucher_given_for_id_orders")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voucher")),
        sa.UniqueConstraint("code", name=op.f("uq_voucher_code")),
        sa.UniqueConstraint("given_key", name=op.f("uq_voucher_given_key")),
    )
    op.create_index(op.f("ix_voucher_batch"), "voucher", ["batch"])
    op.create_index(op.f("ix_voucher_given_for_id"), "voucher", ["given_for_id"])
    op.create_index("ix_voucher_made", "voucher", ["made_at", "id"])


def _uses() -> None:
    op.create_table(
        "voucher_person",
        sa.Column("voucher_id", sa.Integer(), nullable=False),
        sa.Column("person_key", sa.String(64), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "used >= 0 AND (most IS NULL OR used <= most)", name=op.f("ck_voucher_person_used")
        ),
        sa.ForeignKeyConstraint(
            ["voucher_id"], ["voucher.id"], name=op.f("fk_voucher_person_voucher_id_voucher")
        ),
        sa.PrimaryKeyConstraint("voucher_id", "person_key", name=op.f("pk_voucher_person")),
    )
    op.create_table(
        "voucher_redemption",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("voucher_id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("person_key", sa.String(64), nullable=False),
        sa.Column("uses", sa.Integer(), nullable=False),
        sa.Column("amount_minor", _BIG, nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("given_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("given_back", sa.String(200), nullable=False),
        sa.CheckConstraint(
            "uses >= 0 AND amount_minor >= 0", name=op.f("ck_voucher_redemption_gives")
        ),
        *(
            sa.ForeignKeyConstraint(
                [f"{of}_id"], [f"{table}.id"], name=op.f(f"fk_voucher_redemption_{of}_id_{table}")
            )
            for of, table in (
                ("voucher", "voucher"),
                ("order", "orders"),
                ("registration", "registration"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_voucher_redemption")),
    )
    for of in ("voucher_id", "order_id", "registration_id"):
        op.create_index(op.f(f"ix_voucher_redemption_{of}"), "voucher_redemption", [of])


def downgrade() -> None:
    with op.batch_alter_table("order_line") as table:
        table.drop_index(op.f("ix_order_line_extra_id"))
        table.drop_constraint(op.f("fk_order_line_voucher_id_voucher"), type_="foreignkey")
        table.drop_constraint(op.f("fk_order_line_extra_id_extra"), type_="foreignkey")
        table.drop_column("voucher_id")
        table.drop_column("extra_id")
    for name in ("voucher_redemption", "voucher_person", "voucher", "extra"):
        op.drop_table(name)
