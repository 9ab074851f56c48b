"""Number the last write of the catalogue's rows

Revision: 0054
After: 0053

Whoever keeps the catalogue in memory reads again only what was written since.
"""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

_TABLES = ("program", "venue", "course_class")


def upgrade() -> None:
    for table in _TABLES:
        op.add_column(
            table, sa.Column("last_write", sa.BigInteger(), server_default="0", nullable=False)
        )
        op.create_index(op.f(f"ix_{table}_last_write"), table, ["last_write"])


def downgrade() -> None:
    for table in _TABLES:
        op.drop_index(op.f(f"ix_{table}_last_write"), table)
        op.drop_column(table, "last_write")
