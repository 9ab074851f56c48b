"""End unpaid: confirmed places whose rest was not paid in time end, as the class's rule says.

The gateway is asked first, as where a hold ends (promise 2). Not here: places that are held
(release_hold), orders whose end staff decide.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy.orm import Session

from app.domain.contract import HOUSE, Partner, Sessions
from app.domain.gateway import Gateway, closed
from app.domain.money import deal_out
from app.domain.money_of_end import fact_of_kept
from app.domain.payment_plan import Unpaid
from app.domain.reason import OwnReason, say_reason
from app.domain.registration import RegistrationState
from app.store.announcer import Announcer, announcing
from app.store.cancelling import cancel_together
from app.store.database import transaction
from app.store.money_back import owe_back
from app.store.order import Order, find_order, lock_order
from app.store.paid_money import paid_money
from app.store.payment_terms import PaymentTerms, terms_of
from app.store.registration import Registration, registrations_of
from app.store.unsettled import Reports, record_reports, unsettled_payments

ASK_AGAIN = timedelta(minutes=1)
REASON = say_reason(OwnReason.UNPAID)


class Ended(StrEnum):
    """How it ended; ``begun``: the class has, so what becomes of it is for staff."""

    ENDED = "ended"
    PAID = "paid"
    WAITING = "waiting"
    BEGUN = "begun"
    NOT_DUE = "not_due"


def end_unpaid(
    sessions: Sessions,
    *,
    reference: str,
    gateways: Mapping[str, Gateway],
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
) -> Ended:
    """Cancel an order's places because what it owes did not come by when it ends.

    What it paid goes back, but for what was agreed to stay. ``PAID``: money had come after all.
    ``WAITING``: the gateway cannot be reached, or money is on its way.
    """
    with transaction(sessions) as session:
        unsettled = unsettled_payments(session, reference)
    reports = {(uid, page): closed(gateways.get(name), page) for uid, name, page in unsettled}
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now) as announcer,
    ):
        ended = _write(session, announcer, reference, reports, now=now)
    wake([*announcer.destinations, HOUSE])
    return ended


def _write(
    session: Session, announcer: Announcer, reference: str, reports: Reports, *, now: datetime
) -> Ended:
    order = find_order(session, reference)
    if order is None:
        return Ended.NOT_DUE
    order = lock_order(session, order.id)
    terms = terms_of(session, order)
    if terms is None or terms.ends_at is None or terms.ends_at > now:
        return Ended.NOT_DUE
    registrations = registrations_of(session, order.id)
    waiting = record_reports(session, announcer, order, registrations, reports, now=now)
    if not order.owed_minor or terms.unpaid is not Unpaid.CANCEL:
        terms.ends_at = None
        return Ended.PAID
    if waiting:
        terms.ends_at = now + ASK_AGAIN
        return Ended.WAITING
    ending = [each for each in registrations if each.state is RegistrationState.CONFIRMED]
    if not ending or any(each.course_class.starts_at <= now for each in ending):
        terms.unpaid, terms.ends_at = Unpaid.STAFF, None
        return Ended.BEGUN
    terms.ends_at = None
    _end(session, announcer, order, terms, registrations, ending, now=now)
    return Ended.ENDED


def _end(
    session: Session,
    announcer: Announcer,
    order: Order,
    terms: PaymentTerms,
    registrations: Sequence[Registration],
    ending: Sequence[Registration],
    *,
    now: datetime,
) -> None:
    left = paid_money(session, order).owed_to_nobody
    back = max(left - terms.kept_minor, 0)
    cancel_together(
        session,
        announcer,
        order=order,
        registrations=registrations,
        ending=ending,
        reason=REASON,
        channel=order.channel,
        now=now,
        besides=fact_of_kept(left - back, price_minor=sum(each.price_minor for each in ending)),
    )
    order.owed_minor = 0
    dealt = deal_out(back, [each.price_minor for each in ending])
    owe_back(
        session,
        order,
        amount_minor=back,
        reason=REASON,
        own=OwnReason.UNPAID,
        now=now,
        shares=dict(zip([each.id for each in ending], dealt, strict=True)),
    )
