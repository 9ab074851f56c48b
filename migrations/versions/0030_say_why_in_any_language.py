"""Say why money went in any language, and for which places

Revision: 0030
After: 0028

A code beside a reason that the product gave; of refunds made before it is known where nobody of the
staff asked for them and the words are exactly the product's. Money that went for several places
together says how much for each, and a place how much of its price was forgiven: of before, nothing
is known.
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0028"
branch_labels = None
depends_on = None

_MINOR = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_OWN = {
    "paid twice": "paid_twice",
    "paid too much": "paid_too_much",
    "wrong amount": "wrong_amount",
    "paid too late, and no place was left": "late_no_place",
    "paid too late, and the price had ended": "late_dearer",
    "paid too late, and the voucher could not be used any more": "late_no_voucher",
    "cancelled after it was paid": "cancelled_paid",
    "cancelled before it was paid": "cancelled_unpaid",
    "it was not paid in time": "unpaid",
    "sent back at the gateway": "sent_back_there",
    "lost in a dispute": "lost_in_dispute",
}


def upgrade() -> None:
    op.add_column("refund", sa.Column("own_reason", sa.String(40), nullable=True))
    refund = sa.table(
        "refund",
        sa.column("reason", sa.String),
        sa.column("own_reason", sa.String),
        sa.column("asked_by", sa.String),
    )
    known = sa.case(_OWN, value=refund.c.reason)
    op.execute(
        refund.update()
        .where(refund.c.asked_by == "", refund.c.reason.in_(list(_OWN)))
        .values(own_reason=known)
    )
    op.add_column(
        "registration",
        sa.Column("forgiven_minor", _MINOR, server_default="0", nullable=False),
    )
    op.create_table(
        "refund_share",
        sa.Column("id", sa.Integer(), primary_key=True),
        sa.Column(
            "refund_id",
            sa.Integer(),
            sa.ForeignKey("refund.id", ondelete="CASCADE"),
            nullable=False,
            index=True,
        ),
        sa.Column(
            "registration_id",
            sa.Integer(),
            sa.ForeignKey("registration.id"),
            nullable=False,
            index=True,
        ),
        sa.Column("amount_minor", _MINOR, nullable=False),
        sa.CheckConstraint("amount_minor > 0", name="amount"),
    )


def downgrade() -> None:
    op.drop_table("refund_share")
    op.drop_column("registration", "forgiven_minor")
    op.drop_column("refund", "own_reason")
