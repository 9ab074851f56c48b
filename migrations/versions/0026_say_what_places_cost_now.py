"""Say what places cost now

Revision: 0026
After: 0025

A place that goes on in another class has a price of its own there, and its order's total is what
its places cost: the newest at each position. A refund may be for one place, and
staff may close it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_NEWEST = """
    SELECT coalesce(sum(place.price_minor), 0) FROM registration AS place
    WHERE place.order_id = orders.id AND NOT EXISTS (
        SELECT 1 FROM registration AS later
        WHERE later.order_id = place.order_id AND later.position = place.position
        AND later.id > place.id
    )
"""
_RENEWED = """
    SELECT place.order_id FROM registration AS place
    JOIN registration AS later ON later.order_id = place.order_id
        AND later.position = place.position AND later.id > place.id
"""


def upgrade() -> None:
    op.execute(f"UPDATE orders SET total_minor = ({_NEWEST}) WHERE id IN ({_RENEWED})")  # noqa: S608 -- constants
    with op.batch_alter_table("refund") as batch_op:
        batch_op.add_column(sa.Column("registration_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_refund_registration_id_registration"),
            "registration",
            ["registration_id"],
            ["id"],
        )
        batch_op.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(
            sa.Column("closed_by", sa.String(320), server_default="", nullable=False)
        )
        batch_op.add_column(sa.Column("note", sa.String(200), server_default="", nullable=False))
        batch_op.create_index(batch_op.f("ix_refund_registration_id"), ["registration_id"])


def downgrade() -> None:
    """Leave totals as they are: what they were before is on no row."""
    with op.batch_alter_table("refund") as batch_op:
        batch_op.drop_index(batch_op.f("ix_refund_registration_id"))
        batch_op.drop_constraint(
            batch_op.f("fk_refund_registration_id_registration"), type_="foreignkey"
        )
        for column in ("registration_id", "closed_at", "closed_by", "note"):
            batch_op.drop_column(column)
