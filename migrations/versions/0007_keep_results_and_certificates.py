"""Keep results and certificates, why a class was cancelled, and whether it refuses late ones

Revision: 0007
After: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("registration", sa.Column("result_on", sa.Date(), nullable=True))
    op.add_column(
        "registration",
        sa.Column("certificate", sa.String(40), nullable=False, server_default=""),
    )
    op.add_column(
        "course_class",
        sa.Column("cancel_reason", sa.String(200), nullable=False, server_default=""),
    )
    op.add_column(
        "course_class",
        sa.Column("refuses_late", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    op.create_table(
        "certificate",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(40), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("completed_on", sa.Date(), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name="fk_certificate_registration_id_registration",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_certificate"),
        sa.UniqueConstraint("number", name="uq_certificate_number"),
    )
    op.create_index("ix_certificate_registration_id", "certificate", ["registration_id"])


def downgrade() -> None:
    op.drop_table("certificate")
    op.drop_column("course_class", "refuses_late")
    op.drop_column("course_class", "cancel_reason")
    op.drop_column("registration", "certificate")
    op.drop_column("registration", "result_on")
