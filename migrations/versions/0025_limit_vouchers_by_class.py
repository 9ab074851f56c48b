"""Limit how often a voucher is used in each class

Revision: 0025
After: 0024

Uses there are count, so that a limit that is set later is right at once.
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("voucher", sa.Column("most_per_class", sa.Integer(), nullable=True))
    op.create_table(
        "voucher_class",
        sa.Column("voucher_id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=True),
        sa.CheckConstraint(
            "used >= 0 AND (most IS NULL OR used <= most)", name=op.f("ck_voucher_class_used")
        ),
        sa.ForeignKeyConstraint(
            ["voucher_id"], ["voucher.id"], name=op.f("fk_voucher_class_voucher_id_voucher")
        ),
        sa.ForeignKeyConstraint(
            ["class_id"], ["course_class.id"], name=op.f("fk_voucher_class_class_id_course_class")
        ),
        sa.PrimaryKeyConstraint("voucher_id", "class_id", name=op.f("pk_voucher_class")),
    )
    op.execute(
        "INSERT INTO voucher_class (voucher_id, class_id, used)"
        " SELECT u.voucher_id, r.class_id, SUM(u.uses) FROM voucher_redemption u"
        " JOIN registration r ON r.id = u.registration_id"
        " WHERE u.given_back_at IS NULL GROUP BY u.voucher_id, r.class_id HAVING SUM(u.uses) > 0"
    )


def downgrade() -> None:
    op.drop_table("voucher_class")
    op.drop_column("voucher", "most_per_class")
