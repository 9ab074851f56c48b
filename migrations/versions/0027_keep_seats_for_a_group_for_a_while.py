"""Keep seats for a group for a while

Revision: 0027
After: 0026

Free seats are kept for a group that was passed over too often, and no longer than two days: an
entry of a waiting list knows since when.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("waiting_entry") as batch_op:
        batch_op.add_column(sa.Column("gathers_since", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("waiting_entry") as batch_op:
        batch_op.drop_column("gathers_since")
