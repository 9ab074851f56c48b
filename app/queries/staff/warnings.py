"""Classes that Trainingportal holds otherwise than it was told. Not here: what was not told yet."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from app.domain.delivery import DeliveryState
from app.queries.staff.classes import MARKET, WARNING
from app.store.course_class import CourseClass
from app.store.delivery import Delivery
from app.store.event import EventRow
from app.store.program import Program

_MOST = 10


@dataclass(frozen=True, slots=True)
class Warned:
    """One class still to come, and what was said of it when it was told last."""

    code: str
    title: str
    words: str
    at: datetime | None


def warnings_about(session: Session, *, now: datetime) -> tuple[Warned, ...]:
    """Return those whose newest telling that arrived ended with a warning; one statement."""
    newer = aliased(Delivery)
    told_since = exists().where(
        newer.destination == Delivery.destination,
        newer.stream == Delivery.stream,
        newer.id > Delivery.id,
        newer.state == DeliveryState.DELIVERED,
    )
    rows = session.execute(
        select(CourseClass.code, Program.title, Delivery.words, Delivery.answered_at)
        .join(EventRow, EventRow.id == Delivery.event_id)
        .join(CourseClass, CourseClass.id == EventRow.class_id)
        .join(Program, Program.id == CourseClass.program_id)
        .where(
            Delivery.destination == MARKET,
            Delivery.state == DeliveryState.DELIVERED,
            Delivery.words.startswith(WARNING),
            EventRow.registration_id.is_(None),
            CourseClass.ends_at > now,
            ~told_since,
        )
        .order_by(CourseClass.starts_at, CourseClass.code)
        .limit(_MOST)
    )
    return tuple(Warned(*row) for row in rows)
