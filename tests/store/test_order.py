"""Claims about an order's row while somebody has it locked."""

import pytest
from sqlalchemy import select, text

from app.domain.event import EventKind
from app.store.announcer import announcing
from app.store.course_class import lock_class
from app.store.database import Database, transaction
from app.store.order import Order, find_order, lock_order
from tests.worlds import CLASS, NOW, Desk, add_class, register_once


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_whoever_only_names_a_locked_order_does_not_wait_for_it(sessions: Database) -> None:
    add_class(sessions)
    reference = register_once(Desk(sessions)).reference
    with transaction(sessions) as holding:
        lock_order(holding, holding.scalars(select(Order.id)).one())
        # With the class's row in hand, as whoever moves a class tells those concerned.
        with transaction(sessions) as naming:
            naming.execute(text("SET LOCAL lock_timeout = '3s'"))
            course_class, order = lock_class(naming, CLASS), find_order(naming, reference)
            assert course_class
            with announcing(naming, {}, now=NOW) as announcer:
                announcer.announce(EventKind.CLASS_CHANGED, course_class, order=order)
