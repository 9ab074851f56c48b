"""Say what an offer does without

Revision: 0028
After: 0027

A voucher or an extra that was gone as seats were offered. Of offers made before nothing is known.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column(
        "waiting_entry", sa.Column("left_out", _JSON, server_default="[]", nullable=False)
    )


def downgrade() -> None:
    op.drop_column("waiting_entry", "left_out")
