"""What an order and its places do not answer of the form that is asked now."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.domain.contract import Sessions
from app.domain.form.question import Question
from app.domain.form.sensitive import Sealing
from app.store.database import reading
from app.store.lacking_places import lacking_places
from app.store.order import Order


@dataclass(frozen=True, slots=True)
class Lacking:
    """Who was not asked what: a participant by number (1, 2, …), or for 0 the order itself.

    ``name`` is the participant's, and empty for the order; ``class_id`` is the class's, of whose
    form a file is.
    """

    number: int
    name: str
    questions: tuple[Question, ...]
    class_id: int


def lacking_of_order(
    sessions: Sessions, reference: str, *, now: datetime, seal: Sealing | None = None
) -> tuple[Lacking, ...] | None:
    """Return who lacks what, or None where there is no such order; two statements."""
    with reading(sessions) as session:
        order = session.scalar(select(Order).where(Order.reference == reference))
        if order is None:
            return None
        return tuple(
            Lacking(
                0 if each.once else each.registration.position + 1,
                "" if each.once else each.registration.name,
                each.questions,
                each.registration.class_id,
            )
            for each in lacking_places(session, order, now=now, seal=seal)
        )
