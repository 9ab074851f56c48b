"""What a buyer is shown before a place of theirs goes to somebody else. Reads only."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.contract import Sessions
from app.domain.outline import ClassOutline
from app.domain.replacing import Unchangeable
from app.store.database import reading
from app.store.outline import outline_of
from app.store.own_place import own_place
from app.store.passing_on import why_it_is_not_passed_on


@dataclass(frozen=True, slots=True)
class PassingOnPage:
    """A place, who has it, and until when (UTC) it can be passed on; ``why`` it cannot be.

    ``language`` is the one that its order was made in.
    """

    order: str
    reference: str
    name: str
    email: str
    phone: str
    course: ClassOutline
    until: datetime
    why: Unchangeable | None
    language: str


def passing_on_page(
    sessions: Sessions, *, order_reference: str, reference: str, now: datetime
) -> PassingOnPage | None:
    """Return it, or None where that order has no such place."""
    with reading(sessions) as session:
        found = own_place(session, order_reference, reference)
        if found is None:
            return None
        order, places, place = found
        return PassingOnPage(
            order=order.reference,
            reference=place.reference,
            name=place.name,
            email=place.email,
            phone=place.phone,
            course=outline_of(place.course_class),
            until=place.course_class.changes_until,
            why=why_it_is_not_passed_on(session, order, places, place, now=now),
            language=order.language,
        )
