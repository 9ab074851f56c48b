"""Claims about a telephone number that staff fill in: whoever refused for its lack is told."""

import pytest
from sqlalchemy import select

from app.domain.contract import BookingFound, Refused, Told
from app.domain.event import EventKind
from app.queries.outbox import find_due_deliveries
from app.store.database import Database, reading, transaction
from app.store.delivery import Delivery
from app.store.person import Person
from app.store.registration import Registration
from app.usecases.deliver import deliver
from app.usecases.fill_in_phone import NumberKnown, fill_in_phone
from tests.fakes.partner import REGISTRATIONS, FakePartner
from tests.usecases.market import Market, details
from tests.worlds import add_class, deliveries

NUMBER = "+4790000009"
NO = Refused("ISO takes nobody without a telephone number")


@pytest.fixture
def market(sessions: Database) -> Market:
    add_class(sessions)
    market = Market(sessions)
    market.iso.kinds = REGISTRATIONS - {EventKind.REGISTRATION_CONTACT_CHANGED}
    market.partners["connector"] = FakePartner("connector", REGISTRATIONS, listing=False)
    return market


def tell_iso(market: Market) -> None:
    """Tell ISO everything that is due, in order."""
    while due := find_due_deliveries(market.sessions, "iso", now=market.now):
        deliver(
            market.sessions,
            delivery_id=due[0].id,
            partner=market.iso,
            clock=market.clock,
            jitter=0,
        )


def booked(market: Market, **given: str) -> str:
    """Have a booking without a number confirmed, ISO refuse it, and return its reference."""
    reference = market.reference()
    market.portal.bookings[reference] = BookingFound(details(**{"phone": ""} | given), "known")
    market.ask()
    market.iso.answers = [NO, NO]
    tell_iso(market)
    assert deliveries(market.sessions, "iso") == [
        ("registration.held", "refused"),
        ("registration.confirmed", "refused"),
    ]
    return reference


def fill_in(market: Market, reference: str, phone: str = NUMBER) -> frozenset[str] | None:
    """Fill the number in, a minute later."""
    return fill_in_phone(
        market.sessions,
        reference=reference,
        phone=phone,
        partners=market.partners,
        now=market.later(minutes=1),
    )


def numbers(market: Market) -> tuple[str, str, str]:
    """Return the number of the only registration, and its person's, as it is and as digits."""
    with reading(market.sessions) as session:
        row = session.execute(
            select(Registration.phone, Person.phone, Person.match_phone).join(Registration.person)
        ).one()
        return row[0], row[1], row[2]


def test_what_was_refused_is_told_again_in_order_with_the_number(market: Market) -> None:
    reference = booked(market)
    keys = keys_of(market)
    assert fill_in(market, reference) == frozenset({"iso", "connector"})
    assert numbers(market) == (NUMBER, NUMBER, "4790000009")
    assert {state for _, state in deliveries(market.sessions, "iso")} == {"due"}
    assert keys.isdisjoint(keys_of(market)), "what was said no to may be remembered by its key"
    market.iso.answers = [Told("ISO has it"), Told("ISO has it as confirmed")]
    tell_iso(market)
    assert [state for _, state in deliveries(market.sessions, "iso")] == ["delivered"] * 2
    assert ("registration.contact_changed", "due") in deliveries(market.sessions, "connector")


def keys_of(market: Market) -> set[str]:
    """Return the keys under which ISO is told of the place being held and confirmed."""
    with reading(market.sessions) as session:
        return set(session.scalars(select(Delivery.key).where(Delivery.destination == "iso")))


def test_a_person_who_has_a_number_keeps_it(market: Market) -> None:
    reference = booked(market)
    with transaction(market.sessions) as session:
        session.scalars(select(Person)).one().phone = "+4722222222"
    fill_in(market, reference)
    assert numbers(market)[:2] == (NUMBER, "+4722222222")


def test_a_number_that_is_there_is_not_overwritten(market: Market) -> None:
    reference = booked(market)
    fill_in(market, reference)
    with pytest.raises(NumberKnown, match="has a telephone number"):
        fill_in(market, reference, "+4790000010")
    assert numbers(market)[0] == NUMBER


def test_a_place_that_was_given_up_meanwhile_is_not_set_back(market: Market) -> None:
    reference = booked(market)
    market.cancel(reference)
    tell_iso(market)
    told = deliveries(market.sessions, "iso")
    assert told[-1] == ("registration.cancelled", "delivered")
    assert fill_in(market, reference) == frozenset({"connector"})
    assert deliveries(market.sessions, "iso") == told


def test_a_place_nobody_is_known_for_yet_only_keeps_it(market: Market) -> None:
    reference = market.reference()
    assert fill_in(market, reference) == frozenset()
    market.portal.bookings[reference] = BookingFound(details(phone=""), "known")
    market.ask()
    assert numbers(market) == (NUMBER, NUMBER, "4790000009")


def test_of_no_such_registration_nothing_is_kept(market: Market) -> None:
    assert fill_in(market, "R-NOBODY") is None
