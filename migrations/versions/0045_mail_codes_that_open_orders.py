"""Mail codes that open orders

Revision: 0045
After: 0044

Whoever asks for an order by e-mail address and reference; the code itself is kept nowhere.
"""

import sqlalchemy as sa
from alembic import op

revision = "0045"
down_revision = "0044"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mailed_code",
        sa.Column("asking", sa.String(length=64), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_mailed_code_order_id_orders")
        ),
        sa.PrimaryKeyConstraint("asking", name=op.f("pk_mailed_code")),
    )
    op.create_index(op.f("ix_mailed_code_order_id"), "mailed_code", ["order_id"], unique=False)
    op.create_index(op.f("ix_mailed_code_asked_at"), "mailed_code", ["asked_at"], unique=False)


def downgrade() -> None:
    op.drop_table("mailed_code")
