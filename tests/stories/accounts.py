"""An order's money in a story, read from the rows; amounts in minor units of its currency.

Not here: what staff decided about it (books.py).
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.payment import PaymentState, RefundOrigin, RefundState
from app.domain.registration import SEATED
from app.store.order import Order
from app.store.payment import Payment, Refund
from app.store.payment_terms import PaymentTerms
from app.store.registration import Registration
from app.store.voucher import VoucherRow
from app.usecases.end_unpaid import REASON as UNPAID

_AWAY = (RefundState.MADE, RefundState.PENDING)


@dataclass
class Account:
    """One order's money, as its rows have it.

    ``back`` is what went or goes back of what was ``received``: of it is ``away`` what went,
    ``unpaid`` what went because the rest did not come, ``asked`` what staff sent. ``vouchers`` were
    given instead of money. ``prices`` are those of the places that have a seat; None: none has.
    ``deposit`` is what stays where the places ended unpaid, as they did if ``ended``. Of what went
    was so much ``lost`` to banks; of the vouchers are so much ``usable``.
    """

    order_id: int
    reference: str
    paid: int
    owed: int
    deposit: int = 0
    received: int = 0
    back: int = 0
    away: int = 0
    unpaid: int = 0
    asked: int = 0
    vouchers: int = 0
    prices: int | None = None
    ended: bool = False
    lost: int = 0
    usable: int = 0

    def check(self, kept: Collection[int]) -> None:
        """Fail where it does not add up; so much may be kept beyond the prices, as staff decided.

        A set, because of a step that was killed nobody knows whether it took effect.
        """
        assert self.paid == self.received - self.away, "promise 5: payments - refunds is not paid"
        if self.lost:
            self._check_lost(kept)
            return
        assert 0 <= self.back <= self.received, "more goes back than came"
        assert self.owed >= 0, "less than nothing is owed"
        rest = self.received - self.back
        assert self.vouchers <= rest, "promise 2: what a voucher was given for goes back besides"
        if self.ended and self.prices is None:
            self._check_ended(rest)
            return
        # Where staff gave back more than was left to be kept, a cancelled class has nothing to add.
        allowed = {max(0, (self.prices or 0) + each) for each in kept}
        stays = rest - self.vouchers
        # Whose places ended pays no more, though what was kept of their price may not all be paid.
        sums = {stays + self.owed} if self.prices is not None else {stays, stays + self.owed}
        assert sums & allowed, f"promise 2: {self} rests at {sums}, not {allowed}"

    def _check_lost(self, kept: Collection[int]) -> None:
        """Of what a bank left, the places have theirs first; vouchers have the rest, or nothing."""
        assert self.paid >= 0, "promise 5: more went than came"
        places = max(0, (self.prices or 0) + min(kept))
        behind = self.paid - places
        assert self.usable <= max(0, behind), f"promise 5: {self} has vouchers of no money"

    def _check_ended(self, rest: int) -> None:
        """Places that were not paid in time leave what was agreed to stay, if so much came."""
        stays = self.deposit + self.vouchers
        assert rest <= stays, f"promise 2: {self} keeps {rest} of places that ended unpaid"
        came = rest + self.unpaid
        assert rest >= min(came, stays) - self.asked, f"promise 2: {self} gave a deposit back"


def accounts_of(session: Session) -> Iterator[Account]:
    """Yield every order's account, oldest first."""
    accounts = {
        row.id: Account(row.id, row.reference, row.paid_minor, row.owed_minor, row.kept_minor or 0)
        for row in session.execute(
            select(
                Order.id,
                Order.reference,
                Order.paid_minor,
                Order.owed_minor,
                PaymentTerms.kept_minor,
            )
            .outerjoin(PaymentTerms, PaymentTerms.order_id == Order.id)
            .order_by(Order.id)
        )
    }
    for order_id, received in session.execute(_RECEIVED):
        accounts[order_id].received += received or 0
    for order_id, minor, state, reason, asked_by, origin in session.execute(_BACK):
        account = accounts[order_id]
        if state is RefundState.RETURNED:
            continue
        account.lost += minor if origin is RefundOrigin.DISPUTE else 0
        account.back += minor
        account.away += minor if state in _AWAY else 0
        account.unpaid += minor if reason == UNPAID else 0
        account.asked += minor if asked_by else 0
    for given_for, worth, active in session.execute(_VOUCHERS):
        accounts[given_for or 0].vouchers += worth
        accounts[given_for or 0].usable += worth if active else 0
    for order_id, place, price, reason in session.execute(_PLACES):
        account = accounts[order_id]
        if place in SEATED:
            account.prices = (account.prices or 0) + price
        account.ended = account.ended or reason == UNPAID
    yield from accounts.values()


_RECEIVED = select(Payment.order_id, Payment.received_minor).where(
    Payment.state == PaymentState.PAID
)
_BACK = select(
    Payment.order_id,
    Refund.amount_minor,
    Refund.state,
    Refund.reason,
    Refund.asked_by,
    Refund.origin,
).join(Refund, Refund.payment_id == Payment.id)
_VOUCHERS = select(VoucherRow.given_for_id, VoucherRow.amount_minor, VoucherRow.active).where(
    VoucherRow.given_for_id.is_not(None)
)
_PLACES = select(
    Registration.order_id,
    Registration.state,
    Registration.price_minor,
    Registration.state_reason,
)
