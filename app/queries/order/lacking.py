"""What an order's places do not answer of the form that is asked now."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.domain.contract import Sessions
from app.domain.form.question import Question
from app.store.database import reading
from app.store.lacking_places import lacking_places
from app.store.order import Order


@dataclass(frozen=True, slots=True)
class Lacking:
    """One participant, by the place's position (0, 1, …), and what they were not asked yet."""

    position: int
    name: str
    questions: tuple[Question, ...]


def lacking_of_order(
    sessions: Sessions, reference: str, *, now: datetime
) -> tuple[Lacking, ...] | None:
    """Return who lacks what, or None where there is no such order; two statements."""
    with reading(sessions) as session:
        order = session.scalar(select(Order).where(Order.reference == reference))
        if order is None:
            return None
        return tuple(
            Lacking(each.registration.position, each.registration.name, each.questions)
            for each in lacking_places(session, order, now=now)
        )
