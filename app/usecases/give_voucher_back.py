"""Give voucher back: of what an order paid, staff give a part as a voucher; its places stay."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.domain.contract import Partner, Sessions
from app.domain.money import Money
from app.domain.payment import OrderStanding, StillHeld
from app.store.announcer import announcing
from app.store.course_class import CourseClass
from app.store.database import transaction
from app.store.money_back_asked import is_asked_anew
from app.store.order import Order, find_order, lock_order
from app.store.registration import registrations_of, speaker_of
from app.store.settlement import standing_of
from app.store.voucher_giving import give_voucher


@dataclass(frozen=True, slots=True)
class GivenAsVoucher:
    """What the voucher is worth; nothing where the same form had asked for it before."""

    amount: Money


def give_voucher_back(
    sessions: Sessions,
    *,
    order_reference: str,
    amount_minor: int,
    reason: str,
    asked_by: str,
    key: str,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    request_id: str = "",
    alike: int | None = None,
) -> GivenAsVoucher | None:
    """Give the buyer a voucher for so much of what an order paid; None where there is no such.

    ``amount_minor`` in minor units of the order's currency; the same ``key`` twice is one voucher.
    ``alike`` is how often as much is known to have been asked back for the same reason.

    Raises:
        AskedBefore: it was asked more often than who asks knows of.
        StillHeld, TooMuchBack: the order waits for its money, or so much of it is not left.
    """
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now, request_id=request_id) as announcer,
    ):
        if (found := find_order(session, order_reference)) is None:
            return None
        order = lock_order(session, found.id)
        if not is_asked_anew(session, order, amount_minor, reason, key=key, alike=alike):
            return GivenAsVoucher(Money(0, order.currency))
        give_voucher(
            session,
            announcer,
            order,
            course_class=_sold(session, order),
            amount_minor=amount_minor,
            reason=reason,
            by=asked_by,
            now=now,
            key=key,
        )
    wake(announcer.destinations)
    return GivenAsVoucher(Money(amount_minor, order.currency))


def _sold(session: Session, order: Order) -> CourseClass:
    """Return the class that the order is about.

    Raises:
        StillHeld: nothing of it is sold yet.
    """
    places = registrations_of(session, order.id)
    if standing_of(places) is OrderStanding.HELD:
        raise StillHeld
    return speaker_of(places).course_class
