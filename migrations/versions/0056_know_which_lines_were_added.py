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


def upgrade() -> None:
    op.add_column("order_line", sa.Column("added_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    op.drop_column("order_line", "added_at")
