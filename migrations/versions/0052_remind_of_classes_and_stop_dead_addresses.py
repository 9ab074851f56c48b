"""Remind of classes and stop dead addresses

Revision: 0052
After: 0051

People are reminded before their class begins, once for each date of it; what came back from an
address is kept, and addresses that take no mail are on a list.
"""

import sqlalchemy as sa
from alembic import op

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("course_class", sa.Column("reminder_days", sa.Integer(), nullable=True))
    op.add_column(
        "course_class",
        sa.Column("bring", sa.String(length=1000), server_default="", nullable=False),
    )
    op.create_table(
        "class_reminder",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("starts_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_class_reminder_order_id_orders")
        ),
        sa.ForeignKeyConstraint(
            ["class_id"], ["course_class.id"], name=op.f("fk_class_reminder_class_id_course_class")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_class_reminder")),
        sa.UniqueConstraint(
            *("order_id", "class_id", "starts_at"),
            name=op.f("uq_class_reminder_order_id_class_id_starts_at"),
        ),
    )
    op.create_table(
        "bounce",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address_key", sa.String(length=64), nullable=False),
        sa.Column("kind", _kind(), nullable=False),
        sa.Column("message", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bounce")),
        sa.UniqueConstraint(
            *("address_key", "kind", "message"), name=op.f("uq_bounce_address_key_kind_message")
        ),
    )
    op.create_table(
        "stopped_address",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("address_key", sa.String(length=64), nullable=False),
        sa.Column("masked", sa.String(length=320), nullable=False),
        sa.Column("kind", _kind(), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken_off_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_off_by", sa.String(length=320), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_stopped_address_order_id_orders")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stopped_address")),
        sa.UniqueConstraint("address_key", name=op.f("uq_stopped_address_address_key")),
    )


def downgrade() -> None:
    op.drop_table("stopped_address")
    op.drop_table("bounce")
    op.drop_table("class_reminder")
    op.drop_column("course_class", "bring")
    op.drop_column("course_class", "reminder_days")


def _kind() -> sa.Enum:
    return sa.Enum(
        *("permanent", "refused", "temporary", "complaint"),
        name="bouncekind",
        native_enum=False,
        create_constraint=False,
        length=40,
    )
