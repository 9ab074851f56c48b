"""Let sites embed forms

Revision: 0050
After: 0049

Each program has a list of sites that may show its forms; an order that came by one knows which, and
where its buyer goes back to.
"""

import sqlalchemy as sa
from alembic import op

revision = "0050"
down_revision = "0049"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "program_site",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("program_id", sa.Integer(), nullable=False),
        sa.Column("origin", sa.String(length=255), nullable=False),
        sa.Column("added_by", sa.String(length=320), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["program_id"], ["program.id"], name=op.f("fk_program_site_program_id_program")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_program_site")),
        sa.UniqueConstraint("program_id", "origin", name=op.f("uq_program_site_program_id_origin")),
    )
    op.create_index(op.f("ix_program_site_origin"), "program_site", ["origin"], unique=False)
    op.create_table(
        "embedded_order",
        sa.Column("form_key", sa.String(length=64), nullable=False),
        sa.Column("draft_token", sa.String(length=64), nullable=False),
        sa.Column("site", sa.String(length=255), nullable=False),
        sa.Column("back", sa.String(length=500), nullable=False),
        sa.Column("claimed_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("form_key", name=op.f("pk_embedded_order")),
    )
    for column in ("draft_token", "claimed_at"):
        op.create_index(
            op.f(f"ix_embedded_order_{column}"), "embedded_order", [column], unique=False
        )


def downgrade() -> None:
    op.drop_table("embedded_order")
    op.drop_table("program_site")
