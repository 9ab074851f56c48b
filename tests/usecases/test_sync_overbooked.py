"""Claims about imported classes that staff overbooked: what a sync leaves of that (S20)."""

import pytest

from app.domain.seat import Seats
from app.queries.outbox import find_due_deliveries
from app.store.course_class import find_class
from app.store.database import Database, reading
from app.usecases.deliver import deliver
from app.usecases.give_place import Place, give_place
from app.usecases.sync_classes import Synced, sync_classes
from tests.fakes.listing import FakeDesk, listed
from tests.fakes.partner import FakePartner
from tests.worlds import BO, Desk, register_once

CODE = "ISO-prg-310"


@pytest.fixture
def desk(sessions: Database) -> Desk:
    """Give an empty desk that tells ISO."""
    return Desk(sessions, partners={"iso": FakePartner()})


def sync(desk: Desk, *, available: int) -> Seats:
    """Sync with the class having so many free places there, and return its seats here."""
    desk.later(minutes=1)
    fake = FakeDesk([listed(available=available)])
    done = sync_classes(
        desk.sessions, partner="iso", desk=fake, partners=desk.partners, clock=desk.clock
    )
    assert isinstance(done, Synced)
    with reading(desk.sessions) as session:
        found = find_class(session, CODE)
        assert found is not None
        return found.seats


def overbook(desk: Desk) -> None:
    """Give somebody a place on top of all."""
    give_place(
        desk.sessions,
        class_code=CODE,
        place=Place(BO, note="", currency="", overbooks="a speaker", by="kim", token="staff-1"),
        partners=desk.partners,
        wake=desk.wake,
        now=desk.now,
    )


def tell(desk: Desk) -> None:
    """Tell the partner what it has not heard yet."""
    for each in find_due_deliveries(desk.sessions, "iso", now=desk.now):
        deliver(
            desk.sessions,
            delivery_id=each.id,
            partner=desk.partners["iso"],
            clock=desk.clock,
            jitter=0,
        )


@pytest.mark.parametrize("told", [True, False])
def test_S20_a_class_stays_overbooked_while_its_partner_has_no_more_places(
    desk: Desk, told: bool
) -> None:
    sync(desk, available=1)
    register_once(desk, code=CODE, currency="EUR")
    tell(desk)
    overbook(desk)
    if told:
        tell(desk)
    seats = sync(desk, available=0)
    assert (seats.taken, seats.capacity, seats.overbooked) == (2, 1, 1)


def test_S20_a_class_is_overbooked_no_longer_when_its_partner_has_more_places(desk: Desk) -> None:
    sync(desk, available=1)
    register_once(desk, code=CODE, currency="EUR")
    overbook(desk)
    tell(desk)
    seats = sync(desk, available=2)
    assert (seats.taken, seats.capacity, seats.overbooked) == (2, 4, 0)
