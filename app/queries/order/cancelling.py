"""What a buyer is shown before a confirmed place of theirs is cancelled. Reads only."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.domain.coming_back import say_unless_sent, ways_of
from app.domain.contract import Sessions
from app.domain.money import Money
from app.domain.money_of_end import ComesBack
from app.domain.outline import ClassOutline
from app.domain.refund_rule import WhatGoesBack, say_steps
from app.domain.replacing import is_theirs_to_cancel
from app.domain.said import Said
from app.store.by_rule import money_of_place
from app.store.course_class import CourseClass
from app.store.database import reading
from app.store.order import Order
from app.store.outline import outline_of
from app.store.registration import Registration, registrations_of


@dataclass(frozen=True, slots=True)
class CancellingPage:
    """A confirmed place, and what becomes of its money; ``gone`` of it came back before.

    ``rule`` is the class's, in a sentence; where there is none, ``deadline`` is the last day on
    which all of it comes back. ``language`` is the one that its order was made in, ``ways`` are
    those in which money comes back.
    """

    order: str
    reference: str
    name: str
    course: ClassOutline
    price: Money
    gone: Money
    goes_back: WhatGoesBack
    rule: str
    deadline: date | None
    language: str
    ways: tuple[ComesBack, ...] = ()

    @property
    def said(self) -> tuple[Said, ...]:
        """How what goes back as money comes, where it is not simply the way it was paid."""
        return say_unless_sent(self.ways)

    @property
    def back(self) -> Money:
        """What goes back."""
        return Money(self.goes_back.back_minor, self.price.currency)

    @property
    def forgiven(self) -> Money:
        """What need not be paid any more."""
        return Money(self.goes_back.forgiven_minor, self.price.currency)

    @property
    def owed(self) -> Money:
        """What the order still owes then."""
        return Money(self.goes_back.owed_minor, self.price.currency)


def cancelling_page(
    sessions: Sessions, *, order_reference: str, reference: str, now: datetime
) -> CancellingPage | None:
    """Return it, or None where that order has no such place, or it cannot be cancelled here."""
    with reading(sessions) as session:
        place = session.scalar(
            select(Registration)
            .join(Order)
            .where(Registration.reference == reference, Order.reference == order_reference)
            .options(
                joinedload(Registration.order),
                joinedload(Registration.course_class).options(
                    joinedload(CourseClass.program), joinedload(CourseClass.venue)
                ),
            )
        )
        if place is None:
            return None
        course_class, order = place.course_class, place.order
        of_class, starts_at = course_class.state, course_class.starts_at
        if not is_theirs_to_cancel(
            place.state, order.channel, of_class=of_class, starts_at=starts_at, now=now
        ):
            return None
        course = outline_of(course_class)
        places = registrations_of(session, order.id)
        money = money_of_place(session, order, place, places, now=now)
        back = money.goes.back_minor
        return CancellingPage(
            order=order.reference,
            reference=place.reference,
            name=place.name,
            course=course,
            price=Money(place.price_minor, order.currency),
            gone=Money(money.went.minor, order.currency),
            goes_back=money.goes,
            ways=ways_of(money.paid.by_gateway, back, currency=order.currency),
            rule=say_steps(course_class.refund_steps()),
            deadline=course_class.cancellation_deadline,
            language=order.language,
        )
