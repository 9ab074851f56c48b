"""Owing money back: refunds due for what an order paid, and how those that were made end.

Not here: making them (a use case).
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import uuid4

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from app.domain.coming_back import waits_for_staff
from app.domain.gateway import RefundReport
from app.domain.money import deal_out
from app.domain.naming import is_partner
from app.domain.payment import LEFT_US, OURS, OWED, RefundState
from app.domain.payment_plan import is_by_hand
from app.domain.reason import OF_EXTRAS, OwnReason, own_reason
from app.store.dispute import claimed_of
from app.store.order import Order
from app.store.paid_money import PaidMoney, paid_money
from app.store.payment import MISTAKEN, Payment, Refund, RefundShare
from app.store.registration import Registration
from app.store.voucher import VoucherRow

# Staff wanted it to go, or it went without us; nobody had to decide about what is too much.
_DECIDED = or_(Refund.asked_by != "", Refund.origin.not_in(OURS))
_SHARED = exists().where(RefundShare.refund_id == Refund.id)
# What a place costs is less by what went of it for an extra that it has no more.
_OF_PRICE = or_(Refund.own_reason.is_(None), Refund.own_reason.not_in(OF_EXTRAS))
NO_SHARES: Mapping[int, int] = MappingProxyType({})


def owe_back(
    session: Session,
    order: Order,
    *,
    amount_minor: int,
    reason: str,
    now: datetime,
    state: RefundState = RefundState.DUE,
    own: OwnReason | None = None,
    place: int | None = None,
    shares: Mapping[int, int] = NO_SHARES,
    asked_by: str = "",
    asked_key: str | None = None,
    words: str = "",
    besides: Mapping[int, int] = NO_SHARES,
) -> int:
    """Have up to so much of what the order paid sent back; return how much that is.

    Never more than a payment brought, less what went or goes back of it already, or was given as a
    voucher. In the order's minor units; the order's row must be locked. With the state ``ASKED`` it
    waits for somebody of the staff (iso.md S10). ``place`` is the number of the registration that
    it is for, where it is for one, ``shares`` how much is for each of several; ``own`` the reason
    where nobody wrote it; ``asked_key`` the key of the form by which it was asked for; ``words``
    what staff are told with it. ``besides`` may be asked for beyond that (``PaidMoney.asked``).
    """
    paid = paid_money(session, order)
    left = amount_minor = min(amount_minor, paid.owed_to_nobody + sum(besides.values()))
    ours = dict(zip(shares, deal_out(amount_minor, list(shares.values())), strict=True))
    about = {"registration_id": place, "own_reason": own, "words": words, "asked_by": asked_by}
    kept = {"reason": reason[:200], "currency": order.currency, "due_at": now, "created_at": now}
    for payment in paid.payments:
        back = min(left, paid.left[payment.id] + besides.get(payment.id, 0))
        if back > 0:
            refund = Refund(
                uid=str(uuid4()),
                payment=payment,
                amount_minor=back,
                asked_key=asked_key and f"{asked_key}:{payment.id}",
                state=RefundState.ASKED if waits_for_staff(payment.gateway) else state,
                **about,
                **kept,
            )
            session.add_all([refund, *_shares_of(refund, ours)])
            left -= back
    return amount_minor - left


def _shares_of(refund: Refund, open_: dict[int, int]) -> Iterator[RefundShare]:
    """Yield what each place has of a refund, and take it off what is still open."""
    parts = deal_out(refund.amount_minor, list(open_.values()))
    for place, minor in zip(list(open_), parts, strict=True):
        open_[place] -= minor
        if minor:
            yield RefundShare(refund=refund, registration_id=place, amount_minor=minor)


def send_back(
    session: Session, payment: Payment, *, now: datetime, minor: int | None = None
) -> None:
    """Owe back so much of a payment, or all of it; what no gateway can send waits for staff."""
    received = payment.received_minor if minor is None else minor
    if received == 0:
        return
    by_staff = is_by_hand(payment.gateway) or (minor is not None and is_partner(payment.gateway))
    session.add(
        Refund(
            uid=str(uuid4()),
            payment=payment,
            amount_minor=payment.amount_minor if received is None else received,
            currency=payment.received_currency or payment.currency,
            reason=payment.reason,
            own_reason=own_reason(payment.reason),
            state=RefundState.ASKED if by_staff else RefundState.DUE,
            due_at=now,
            created_at=now,
        )
    )


@dataclass(frozen=True, slots=True)
class CanGo:
    """What of an order's money staff can give back, and what banks claim of it, in minor units."""

    left: int
    claimed: int


def what_can_go(session: Session, order: Order) -> CanGo:
    """Return what staff can give back of what the order paid, as money or as a voucher.

    What a voucher was given for does not go back, nor does what a bank claims: as long as nobody
    knows whose that is, it would go twice.
    """
    return can_go(session, paid_money(session, order))


def can_go(session: Session, paid: PaidMoney) -> CanGo:
    """Return the same of what was read of an order already."""
    free = _free_of(session, paid)
    return CanGo(max(0, free.left - paid.vouchers), free.claimed)


def left_instead_of(session: Session, order: Order, *, minor: int) -> int:
    """Return how much can go back as money of so much that a voucher of the order is worth.

    Both in the order's minor units.
    """
    paid = paid_money(session, order)
    return min(minor, max(0, _free_of(session, paid).left - (paid.vouchers - minor)))


def _free_of(session: Session, paid: PaidMoney) -> CanGo:
    """Return what no bank claims of what the order has left, vouchers or not, and what they do."""
    claimed = claimed_of(session, paid.payments)
    free = [max(0, left - claimed.get(number, 0)) for number, left in paid.left.items()]
    return CanGo(sum(free), sum(claimed.values()))


def left_to_give_back(session: Session, order: Order) -> int:
    """Return how much of what the order paid staff can give back, in its minor units."""
    return what_can_go(session, order).left


def gone_for(session: Session, order: Order, place: Registration) -> int:
    """Return how much of a place's price went, or goes, back for it, in minor units.

    What went for the order as a whole is nobody's part.
    """
    left = still_owed_for(session, order, [place], all_of_it=False).by_place[place.id]
    return place.price_minor - left


@dataclass(frozen=True, slots=True)
class StillOwed:
    """What places cost less what went back for them, in minor units of the order's currency.

    ``by_place`` has it by the numbers of the places, before what went for the order as a whole is
    taken off. Not ``sure`` where money went back for the order as a whole, and it has other places
    besides: whether that was for these only staff know.
    """

    minor: int
    by_place: Mapping[int, int]
    sure: bool

    def dealt(self, minor: int) -> Mapping[int, int]:
        """Return what each place has of so much, as they share what is owed."""
        return dict(zip(self.by_place, deal_out(minor, list(self.by_place.values())), strict=True))


def still_owed_for(
    session: Session, order: Order, places: Sequence[Registration], *, all_of_it: bool
) -> StillOwed:
    """Return what would have to go back for places; ``all_of_it``: the order never had others."""
    went = Counter[int | None]()
    rows = session.execute(
        select(Refund.registration_id, Refund.amount_minor)
        .join(Refund.payment)
        .where(
            Payment.order_id == order.id,
            Refund.currency == order.currency,
            Refund.state.in_(OWED),
            _OF_PRICE,
            or_(
                Refund.registration_id.in_([each.id for each in places]),
                # What was written down by mistake never came, so it went for nothing.
                and_(Refund.registration_id.is_(None), _DECIDED, ~MISTAKEN, ~_SHARED),
            ),
        )
    )
    shared = session.execute(
        select(RefundShare.registration_id, RefundShare.amount_minor)
        .join(RefundShare.refund)
        .where(
            RefundShare.registration_id.in_([each.id for each in places]),
            Refund.currency == order.currency,
            Refund.state.in_(OWED),
            _OF_PRICE,
        )
    )
    for place, minor in (*rows, *shared):
        went[place] += minor
    by_place = {each.id: max(0, each.price_minor - went[each.id]) for each in places}
    owed = sum(by_place.values())
    if not went[None]:
        return StillOwed(owed, by_place, sure=True)
    return StillOwed(max(0, owed - went[None]) if all_of_it else owed, by_place, sure=all_of_it)


def was_asked(session: Session, key: str) -> bool:
    """Say whether money was asked back by the form with that key before."""
    asked = select(Refund.id).where(Refund.asked_key.startswith(f"{key}:", autoescape=True))
    given = select(VoucherRow.id).where(VoucherRow.given_key == key)
    return any(session.scalar(each.limit(1)) is not None for each in (asked, given))


def record_refund_report(order: Order, refund: Refund, report: RefundReport) -> bool:
    """Write down how a refund that is on its way, or made, stands; say whether that is news.

    One that came back from the bank is refused, with the gateway's words, for staff; the money is
    ours to hold again, and the order's ``paid`` says so (promise 5). The order's row must be
    locked.
    """
    if refund.state not in LEFT_US or report.state is refund.state:
        return False
    if refund.state is RefundState.MADE and report.state is not RefundState.REFUSED:
        return False
    refund.state = report.state
    refund.words = report.words[:1000] or refund.words
    if report.state is RefundState.REFUSED and refund.currency == order.currency:
        order.paid_minor += refund.amount_minor
    return True
