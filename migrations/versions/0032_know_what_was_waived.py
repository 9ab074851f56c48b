"""Know what was waived, and what an account does not list any more

Revision: 0032
After: 0031

What staff waived of an order is kept, so that proving the settlement knows why its places are not
paid. Before, all that was left of it was that an order which was to be paid later owes less than
nobody ever paid: of those the missing part was waived.

Entries of accounts have when they were listed last; of before, that was when they moved.
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None

_SURE = ("confirmed", "completed", "no_show", "failed")


def upgrade() -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.add_column("orders", sa.Column("waived_minor", big, server_default="0", nullable=False))
    orders = sa.table(
        "orders", *(sa.column(name) for name in ("id", "owed_minor", "paid_minor", "waived_minor"))
    )
    terms = sa.table("payment_terms", sa.column("order_id"))
    payment = sa.table("payment", sa.column("order_id"), sa.column("state", sa.String))
    place = sa.table(
        "registration",
        *(sa.column(name) for name in ("order_id", "price_minor")),
        sa.column("state", sa.String),
    )
    seated = (
        sa.select(sa.func.coalesce(sa.func.sum(place.c.price_minor), 0))
        .where(place.c.order_id == orders.c.id, place.c.state.in_(_SURE))
        .scalar_subquery()
    )
    paid = sa.exists().where(payment.c.order_id == orders.c.id, payment.c.state == "paid")
    op.add_column("balance_entry", sa.Column("listed_at", sa.DateTime(timezone=True)))
    entry = sa.table("balance_entry", sa.column("occurred_at"), sa.column("listed_at"))
    op.execute(entry.update().values(listed_at=entry.c.occurred_at))
    op.execute(
        orders.update()
        .where(
            sa.exists().where(terms.c.order_id == orders.c.id),
            ~paid,
            seated > orders.c.owed_minor,
        )
        .values(waived_minor=seated - orders.c.owed_minor)
    )


def downgrade() -> None:
    op.drop_column("balance_entry", "listed_at")
    op.drop_column("orders", "waived_minor")
