"""Keep half-filled forms for a day

Revision: 0041
After: 0040

What somebody wrote into a registration form, right or wrong, under a token that nobody guesses.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "half_form",
        sa.Column("token", sa.String(64), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("texts", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["class_id"], ["course_class.id"], name="fk_half_form_class_id_course_class"
        ),
        sa.PrimaryKeyConstraint("token", name="pk_half_form"),
    )
    op.create_index("ix_half_form_class_id", "half_form", ["class_id"])
    op.create_index("ix_half_form_kept_at", "half_form", ["kept_at"])


def downgrade() -> None:
    op.drop_table("half_form")
