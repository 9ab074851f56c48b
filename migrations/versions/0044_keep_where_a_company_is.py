"""Keep where a company is that buys without the tax

Revision: 0044
After: 0043

A receipt or an invoice under reverse charge has its buyer's address. Of the orders made before,
nobody knows it.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    json = sa.JSON().with_variant(JSONB(), "postgresql")
    op.add_column("orders", sa.Column("address", json, server_default="[]", nullable=False))


def downgrade() -> None:
    op.drop_column("orders", "address")
