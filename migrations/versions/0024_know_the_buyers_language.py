"""Know the buyer's language, which an order's papers are in

Revision: 0024
After: 0023

Orders that are there have none: their papers are in their seller's, as they were.
"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("orders", sa.Column("language", sa.String(8), server_default="", nullable=False))


def downgrade() -> None:
    op.drop_column("orders", "language")
