"""Cancel registration: give up one confirmed place; what of its price goes back, staff decide.

Not here: a place that is held and not paid (release_hold: its gateway is asked first).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy.exc import NoResultFound
from sqlalchemy.orm import Session

from app.domain.contract import Partner, Sessions
from app.domain.event import Fact
from app.domain.money import Money
from app.domain.money_of_end import fact_of_kept
from app.domain.payment import RefundState, TooMuchBack
from app.domain.reason import OwnReason, say_reason
from app.domain.refund_rule import BackAs
from app.domain.registration import Channel, RegistrationState
from app.store.announcer import Announcer, announcing
from app.store.cancelling import cancel_place
from app.store.database import transaction
from app.store.leaving import leave_line_with
from app.store.money_back import gone_for, left_to_give_back, owe_back
from app.store.order import Order
from app.store.registration import Registration, lock_place
from app.store.settlement import owe_no_more
from app.store.voucher_giving import give_voucher

# As staff and the buyer are told why money may go back.
REASON = say_reason(OwnReason.CANCELLED_PAID)


class Given(StrEnum):
    """How it ended; ``unpaid``: nothing was done, the place is held and its gateway comes first."""

    CANCELLED = "cancelled"
    ALREADY = "already"
    UNPAID = "unpaid"


@dataclass(frozen=True, slots=True)
class Decided:
    """What staff decided to give back, or not to ask for any more, how, and who did.

    In minor units of the order's currency.
    """

    back_minor: int
    by: str
    back_as: BackAs = BackAs.MONEY


def cancel_registration(
    sessions: Sessions,
    *,
    reference: str,
    reason: str,
    channel: Channel,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    decided: Decided | None = None,
    request_id: str = "",
) -> Given:
    """Cancel a confirmed registration, give its seat back, and tell everyone.

    Where it was paid for and staff have not ``decided``, a refund is written down that waits for
    them: it is not sent by itself (iso.md S10).

    Raises:
        IllegalMove: it ended in another way.
        TooMuchBack: staff decided on more than is left of what the order paid, or of what the place
            cost: what goes beyond that is for the order as a whole (give_money_back).
        sqlalchemy.exc.NoResultFound: there is no such registration.
    """
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now, request_id=request_id) as announcer,
    ):
        order, places, place, given = _cancel(
            session, announcer, reference, reason=reason, channel=channel, decided=decided, now=now
        )
        if given is Given.CANCELLED:
            why = reason if decided else ""
            _owe(session, announcer, order, place, decided, why=why, now=now)
            owe_no_more(order, places)
    wake(announcer.destinations)
    return given


def _cancel(
    session: Session,
    announcer: Announcer,
    reference: str,
    *,
    reason: str,
    channel: Channel,
    decided: Decided | None,
    now: datetime,
) -> tuple[Order, Sequence[Registration], Registration, Given]:
    found = lock_place(session, reference)
    if found is None:
        raise NoResultFound
    order, places, place = found
    if place.state in (RegistrationState.CANCELLED, RegistrationState.EXPIRED):
        return order, places, place, Given.ALREADY
    if place.state is RegistrationState.HELD:
        return order, places, place, Given.UNPAID
    if place.state is RegistrationState.WAITLISTED:
        leave_line_with(
            session,
            announcer,
            order=order,
            registrations=places,
            leaving=[place],
            reason=reason,
        )
        return order, places, place, Given.CANCELLED
    cancel_place(
        session,
        announcer,
        order=order,
        registrations=places,
        registration=place,
        reason=reason,
        channel=channel,
        now=now,
        besides=_facts_of_kept(session, order, place, decided) if decided else None,
    )
    return order, places, place, Given.CANCELLED


def _facts_of_kept(
    session: Session, order: Order, place: Registration, decided: Decided
) -> Mapping[str, Fact]:
    """Return what the buyer is told stays of a place's price, of what is paid: no more is owed."""
    most = place.price_minor - gone_for(session, order, place)
    back = decided.back_minor - min(decided.back_minor, order.owed_minor)
    stays = left_to_give_back(session, order) - back
    return fact_of_kept(min(most - decided.back_minor, stays), price_minor=place.price_minor)


def _owe(
    session: Session,
    announcer: Announcer,
    order: Order,
    place: Registration,
    decided: Decided | None,
    *,
    why: str,
    now: datetime,
) -> None:
    most = place.price_minor - gone_for(session, order, place)
    wanted = most if decided is None else decided.back_minor
    # What is not paid yet need not be paid; only the rest can go back.
    back = wanted - place.forgive(order, min(wanted, most))
    left = left_to_give_back(session, order)
    if decided is not None and (wanted > most or back > left):
        raise TooMuchBack(Money(min(most, left + wanted - back), order.currency))
    if decided is not None and decided.back_as is BackAs.VOUCHER:
        if back:
            give_voucher(
                session,
                announcer,
                order,
                course_class=place.course_class,
                amount_minor=back,
                reason=why or REASON,
                by=decided.by,
                now=now,
            )
        return
    owe_back(
        session,
        order,
        amount_minor=back,
        reason=why or REASON,
        own=None if why else OwnReason.CANCELLED_PAID,
        now=now,
        place=place.id,
        state=RefundState.ASKED if decided is None else RefundState.DUE,
        asked_by=decided.by if decided else "",
    )
