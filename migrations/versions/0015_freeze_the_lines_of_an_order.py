"""Freeze the lines of an order

Revision: 0015
After: 0014

What was registered before has one line for each place: what it costs, under the name of its price.
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        "order_line",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("label", sa.String(200), nullable=False),
        sa.Column("quantity", sa.Integer(), nullable=False),
        sa.Column("each_minor", big, nullable=False),
        sa.Column("tax_mode", sa.String(40), nullable=False),
        sa.Column("tax_rate", sa.Integer(), nullable=False),
        sa.Column("tax_name", sa.String(40), nullable=False),
        sa.Column("net_minor", big, nullable=False),
        sa.Column("tax_minor", big, nullable=False),
        sa.Column("total_minor", big, nullable=False),
        sa.Column("price_option_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_order_line_registration_id_registration"),
        ),
        sa.ForeignKeyConstraint(
            ["price_option_id"],
            ["price_option.id"],
            name=op.f("fk_order_line_price_option_id_price_option"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_order_line")),
    )
    op.create_index(op.f("ix_order_line_registration_id"), "order_line", ["registration_id"])
    op.execute(
        "INSERT INTO order_line (registration_id, kind, label, quantity, each_minor, tax_mode,"
        " tax_rate, tax_name, net_minor, tax_minor, total_minor, price_option_id)"
        " SELECT registration.id, 'place', COALESCE(price_option.label, ''), 1,"
        " registration.price_minor, 'none', 0, '', registration.price_minor, 0,"
        " registration.price_minor, registration.price_option_id"
        " FROM registration"
        " LEFT JOIN price_option ON price_option.id = registration.price_option_id"
        " WHERE registration.price_minor <> 0 ORDER BY registration.id"
    )


def downgrade() -> None:
    op.drop_table("order_line")
