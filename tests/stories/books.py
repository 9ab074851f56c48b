"""What must hold after every step of a story, whatever it was: the promises, read from the rows.

Not here: the steps (story.py), what partners hold at the end (ending.py).
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.payment import PaymentState, RefundState
from app.domain.registration import SEATED, RegistrationState
from app.parts import Parts
from app.store.course_class import CourseClass
from app.store.database import Database, reading
from app.store.delivery import Delivery
from app.store.event import EventRow
from app.store.order import Order
from app.store.payment import Payment, Refund
from app.store.registration import Registration
from tests.vouchers import extras_agree, vouchers_agree
from tests.worlds import lines_agree, options_agree, seats

_AWAY = (RefundState.MADE, RefundState.PENDING)


@dataclass
class Books:
    """What staff decided about each order's money, by its number.

    Each figure is what we may keep beyond the prices of the places that are seated, in minor units:
    a set, because of a step that was killed nobody knows whether it took effect.
    """

    kept: dict[int, set[int]] = field(default_factory=lambda: defaultdict(lambda: {0}))

    def decide(self, order_id: int, more: int, *, surely: bool) -> None:
        """Keep so much more of an order's money (less, below zero)."""
        before = self.kept[order_id]
        after = {each + more for each in before}
        self.kept[order_id] = after if surely else before | after

    def check(self, database: Database, parts: Parts, codes: Mapping[str, int]) -> None:
        """Fail where a promise is broken; ``codes`` are the classes with their seats."""
        self._check_seats(database, codes)
        assert options_agree(database), "promise 1: more or fewer are had at a price than counted"
        assert extras_agree(database), "promise 1: more or fewer extras are had than counted"
        assert vouchers_agree(database), "promise 5: a voucher's uses are not its counters"
        with reading(database) as session:
            if session.scalar(select(func.count(Registration.id))):
                assert lines_agree(database), "promise 5: the lines are not what places cost"
            for order in session.scalars(select(Order).order_by(Order.id)):
                self._check_money(session, order)
            _check_told(session, parts)

    def _check_seats(self, database: Database, codes: Mapping[str, int]) -> None:
        for code in codes:
            counted = seats(database, code)
            assert counted.agree, f"promise 1: {code} {counted}"
            with reading(database) as session:
                row = session.execute(
                    select(CourseClass.capacity, CourseClass.overbooked).where(
                        CourseClass.code == code
                    )
                ).one()
            assert counted.taken <= row.capacity + row.overbooked, f"promise 1: {code} is oversold"

    def _check_money(self, session: Session, order: Order) -> None:
        received = _sum(session, order, "received")
        away, owed = _sum(session, order, "away"), _sum(session, order, "owed")
        assert order.paid_minor == received - away, "promise 5: payments - refunds is not paid"
        assert owed <= received, "more goes back than came"
        seated = _seated(session, order)
        # Where staff gave back more than was left to be kept, a cancelled class has nothing to add.
        allowed = {max(0, seated + each) for each in self.kept[order.id]}
        rest = received - owed
        assert rest in allowed, f"promise 2: {order.reference} rests at {rest}, not {allowed}"


def _sum(session: Session, order: Order, what: str) -> int:
    if what == "received":
        query = select(func.coalesce(func.sum(Payment.received_minor), 0)).where(
            Payment.order_id == order.id, Payment.state == PaymentState.PAID
        )
    else:
        query = (
            select(func.coalesce(func.sum(Refund.amount_minor), 0))
            .join(Payment)
            .where(Payment.order_id == order.id)
        )
        if what == "away":
            query = query.where(Refund.state.in_(_AWAY))
    return session.scalar(query) or 0


def _seated(session: Session, order: Order) -> int:
    """Return what the order's places cost that have a seat for good."""
    states = [state for state in SEATED if state is not RegistrationState.HELD]
    query = select(func.coalesce(func.sum(Registration.price_minor), 0)).where(
        Registration.order_id == order.id, Registration.state.in_(states)
    )
    return session.scalar(query) or 0


def _check_told(session: Session, parts: Parts) -> None:
    """Each event has one delivery for everyone who hears it, no more and no less (promise 3)."""
    told = set()
    for event_id, destination in session.execute(select(Delivery.event_id, Delivery.destination)):
        assert (event_id, destination) not in told, "promise 3: promised twice"
        told.add((event_id, destination))
    wanted = {
        (event_id, name)
        for event_id, kind in session.execute(select(EventRow.id, EventRow.kind))
        for name, partner in parts.partners.items()
        if partner.hears(kind)
    }
    assert told == wanted, "promise 3: an event without its deliveries"
