"""A class as staff give somebody a place in it. Reads only. Not here: giving it (use cases)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.domain.contract import Sessions
from app.domain.course_class import OPEN_TO_STAFF, Closed
from app.domain.offer import Offer, offers_of
from app.domain.outline import ClassOutline
from app.domain.registration import Channel
from app.domain.seat import ALLOTTED, Seats
from app.store.course_class import CourseClass
from app.store.database import reading
from app.store.outline import outline_of
from app.store.program import Program


@dataclass(frozen=True, slots=True)
class PlacePage:
    """A class as staff give a place in it; ``closed`` says why it is not open to everybody.

    ``exemptable``: a company abroad with a VAT number pays no tax. ``seller_country`` (two letters)
    is empty where the desk itself sells.
    """

    course: ClassOutline
    seats: Seats
    offers: tuple[Offer, ...]
    closed: Closed | None
    exemptable: bool = False
    seller_country: str = ""

    @property
    def free(self) -> int:
        """How many seats staff can take."""
        return self.seats.free(Channel.STAFF)

    @property
    def open(self) -> bool:
        """Whether staff can give places."""
        return self.closed in OPEN_TO_STAFF

    @property
    def waiting(self) -> int:
        """How many seats are set aside for others, who have not taken them."""
        others = [each for each in ALLOTTED if each is not Channel.STAFF]
        return sum(self.seats.unused(each) for each in others)


def place_page(sessions: Sessions, code: str, *, now: datetime) -> PlacePage | None:
    """Return the class as a place is given in it, or None where there is none; two statements."""
    with reading(sessions) as session:
        row = session.scalar(
            select(CourseClass)
            .where(CourseClass.code == code)
            .options(
                joinedload(CourseClass.program).joinedload(Program.entity),
                joinedload(CourseClass.venue),
                selectinload(CourseClass.price_options),
            )
        )
        if row is None:
            return None
        prices, entity = row.prices(), row.program.entity
        return PlacePage(
            course=outline_of(row),
            seats=row.seats,
            offers=offers_of(prices, now=now),
            closed=row.why_closed(now),
            exemptable=any(price.exemptable and price.holds(now) for price in prices),
            seller_country=entity.country if entity else "",
        )
