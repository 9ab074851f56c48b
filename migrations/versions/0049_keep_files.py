"""Keep files

Revision: 0049
After: 0048

Files that people hand in with a form stand in the database, sealed.
"""

import sqlalchemy as sa
from alembic import op

revision = "0049"
down_revision = "0048"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "upload",
        sa.Column("uid", sa.String(length=36), nullable=False),
        sa.Column("class_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                *("pdf", "jpeg", "png", "webp"),
                name="filetype",
                native_enum=False,
                create_constraint=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("order_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["class_id"], ["course_class.id"], name=op.f("fk_upload_class_id_course_class")
        ),
        sa.ForeignKeyConstraint(
            ["order_id"], ["orders.id"], name=op.f("fk_upload_order_id_orders")
        ),
        sa.PrimaryKeyConstraint("uid", name=op.f("pk_upload")),
    )
    for column in ("class_id", "kept_at", "order_id"):
        op.create_index(op.f(f"ix_upload_{column}"), "upload", [column], unique=False)


def downgrade() -> None:
    op.drop_table("upload")
