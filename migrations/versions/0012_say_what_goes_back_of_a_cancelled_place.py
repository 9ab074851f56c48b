"""Say what goes back of a cancelled place: so much until so many days before

Revision: 0012
After: 0011
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    steps = sa.JSON().with_variant(JSONB(), "postgresql")
    op.add_column("course_class", sa.Column("refunds", steps, nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("course_class", "refunds")
