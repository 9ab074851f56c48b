"""Record results: who completed a class, who did not show up, who failed; for one or for many.

All or nothing. Whoever completed gets a certificate; a partner that booked a place is told the
result of its own booking, then sent the certificate.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.domain.contract import Partner, Sessions
from app.domain.event import EventKind
from app.domain.registration import Channel
from app.domain.result import Result, ResultRefused, day_of_result
from app.store.announcer import Announcer, announcing
from app.store.certificate import issue_certificate
from app.store.course_class import CourseClass
from app.store.database import transaction
from app.store.order import lock_order
from app.store.registration import Registration

_KIND = {
    Result.COMPLETED: EventKind.REGISTRATION_COMPLETED,
    Result.NO_SHOW: EventKind.REGISTRATION_NO_SHOW,
    Result.FAILED: EventKind.REGISTRATION_FAILED,
}


def record_results(
    sessions: Sessions,
    *,
    class_code: str,
    results: Mapping[str, Result],
    on: date | None,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    request_id: str = "",
) -> int:
    """Record the results, by registration, and return how many are new.

    One that is there already, on the same day, is left alone.

    Raises:
        ResultRefused: the day does not fit, or a registration is not one of the class.
        IllegalMove: a registration that cannot have it: not confirmed, or with another result.
    """
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now, request_id=request_id) as announcer,
    ):
        recorded = 0
        for registration in _locked(session, class_code, list(results)):
            result = results[registration.reference]
            recorded += _record(session, announcer, registration, result, on=on, now=now)
    wake(announcer.destinations)
    return recorded


def _locked(session: Session, class_code: str, references: Sequence[str]) -> Sequence[Registration]:
    """Return the registrations, the rows of their orders locked in order."""
    mine = (
        Registration.reference.in_(references),
        Registration.course_class.has(CourseClass.code == class_code),
    )
    orders = session.scalars(
        select(Registration.order_id).where(*mine).distinct().order_by(Registration.order_id)
    ).all()
    for order_id in orders:
        lock_order(session, order_id)
    found = session.scalars(
        select(Registration)
        .where(*mine)
        .order_by(Registration.id)
        .options(
            joinedload(Registration.order),
            joinedload(Registration.person),
            joinedload(Registration.course_class),
        )
        .execution_options(populate_existing=True)
    ).all()
    if strange := set(references) - {each.reference for each in found}:
        raise ResultRefused(f"{min(strange)} is no registration of {class_code}")
    return found


def _record(
    session: Session,
    announcer: Announcer,
    registration: Registration,
    result: Result,
    *,
    on: date | None,
    now: datetime,
) -> bool:
    row = registration.course_class
    day = day_of_result(
        result,
        on,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        timezone=row.timezone,
        now=now,
    )
    if registration.state is result.state and registration.result_on == day:
        return False
    registration.move(result.state)
    registration.result_on = day
    if result is Result.COMPLETED:
        issue_certificate(session, registration, on=day, now=now)
    facts = {"result": result.value, "on": day.isoformat()}
    kinds = [_KIND[result]]
    if registration.channel is Channel.TRAININGPORTAL:
        kinds.append(EventKind.BOOKING_RESULT)
        if result is Result.COMPLETED:
            kinds.append(EventKind.BOOKING_CERTIFICATE)
    for kind in kinds:
        announcer.announce(
            kind, row, order=registration.order, registration=registration, facts=facts
        )
    return True
