"""Keep how each destination stands

Revision: 0008
After: 0007
"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("delivery", sa.Column("spared", sa.Integer(), server_default="0", nullable=False))
    op.create_index("ix_delivery_destination_state_id", "delivery", ["destination", "state", "id"])
    op.create_table(
        "breaker",
        sa.Column("destination", sa.String(32), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("why", sa.String(40), nullable=True),
        sa.Column("words", sa.String(1000), nullable=False),
        sa.Column("probe_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("staff_told_at", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("destination", name=op.f("pk_breaker")),
    )


def downgrade() -> None:
    op.drop_table("breaker")
    op.drop_index("ix_delivery_destination_state_id", "delivery")
    op.drop_column("delivery", "spared")
