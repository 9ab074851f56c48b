"""That an order's data was taken away is written down each time, for nobody to hear."""

from sqlalchemy import select

from app.store.database import Database, reading
from app.store.delivery import Delivery
from app.store.event import EventRow
from app.usecases.note_taken_away import note_taken_away
from tests.fakes.partner import ORDERS, FakePartner
from tests.worlds import Desk, add_class, register_once


def test_it_is_written_down_and_told_to_nobody(sessions: Database) -> None:
    add_class(sessions)
    desk = Desk(
        sessions, partners={"mail": FakePartner("mail", ORDERS, listing=False, per="order")}
    )
    order = register_once(desk).reference
    for _ in range(2):
        assert note_taken_away(sessions, reference=order, now=desk.now)
    with reading(sessions) as session:
        taken = select(EventRow).where(EventRow.kind == "order.data_taken")
        events = session.scalars(taken).all()
        told = set(session.scalars(select(Delivery.event_id)))
    assert [each.facts for each in events] == [{}, {}]
    assert not told & {each.id for each in events}


def test_of_an_order_that_is_not_there_nothing_is(sessions: Database) -> None:
    add_class(sessions)
    assert not note_taken_away(sessions, reference="CD-NOPE", now=Desk(sessions).now)
    with reading(sessions) as session:
        assert session.scalars(select(EventRow.id)).all() == []
