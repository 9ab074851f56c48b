"""What a crowd does to a price that is limited, and the same with the guard of it taken away."""

from collections.abc import Iterable

from sqlalchemy import select, update

import app.usecases.register
from app.domain.money import Money
from app.store.database import Database, Executor, reading
from app.store.order import Order
from app.store.price_option import PriceOption
from app.usecases.register import register
from tests.worlds import HOLD, NOW


def buy(database: Database, share: str) -> str:
    """Register with a draft, at whatever price is left; return what the place costs."""
    made = register(database, draft_token=share, partners={}, now=NOW, hold=HOLD)
    with reading(database) as session:
        total = session.scalars(
            select(Order.total_minor).where(Order.reference == made.reference)
        ).one()
    return str(Money(total, "NOK"))


def buy_without_the_guard(database: Database, share: str) -> str:
    """Register where the UPDATE that counts places at a price has lost its condition."""
    app.usecases.register.take_options = _take_unguarded  # type: ignore[attr-defined]  # control
    return buy(database, share)


def _take_unguarded(executor: Executor, options: Iterable[int | None]) -> None:
    for option in options:
        executor.execute(
            update(PriceOption).where(PriceOption.id == option).values(taken=PriceOption.taken + 1)
        )
