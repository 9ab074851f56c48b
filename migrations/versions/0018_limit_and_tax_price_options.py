"""Limit and tax price options

Revision: 0018
After: 0017

Prices may be for members, groups or holders of a voucher, have a tax and be limited to so many
places. How many places are had at each is counted from the registrations that have a seat.
"""

from typing import Literal

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_TAKEN = "taken >= 0 AND (place_limit IS NULL OR taken <= place_limit)"
_NEW = ("kind", "least", "place_limit", "taken", "tax_mode", "tax_rate", "tax_name", "exemptable")


def upgrade() -> None:
    zero, none = sa.text("'0'"), sa.text("''")
    with op.batch_alter_table("price_option", recreate=_anew()) as table:
        table.add_column(
            sa.Column("kind", sa.String(40), nullable=False, server_default=sa.text("'standard'"))
        )
        table.add_column(
            sa.Column("least", sa.Integer(), nullable=False, server_default=sa.text("'1'"))
        )
        table.add_column(sa.Column("place_limit", sa.Integer(), nullable=True))
        table.add_column(sa.Column("taken", sa.Integer(), nullable=False, server_default=zero))
        table.add_column(
            sa.Column("tax_mode", sa.String(40), nullable=False, server_default=sa.text("'none'"))
        )
        table.add_column(sa.Column("tax_rate", sa.Integer(), nullable=False, server_default=zero))
        table.add_column(sa.Column("tax_name", sa.String(40), nullable=False, server_default=none))
        table.add_column(
            sa.Column("exemptable", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        if _sqlite():
            # SQLite's checks are lost when a table is written anew.
            table.create_check_constraint(op.f("ck_price_option_not_negative"), "amount_minor >= 0")
        table.create_check_constraint(op.f("ck_price_option_taken"), _TAKEN)
    op.execute(
        "UPDATE price_option SET taken = (SELECT count(*) FROM registration"
        " WHERE registration.price_option_id = price_option.id"
        " AND registration.state IN ('held', 'confirmed', 'completed', 'no_show', 'failed'))"
    )
    with op.batch_alter_table("orders") as table:
        table.add_column(
            sa.Column("vat_number", sa.String(20), nullable=False, server_default=none)
        )
    with op.batch_alter_table("registration") as table:
        table.add_column(
            sa.Column("membership", sa.String(40), nullable=False, server_default=none)
        )


def downgrade() -> None:
    with op.batch_alter_table("registration") as table:
        table.drop_column("membership")
    with op.batch_alter_table("orders") as table:
        table.drop_column("vat_number")
    with op.batch_alter_table("price_option", recreate=_anew()) as table:
        if _sqlite():
            table.create_check_constraint(op.f("ck_price_option_not_negative"), "amount_minor >= 0")
        else:
            table.drop_constraint(op.f("ck_price_option_taken"), type_="check")
        for name in reversed(_NEW):
            table.drop_column(name)


def _sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _anew() -> Literal["always", "never"]:
    """Have SQLite write the table anew, which is how it takes a CHECK; PostgreSQL alters it."""
    return "always" if _sqlite() else "never"
