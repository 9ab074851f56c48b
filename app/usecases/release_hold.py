"""Release hold: give a held order's seats back when its time is up, or when its buyer gives up.

The gateway is asked first (promise 2): its page is closed so that nothing can be paid any more, and
what it reports then counts. While it cannot be reached, the seats stay held.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from app.domain.contract import HOUSE, Partner, Sessions
from app.domain.gateway import Gateway, closed
from app.domain.payment import UNSETTLED, OrderStanding, PaymentState
from app.domain.reason import OwnReason
from app.domain.registration import RegistrationState
from app.store.announcer import Announcer, announcing
from app.store.database import transaction
from app.store.holding import offered_until
from app.store.order import Order, find_order, lock_order
from app.store.payment import payments_of
from app.store.registration import Registration, registrations_of, speaker_of
from app.store.settlement import release_order, standing_of
from app.store.unsettled import Reports, record_reports, unsettled_payments

ASK_AGAIN = timedelta(minutes=1)


class Released(StrEnum):
    """How it ended."""

    RELEASED = "released"
    PAID = "paid"
    WAITING = "waiting"
    NOT_HELD = "not_held"


def release_hold(
    sessions: Sessions,
    *,
    reference: str,
    state: RegistrationState,
    reason: str,
    gateways: Mapping[str, Gateway],
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    own: OwnReason | None = None,
) -> Released:
    """Release an order's seats; ``state`` is expired (only once its hold has ended) or cancelled.

    ``own`` is the reason where nobody wrote it.
    ``PAID``: money had come after all and the order is confirmed. ``WAITING``: the gateway cannot
    be reached, or money is on its way; for places that were offered it may be until their class
    begins. ``NOT_HELD``: there was nothing to release.
    """
    with transaction(sessions) as session:
        unsettled = unsettled_payments(session, reference)
    reports = {(uid, page): closed(gateways.get(name), page) for uid, name, page in unsettled}
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now) as announcer,
    ):
        ended = _write(session, announcer, reference, reports, state, reason, own, now)
    wake([*announcer.destinations, HOUSE])
    return ended


def _write(
    session: Session,
    announcer: Announcer,
    reference: str,
    reports: Reports,
    state: RegistrationState,
    reason: str,
    own: OwnReason | None,
    now: datetime,
) -> Released:
    order = find_order(session, reference)
    if order is None:
        return Released.NOT_HELD
    order = lock_order(session, order.id)
    registrations = registrations_of(session, order.id)
    waiting = record_reports(session, announcer, order, registrations, reports, now=now)
    standing = standing_of(registrations)
    if standing is not OrderStanding.HELD:
        order.hold_until = None
        return Released.PAID if standing is OrderStanding.SETTLED else Released.NOT_HELD
    if waiting and not _comes_too_late(session, order, registrations, reports, now=now):
        order.hold_until = max(order.hold_until or now, now + ASK_AGAIN)
        return Released.WAITING
    early = order.hold_until is not None and order.hold_until > now
    if state is RegistrationState.EXPIRED and early:
        return Released.WAITING
    release_order(
        session,
        announcer,
        order=order,
        registrations=registrations,
        state=state,
        reason=reason,
        own=own,
        now=now,
    )
    return Released.RELEASED


def _comes_too_late(
    session: Session,
    order: Order,
    registrations: Sequence[Registration],
    reports: Reports,
    *,
    now: datetime,
) -> bool:
    """Say whether all that waits is money on its way for an offer whose class began meanwhile.

    It goes back once it comes. What the gateway did not answer about may have come in time.
    """
    if (
        offered_until(session, order) is None
        or speaker_of(registrations).course_class.starts_at > now
    ):
        return False
    return all(
        payment.state is PaymentState.PROCESSING
        and reports.get((payment.uid, payment.gateway_id)) is not None
        for payment in payments_of(session, order.id)
        if payment.state in UNSETTLED
    )
