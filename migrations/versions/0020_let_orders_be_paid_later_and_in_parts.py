"""Let orders be paid later and in parts

Revision: 0020
After: 0019

What waits for money owes all of it; whoever has a place has paid for it.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

_TEXTS = (("company", 200), ("organisation_number", 40), ("address", 500), ("reference", 100))


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    zero, nothing = sa.text("'0'"), sa.text("''")
    op.add_column("orders", sa.Column("owed_minor", big, nullable=False, server_default=zero))
    op.execute(
        "UPDATE orders SET owed_minor = total_minor WHERE NOT EXISTS (SELECT 1 FROM registration"
        " WHERE registration.order_id = orders.id"
        " AND registration.state IN ('confirmed', 'completed', 'no_show', 'failed'))"
    )
    op.add_column(
        "payment", sa.Column("recorded_by", sa.String(320), nullable=False, server_default=nothing)
    )
    op.add_column(
        "payment", sa.Column("note", sa.String(200), nullable=False, server_default=nothing)
    )
    ways = sa.JSON().with_variant(JSONB(), "postgresql")
    op.add_column("course_class", sa.Column("paying", ways, nullable=False, server_default="{}"))
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "payment_terms",
        sa.Column("order_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("plan", sa.String(40), nullable=False),
        sa.Column("later_minor", big, nullable=False),
        sa.Column("due_at", moment, nullable=True),
        sa.Column("ends_at", moment, nullable=True),
        sa.Column("unpaid", sa.String(40), nullable=False),
        sa.Column("kept_minor", big, nullable=False),
        sa.Column("agreed_at", moment, nullable=False),
        *(
            sa.Column(name, sa.String(length), nullable=False, server_default=nothing)
            for name, length in _TEXTS
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_payment_terms_order_id_orders")
        ),
        sa.PrimaryKeyConstraint("order_id", name=op.f("pk_payment_terms")),
    )
    op.create_index(op.f("ix_payment_terms_due_at"), "payment_terms", ["due_at"])
    op.create_index(op.f("ix_payment_terms_ends_at"), "payment_terms", ["ends_at"])
    op.create_table(
        "payment_reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("due_at", moment, nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("sent_at", moment, nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_payment_reminder_order_id_orders")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_payment_reminder")),
        sa.UniqueConstraint(
            "order_id", "due_at", "days", name=op.f("uq_payment_reminder_order_id_due_at_days")
        ),
    )


def downgrade() -> None:
    op.drop_table("payment_reminder")
    op.drop_table("payment_terms")
    op.drop_column("course_class", "paying")
    op.drop_column("payment", "note")
    op.drop_column("payment", "recorded_by")
    op.drop_column("orders", "owed_minor")
