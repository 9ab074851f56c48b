"""Let a payment be an intent, for clients that show a form of their own

Revision: 0016
After: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "payment",
        sa.Column("kind", sa.String(40), server_default="page", nullable=False),
    )


def downgrade() -> None:
    op.drop_column("payment", "kind")
