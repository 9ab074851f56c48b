"""Ask once for the whole order, and know since when a form is no longer the one that is asked

Revision: 0040
After: 0035

Orders keep the answers to what is asked once. A version of a form that another took the place of
has when that was: whoever was shown it may still send it for a while. Of those replaced before,
nobody knows, and none of them is filled in any more.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0040"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    json = sa.JSON().with_variant(JSONB(), "postgresql")
    op.add_column("orders", sa.Column("answers", json, server_default="{}", nullable=False))
    op.add_column("form", sa.Column("replaced_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("form", "replaced_at")
    op.drop_column("orders", "answers")
