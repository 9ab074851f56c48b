"""Read partners back every night

Revision: 0014
After: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "reconciliation",
        sa.Column("not_read", sa.String(1000), server_default="", nullable=False),
    )
    op.create_table(
        "night",
        sa.Column("partner", sa.String(32), nullable=False),
        sa.Column("night", sa.Date(), nullable=False),
        sa.Column("turn", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("partner", name=op.f("pk_night")),
    )


def downgrade() -> None:
    op.drop_table("night")
    op.drop_column("reconciliation", "not_read")
