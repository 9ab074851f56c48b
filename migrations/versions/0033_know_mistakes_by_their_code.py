"""Know mistakes by their code

Revision: 0033
After: 0032

A payment that staff wrote down by mistake was known by the words of its refund, which anybody may
write about money that did go back. Of before, those are mistakes of which nobody was told as they
were made: whoever really hands money back has the buyer written to in the same moment, and undoing
a payment never does.
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

_BY_HAND = ("transfer", "cash", "terminal")


def upgrade() -> None:
    refund = sa.table(
        "refund",
        *(sa.column(name, sa.String) for name in ("reason", "own_reason", "state")),
        *(sa.column(name) for name in ("payment_id", "made_at")),
    )
    payment = sa.table(
        "payment", sa.column("id"), sa.column("order_id"), sa.column("gateway", sa.String)
    )
    event = sa.table("event", sa.column("order_id"), sa.column("at"), sa.column("kind", sa.String))
    mine = payment.c.id == refund.c.payment_id
    by_hand = sa.exists().where(mine, payment.c.gateway.in_(_BY_HAND))
    told = sa.exists().where(
        mine,
        event.c.order_id == payment.c.order_id,
        event.c.kind == "order.money_returned",
        event.c.at == refund.c.made_at,
    )
    op.execute(
        refund.update()
        .where(
            refund.c.reason == "written down by mistake",
            refund.c.own_reason.is_(None),
            refund.c.state == "made",
            by_hand,
            ~told,
        )
        .values(own_reason="mistake")
    )


def downgrade() -> None:
    """Leave the codes: the words beside them say the same."""
