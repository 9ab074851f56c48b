"""Let people wait in line for a seat

Revision: 0023
After: 0022
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "course_class", sa.Column("in_line", sa.Integer(), server_default="0", nullable=False)
    )
    op.add_column(
        "course_class",
        sa.Column("line_paused", sa.Boolean(), server_default=sa.false(), nullable=False),
    )
    op.add_column(
        "course_class",
        sa.Column("line_changed_by", sa.String(320), server_default="", nullable=False),
    )
    op.add_column(
        "course_class", sa.Column("line_changed_at", sa.DateTime(timezone=True), nullable=True)
    )
    op.create_index(op.f("ix_course_class_in_line"), "course_class", ["in_line"])
    op.create_table(
        "waiting_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(40), nullable=False),
        sa.Column("filled", sa.JSON().with_variant(JSONB(), "postgresql"), nullable=False),
        sa.Column("passed", sa.Integer(), server_default="0", nullable=False),
        sa.Column("unpriced", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("offered_until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("size >= 0", name=op.f("ck_waiting_entry_size")),
        sa.ForeignKeyConstraint(
            ["class_id"], ["course_class.id"], name=op.f("fk_waiting_entry_class_id_course_class")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_waiting_entry_order_id_orders")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waiting_entry")),
        sa.UniqueConstraint("order_id", name=op.f("uq_waiting_entry_order_id")),
    )
    op.create_index(op.f("ix_waiting_entry_line"), "waiting_entry", ["class_id", "state", "id"])


def downgrade() -> None:
    op.drop_table("waiting_entry")
    op.drop_index(op.f("ix_course_class_in_line"), table_name="course_class")
    op.drop_column("course_class", "line_changed_at")
    op.drop_column("course_class", "line_changed_by")
    op.drop_column("course_class", "line_paused")
    op.drop_column("course_class", "in_line")
