"""Know which lines a place had later

Revision: 0056
After: 0055

Extras are had, and given up, after a place was: when, or nothing for what it began with.
"""

import sqlalchemy as sa
from alembic import op

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None

_ADDED = sa.text("added_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("order_line", sa.Column("added_at", sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_order_line_added_at",
        "order_line",
        ["added_at"],
        sqlite_where=_ADDED,
        postgresql_where=_ADDED,
    )


def downgrade() -> None:
    op.drop_index("ix_order_line_added_at", table_name="order_line")
    op.drop_column("order_line", "added_at")
