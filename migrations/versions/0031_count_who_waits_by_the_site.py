"""Count who waits by the site

Revision: 0031
After: 0030

Whoever waits by the API waits for none of the seats that are set aside for the site, so that only
those who wait by the site are in a visitor's way there.
"""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "course_class", sa.Column("web_in_line", sa.Integer(), server_default="0", nullable=False)
    )
    course_class = sa.table("course_class", sa.column("id"), sa.column("web_in_line"))
    entry = sa.table(
        "waiting_entry",
        sa.column("class_id"),
        sa.column("order_id"),
        sa.column("state", sa.String),
    )
    orders = sa.table("orders", sa.column("id"), sa.column("channel", sa.String))
    waiting = (
        sa.select(sa.func.count())
        .select_from(entry.join(orders, orders.c.id == entry.c.order_id))
        .where(
            entry.c.class_id == course_class.c.id,
            entry.c.state == "waiting",
            orders.c.channel == "web",
        )
        .scalar_subquery()
    )
    op.execute(course_class.update().values(web_in_line=waiting))


def downgrade() -> None:
    op.drop_column("course_class", "web_in_line")
