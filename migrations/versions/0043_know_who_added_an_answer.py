"""Know who added an answer

Revision: 0043
After: 0042

Answers that are added to registrations later keep who added them, and under which version.
"""

import sqlalchemy as sa
from alembic import op

revision = "0043"
down_revision = "0042"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "given_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("by", sa.String(length=320), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_given_answer_registration_id_registration"),
        ),
        sa.ForeignKeyConstraint(
            ["form_id"], ["form.id"], name=op.f("fk_given_answer_form_id_form")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_given_answer")),
    )
    op.create_index(
        op.f("ix_given_answer_registration_id"), "given_answer", ["registration_id"], unique=False
    )


def downgrade() -> None:
    op.drop_table("given_answer")
