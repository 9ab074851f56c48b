"""Keep forms that are being built

Revision: 0042
After: 0041

Each program has one working copy of its form; who published a version, and when, is kept with it.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

_JSON = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.create_table(
        "form_draft",
        sa.Column("program_code", sa.String(length=64), nullable=False),
        sa.Column("is_open", sa.Boolean(), nullable=False),
        sa.Column("questions", _JSON, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("base_version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(length=320), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("program_code", name=op.f("pk_form_draft")),
    )
    op.add_column("form", sa.Column("published_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column(
        "form",
        sa.Column("published_by", sa.String(length=320), server_default="", nullable=False),
    )


def downgrade() -> None:
    op.drop_column("form", "published_by")
    op.drop_column("form", "published_at")
    op.drop_table("form_draft")
