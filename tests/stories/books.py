"""What must hold after every step of a story, whatever it was: the promises, read from the rows.

Not here: the steps (story.py), money (accounts.py), waiting lists (lines.py), what partners hold at
the end (ending.py).
"""

from collections import defaultdict
from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.domain.money import Money
from app.domain.registration import RegistrationState
from app.parts import Parts
from app.store.course_class import CourseClass
from app.store.database import Database, reading
from app.store.delivery import Delivery
from app.store.event import EventRow
from app.store.registration import Registration
from app.store.seat import SeatChange
from tests.stories.accounts import accounts_of
from tests.vouchers import extras_agree, vouchers_agree
from tests.worlds import Seats, lines_agree, options_agree


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

    def waive(self, order_id: int, waived: Money | None) -> None:
        """Ask for so much less."""
        if waived is not None:
            self.decide(order_id, -waived.minor, surely=True)

    def check(self, database: Database, parts: Parts) -> None:
        """Fail where a promise is broken."""
        with reading(database) as session:
            _check_seats(session)
        assert options_agree(database), "promise 1: more or fewer are had at a price than counted"
        assert extras_agree(database), "promise 1: more or fewer extras are had than counted"
        assert vouchers_agree(database), "promise 5: a voucher's uses are not its counters"
        with reading(database) as session:
            if session.scalar(select(func.count(Registration.id))):
                assert lines_agree(database), "promise 5: the lines are not what places cost"
            for account in accounts_of(session):
                account.check(self.kept[account.order_id])
            _check_told(session, parts)


def _check_seats(session: Session) -> None:
    """Each class's counter is its ledger's sum and its places, and no more than there are seats."""
    ledgers = _by_class(session, func.sum(SeatChange.change), SeatChange.class_id)
    places = _by_class(
        session,
        func.count(Registration.id),
        Registration.class_id,
        Registration.state.in_((RegistrationState.HELD, RegistrationState.CONFIRMED)),
    )
    for each in session.execute(
        select(
            CourseClass.id,
            CourseClass.code,
            CourseClass.taken,
            CourseClass.capacity,
            CourseClass.overbooked,
        )
    ):
        counted = Seats(each.taken, ledgers.get(each.id, 0), places.get(each.id, 0))
        assert counted.agree, f"promise 1: {each.code} {counted}"
        assert each.taken <= each.capacity + each.overbooked, f"promise 1: {each.code} is oversold"


def _by_class(
    session: Session,
    figure: ColumnElement[int],
    class_id: InstrumentedAttribute[int],
    *where: ColumnElement[bool],
) -> dict[int, int]:
    rows = session.execute(select(class_id, figure).where(*where).group_by(class_id))
    return {number: int(sum_) for number, sum_ in rows}


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
