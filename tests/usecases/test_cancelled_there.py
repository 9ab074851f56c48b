"""A place that is owed for yet and that a partner cancels: nobody asks for its money any more."""

from sqlalchemy import select

from app.store.database import Database, reading
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
