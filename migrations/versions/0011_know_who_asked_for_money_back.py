"""Know which member of staff asked for money back, and by which form

Revision: 0011
After: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("refund") as table:
        table.add_column(sa.Column("asked_by", sa.String(320), nullable=False, server_default=""))
        table.add_column(sa.Column("asked_key", sa.String(80), nullable=True))
        table.create_unique_constraint("uq_refund_asked_key", ["asked_key"])


def downgrade() -> None:
    with op.batch_alter_table("refund") as table:
        table.drop_constraint("uq_refund_asked_key", type_="unique")
        table.drop_column("asked_key")
        table.drop_column("asked_by")
