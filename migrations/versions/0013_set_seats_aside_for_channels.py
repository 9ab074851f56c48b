"""Set seats aside for channels, and let staff overbook with a reason

Revision: 0013
After: 0012

What each channel has taken is counted from the ledger, by the channel of the order.
"""

from typing import Literal

import sqlalchemy as sa
from alembic import op
from alembic.operations import BatchOperations

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

_CHANNELS = ("web", "trainingportal", "staff")
_NUMBERS = (
    "overbooked",
    *(f"{each}_aside" for each in _CHANNELS),
    *(f"{each}_taken" for each in _CHANNELS),
)
_UNUSED = " + ".join(
    f"(CASE WHEN {each}_aside > {each}_taken THEN {each}_aside - {each}_taken ELSE 0 END)"
    for each in _CHANNELS
)
_SEATS = f"taken >= 0 AND taken + {_UNUSED} <= capacity + overbooked"
_SEATS_BEFORE = "taken >= 0 AND taken <= capacity"
_CAPACITY = "capacity >= 0"
_OVERBOOKED = "overbooked >= 0"
_OF_CHANNELS = " AND ".join(f"{each}_aside >= 0 AND {each}_taken >= 0" for each in _CHANNELS)
_CHANGES = "change <> 0 OR aside <> 0"
_CHANGES_BEFORE = "change <> 0"


def upgrade() -> None:
    zero = sa.text("'0'")
    with op.batch_alter_table("course_class", recreate=_anew()) as table:
        for name in _NUMBERS:
            table.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default=zero))
        _replace(table, "course_class", seats=_SEATS, capacity=_CAPACITY)
        table.create_check_constraint(op.f("ck_course_class_overbooked"), _OVERBOOKED)
        table.create_check_constraint(op.f("ck_course_class_channels"), _OF_CHANNELS)
    with op.batch_alter_table("seat_change", recreate=_anew()) as table:
        table.alter_column("order_id", existing_type=sa.Integer(), nullable=True)
        table.add_column(
            sa.Column("kind", sa.String(40), nullable=False, server_default=sa.text("'taken'"))
        )
        table.add_column(sa.Column("aside", sa.Integer(), nullable=False, server_default=zero))
        table.add_column(
            sa.Column("note", sa.String(400), nullable=False, server_default=sa.text("''"))
        )
        _replace(table, "seat_change", changes=_CHANGES)
    op.execute("UPDATE seat_change SET kind = 'given_back' WHERE change < 0")
    for each in _CHANNELS:
        _count_taken(each)


def downgrade() -> None:
    op.execute("DELETE FROM seat_change WHERE change = 0")
    with op.batch_alter_table("seat_change", recreate=_anew()) as table:
        _replace(table, "seat_change", changes=_CHANGES_BEFORE)
        for name in ("note", "aside", "kind"):
            table.drop_column(name)
        table.alter_column("order_id", existing_type=sa.Integer(), nullable=False)
    # Whoever was let in on top of the seats keeps the place: there are so many seats then.
    op.execute("UPDATE course_class SET capacity = taken WHERE taken > capacity")
    with op.batch_alter_table("course_class", recreate=_anew()) as table:
        _replace(table, "course_class", seats=_SEATS_BEFORE, capacity=_CAPACITY)
        if not _sqlite():
            table.drop_constraint(op.f("ck_course_class_overbooked"), type_="check")
            table.drop_constraint(op.f("ck_course_class_channels"), type_="check")
        for name in reversed(_NUMBERS):
            table.drop_column(name)


def _count_taken(channel: str) -> None:
    ledger = sa.table("seat_change", *_columns("class_id", "order_id", "change"))
    orders = sa.table("orders", *_columns("id", "channel"))
    classes = sa.table("course_class", *_columns("id", f"{channel}_taken"))
    taken = (
        sa.select(sa.func.coalesce(sa.func.sum(ledger.c.change), 0))
        .join_from(ledger, orders, orders.c.id == ledger.c.order_id)
        .where(ledger.c.class_id == classes.c.id, orders.c.channel == channel)
        .scalar_subquery()
    )
    op.execute(sa.update(classes).values({f"{channel}_taken": taken}))


def _columns(*names: str) -> list[sa.ColumnClause[object]]:
    return [sa.column(name) for name in names]


def _sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _anew() -> Literal["always", "never"]:
    return "always" if _sqlite() else "never"


def _replace(table: BatchOperations, of: str, **checks: str) -> None:
    """Have these CHECKs on a table; SQLite writes it anew and takes none along by itself."""
    for name, text in checks.items():
        if not _sqlite():
            table.drop_constraint(op.f(f"ck_{of}_{name}"), type_="check")
        table.create_check_constraint(op.f(f"ck_{of}_{name}"), text)
