"""Make room for large amounts, and for long addresses of pages to pay at

Revision: 0003
After: 0002

SQLite's columns are as wide as what is put into them: there is nothing to do.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

_AMOUNTS = (
    ("price_option", "amount_minor"),
    ("orders", "total_minor"),
    ("orders", "paid_minor"),
    ("registration", "price_minor"),
    ("payment", "amount_minor"),
    ("payment", "received_minor"),
    ("refund", "amount_minor"),
)


def upgrade() -> None:
    _set_types(sa.BigInteger(), sa.String(5000))


def downgrade() -> None:
    _set_types(sa.Integer(), sa.String(2000))


def _set_types(amount: sa.types.TypeEngine[int], address: sa.String) -> None:
    if op.get_bind().dialect.name != "postgresql":
        return
    for table, column in _AMOUNTS:
        op.alter_column(table, column, type_=amount)
    op.alter_column("payment", "url", type_=address)
