"""Find money by when it moved

Revision: 0022
After: 0021

The books ask for payments and papers of a period, and the sweep for payments that are new.
"""

from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_payment_state_settled", "payment", ["state", "settled_at"])
    op.create_index(op.f("ix_paper_moved_at"), "paper", ["moved_at"])


def downgrade() -> None:
    op.drop_index(op.f("ix_paper_moved_at"), table_name="paper")
    op.drop_index("ix_payment_state_settled", table_name="payment")
