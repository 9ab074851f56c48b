"""Know where classes come from, and what came of a partner's news

Revision: 0004
After: 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    moment = sa.DateTime(timezone=True)
    op.add_column("course_class", sa.Column("origin", sa.String(length=32)))
    op.add_column("course_class", sa.Column("origin_id", sa.String(length=200)))
    op.add_column("course_class", sa.Column("origin_updated_at", moment))
    op.create_index("ix_course_class_origin", "course_class", ["origin", "origin_id"], unique=True)
    op.create_table(
        "listing_read",
        sa.Column("partner", sa.String(length=32), nullable=False),
        sa.Column("read_at", moment, nullable=True),
        sa.PrimaryKeyConstraint("partner", name=op.f("pk_listing_read")),
    )
    op.add_column("inbound", sa.Column("due_at", moment))
    for name, kind, default in (
        ("attempt", sa.Integer(), sa.text("0")),
        ("words", sa.String(length=1000), sa.text("''")),
        ("look", sa.Boolean(), sa.false()),
    ):
        column: sa.Column[object] = sa.Column(name, kind, nullable=False, server_default=default)
        op.add_column("inbound", column)


def downgrade() -> None:
    for name in ("look", "words", "attempt", "due_at"):
        op.drop_column("inbound", name)
    op.drop_table("listing_read")
    op.drop_index("ix_course_class_origin", table_name="course_class")
    for name in ("origin_updated_at", "origin_id", "origin"):
        op.drop_column("course_class", name)
