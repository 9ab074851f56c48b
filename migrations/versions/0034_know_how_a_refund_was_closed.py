"""Know how a refund was closed by its code

Revision: 0034
After: 0033

How staff closed a refund was told by the words of its note, which anybody may write.
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

_NOTES = {
    "went_that_way": "Its money went without us",
    "lost_already": "Its money was lost in a dispute, and counts there",
}


def upgrade() -> None:
    op.add_column("refund", sa.Column("closed_as", sa.String(40)))
    refund = sa.table(
        "refund",
        sa.column("closed_at"),
        *(sa.column(name, sa.String) for name in ("closed_as", "note", "state")),
    )
    closed = refund.c.closed_at.is_not(None)
    withdrawn = closed & (refund.c.state == "withdrawn")
    for code, note in _NOTES.items():
        noted = withdrawn & (refund.c.note == note)
        op.execute(refund.update().where(noted).values(closed_as=code))
    others = withdrawn & refund.c.closed_as.is_(None)
    op.execute(refund.update().where(others).values(closed_as="withdrawn"))
    otherwise = closed & (refund.c.state == "made")
    op.execute(refund.update().where(otherwise).values(closed_as="paid_otherwise"))


def downgrade() -> None:
    op.drop_column("refund", "closed_as")
