"""Keep what buyers changed

Revision: 0048
After: 0047

Each answer that a buyer changes keeps what it was before and after.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    json = sa.JSON().with_variant(JSONB(), "postgresql")
    op.create_table(
        "changed_answer",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("form_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("before", json, nullable=True),
        sa.Column("after", json, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_changed_answer_order_id_orders")
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_changed_answer_registration_id_registration"),
        ),
        sa.ForeignKeyConstraint(
            ["form_id"], ["form.id"], name=op.f("fk_changed_answer_form_id_form")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changed_answer")),
    )
    for column in ("order_id", "registration_id", "form_id"):
        op.create_index(op.f(f"ix_changed_answer_{column}"), "changed_answer", [column])


def downgrade() -> None:
    op.drop_table("changed_answer")
