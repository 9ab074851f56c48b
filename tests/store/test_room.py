"""Claims about what fits into the tables: nothing that the rules let in is too large to keep."""

from datetime import timedelta

from sqlalchemy import select

from app.domain.contact import NAME_LIMIT, Contact
from app.domain.order import MAX_PARTICIPANTS
from app.domain.payment import PaymentState
from app.store.database import Database, reading, transaction
from app.store.order import Order
from app.store.payment import Payment
from tests.worlds import NOW, Desk, add_class, register_once, states

# As long as Stripe says that a page's address may be.
LONGEST_ADDRESS = 5000


def test_twenty_places_in_a_currency_of_large_numbers_are_kept_and_paid(database: Database) -> None:
    add_class(database, prices=(("IDR", 420_000_000),), capacity=MAX_PARTICIPANTS)
    people = tuple(Contact(f"Kim {n}", f"kim{n}@example.org", "") for n in range(MAX_PARTICIPANTS))
    register_once(Desk(database), participants=people, currency="IDR")
    with transaction(database) as session:
        order = session.scalars(select(Order)).one()
        assert order.total_minor == 8_400_000_000
        order.paid_minor = order.total_minor
        session.add(_paid(order))
    with reading(database) as session:
        payment = session.scalars(select(Payment)).one()
        assert payment.received_minor == 8_400_000_000
        assert len(payment.url) == LONGEST_ADDRESS


def _paid(order: Order) -> Payment:
    return Payment(
        uid="payment-1",
        order_id=order.id,
        gateway="stripe",
        gateway_id="cs_1",
        url="https://pay.example.test/".ljust(LONGEST_ADDRESS, "x"),
        amount_minor=order.total_minor,
        currency=order.currency,
        received_minor=order.total_minor,
        received_currency=order.currency,
        state=PaymentState.PAID,
        created_at=NOW,
        expires_at=NOW + timedelta(minutes=31),
    )


def test_a_name_that_grows_when_letters_are_folded_can_register(database: Database) -> None:
    add_class(database, prices=())
    long = Contact("ß" * NAME_LIMIT, "ana@example.org", "")
    register_once(Desk(database), participants=(long,), buyer=long, currency="")
    assert states(database) == ["confirmed"]
