"""What a buyer who presses in many tabs does with a confirmed place, and without the guard."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm import Session

import app.store.registration
import app.usecases.cancel_by_rule
from app.domain.refund_rule import BackAs, WhatGoesBack
from app.store.by_rule import MoneyOfPlace, money_of_place
from app.store.database import Database
from app.store.order import Order
from app.store.registration import Registration
from app.usecases.cancel_by_rule import cancel_by_rule
from tests.races.deeds import deferred, meet, unlocked
from tests.worlds import NOW

PRICE_MINOR = 420000


def cancel(database: Database, share: str) -> str:
    """Cancel a place as its buyer was shown; the share is the order and the place."""
    order, place = share.split()
    return cancel_by_rule(
        database,
        order_reference=order,
        reference=place,
        shown=WhatGoesBack(PRICE_MINOR, 0, BackAs.MONEY, decided=True),
        partners={},
        wake=lambda names: None,
        now=NOW,
    ).value


def cancel_without_the_guard(database: Database, share: str) -> str:
    """Cancel it where the order's row is not locked, and two have looked before either writes."""
    app.store.registration.lock_order = unlocked  # type: ignore[attr-defined]  # control
    app.usecases.cancel_by_rule.money_of_place = _look_together  # type: ignore[attr-defined]  # control
    if database.engine.dialect.name == "sqlite":
        deferred(database)
    return cancel(database, share)


def _look_together(
    session: Session,
    order: Order,
    place: Registration,
    places: Sequence[Registration],
    *,
    now: datetime,
) -> MoneyOfPlace:
    found = money_of_place(session, order, place, places, now=now)
    meet()
    return found
