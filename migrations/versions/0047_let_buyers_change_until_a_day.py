"""Let buyers change until a day

Revision: 0047
After: 0046

A class says until when its buyers change answers and participants themselves.
"""

import sqlalchemy as sa
from alembic import op

revision = "0047"
down_revision = "0046"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("course_class", sa.Column("change_deadline", sa.Date(), nullable=True))


def downgrade() -> None:
    op.drop_column("course_class", "change_deadline")
