"""Find when a class changed without reading its history

Revision: 0035
After: 0034
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

_OF_CLASSES = sa.text("registration_id IS NULL")


def upgrade() -> None:
    op.create_index(
        "ix_event_class_at",
        "event",
        ["class_id", "at"],
        sqlite_where=_OF_CLASSES,
        postgresql_where=_OF_CLASSES,
    )


def downgrade() -> None:
    op.drop_index("ix_event_class_at", table_name="event")
