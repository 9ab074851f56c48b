"""Let buyers change until a day

Revision: 0055
After: 0043

A class says until when its buyers change answers and participants themselves.
"""

import sqlalchemy as sa
from alembic import op

revision = "0055"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("course_class", sa.Column("change_deadline", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("course_class", "change_deadline")
