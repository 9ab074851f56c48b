"""A place that is owed for yet and that a partner cancels: nobody asks for its money any more."""

from sqlalchemy import select, update

from app.store.database import Database, reading, transaction
from app.store.order import Order
from tests.partners.iso_news_world import office_of
from tests.usecases.later import AT_DOOR, EVERY_WAY
from tests.worlds import add_class, money, states


def test_what_was_to_be_paid_at_the_door_is_not_owed_any_more(sessions: Database) -> None:
    office = office_of(sessions)
    add_class(sessions, "DOOR-1", ways=EVERY_WAY)
    office.register(code="DOOR-1", wish=AT_DOOR)
    kept = office.hear("registration.cancelled")
    assert (states(sessions), kept.words) == (["cancelled"], "Cancelled here too")
    assert money(sessions).refunds == []
    with reading(sessions) as session:
        assert session.scalars(select(Order.owed_minor)).one() == 0


def test_with_its_last_place_the_order_owes_nothing_beside_its_price_either(
    sessions: Database,
) -> None:
    office = office_of(sessions)
    add_class(sessions, "DOOR-1", ways=EVERY_WAY)
    office.register(code="DOOR-1", wish=AT_DOOR)
    with transaction(sessions) as session:
        session.execute(update(Order).values(owed_minor=Order.owed_minor + 700))
    office.hear("registration.cancelled")
    with reading(sessions) as session:
        assert session.scalars(select(Order.owed_minor)).one() == 0
