"""Say what places cost now

Revision: 0026
After: 0025

A place that goes on in another class has a price of its own there, and its order's total is what
its places cost: the newest at each position.
"""

from alembic import op

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None

_NEWEST = """
    SELECT coalesce(sum(place.price_minor), 0) FROM registration AS place
    WHERE place.order_id = orders.id AND NOT EXISTS (
        SELECT 1 FROM registration AS later
        WHERE later.order_id = place.order_id AND later.position = place.position
        AND later.id > place.id
    )
"""
_RENEWED = """
    SELECT place.order_id FROM registration AS place
    JOIN registration AS later ON later.order_id = place.order_id
        AND later.position = place.position AND later.id > place.id
"""


def upgrade() -> None:
    op.execute(f"UPDATE orders SET total_minor = ({_NEWEST}) WHERE id IN ({_RENEWED})")  # noqa: S608 -- constants


def downgrade() -> None:
    """Leave totals as they are: what they were before is on no row."""
