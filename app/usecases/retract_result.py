"""Retract result: what was recorded of a participant was wrong (trainingportal.md S24)."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.domain.contract import Partner, Sessions
from app.domain.event import EventKind
from app.domain.registration import Channel
from app.store.announcer import Announcer, announcing
from app.store.certificate import withdraw_certificate
from app.store.database import transaction
from app.store.order import lock_order
from app.store.registration import Registration

# What Trainingportal is told of a booking without a result (S24).
NEW = "new"


def retract_result(
    sessions: Sessions,
    *,
    reference: str,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    request_id: str = "",
) -> bool:
    """Take a registration's result back, and say whether there is such a registration.

    It is confirmed again, its certificate holds no more; what was recorded stays in its timeline.

    Raises:
        IllegalMove: it has no result.
    """
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now, request_id=request_id) as announcer,
    ):
        order_id = session.scalar(
            select(Registration.order_id).where(Registration.reference == reference)
        )
        if order_id is None:
            return False
        lock_order(session, order_id)
        _retract(session, announcer, reference, now=now)
    wake(announcer.destinations)
    return True


def _retract(session: Session, announcer: Announcer, reference: str, *, now: datetime) -> None:
    registration = session.scalars(
        select(Registration)
        .where(Registration.reference == reference)
        .options(
            joinedload(Registration.order),
            joinedload(Registration.person),
            joinedload(Registration.course_class),
        )
        .execution_options(populate_existing=True)
    ).one()
    was = registration.state
    registration.take_result_back()
    withdraw_certificate(session, registration, now=now)
    kinds = [EventKind.REGISTRATION_RETRACTED]
    if registration.channel is Channel.TRAININGPORTAL:
        kinds.append(EventKind.BOOKING_RESULT)
    for kind in kinds:
        announcer.announce(
            kind,
            registration.course_class,
            order=registration.order,
            registration=registration,
            facts={"result": NEW, "reason": f"it had been {was.replace('_', ' ')}"},
        )
