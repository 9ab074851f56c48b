"""Know in which words somebody agreed

Revision: 0053
After: 0052

What was answered later knows the language that its question was read in; "" is the form's own.
"""

import sqlalchemy as sa
from alembic import op

revision = "0053"
down_revision = "0052"
branch_labels = None
depends_on = None

_TABLES = ("given_answer", "changed_answer")


def upgrade() -> None:
    for table in _TABLES:
        op.add_column(
            table, sa.Column("language", sa.String(length=8), server_default="", nullable=False)
        )


def downgrade() -> None:
    for table in _TABLES:
        op.drop_column(table, "language")
