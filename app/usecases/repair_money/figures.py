"""Having our figures be those of the account; what an order owes and paid follows (promise 5)."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, select

from app.domain.account import EntryKind
from app.domain.money import Money
from app.domain.payment import OWED
from app.domain.proof import Side
from app.domain.reason import OwnReason, say_reason
from app.store.account import BalanceEntry, take_as_it_is
from app.store.money_back import send_back
from app.store.order import Order
from app.store.owed_news import tell_of_owed
from app.store.owing_again import owe_again
from app.store.payment import Payment, Refund
from app.usecases.repair_money.deed import Deed
from app.usecases.repair_money.refusal import NotMended

CORRECTED = say_reason(OwnReason.CORRECTED)
REFUNDS_FIRST = "More than that went back: mend its refunds here first, or accept it"


def take_theirs(deed: Deed) -> None:
    """Have our figures be those of the account."""
    if deed.difference.about is Side.ENTRY:
        take_as_it_is(deed.session, deed.gateway, deed.difference.key)
        return
    order = deed.order()
    if deed.difference.about is Side.PAYMENT:
        _take_payment(deed, order, deed.payment())
        return
    refund = deed.refund(order)
    theirs = _taken(deed, BalanceEntry.source_id == deed.difference.key)
    if refund is None:
        raise NotMended("The refund is not known here any more")
    change = _counted(order, theirs) - _counted(order, refund.amount)
    _keep_paid(order, order.paid_minor - change)
    refund.amount_minor, refund.currency = theirs.minor, theirs.currency


def _take_payment(deed: Deed, order: Order, payment: Payment) -> None:
    """Have a payment have brought what they say; in another currency it goes back whole.

    Never less than went back of it: no refund would be of money that came, nor any paper.
    """
    came = (BalanceEntry.payment_id == payment.id) & (BalanceEntry.kind == EntryKind.PAYMENT)
    theirs = _taken(deed, came)
    back = _owed_back(deed, payment)
    more = sum(each.minor for each in back) > theirs.minor
    if more or any(each.currency != theirs.currency for each in back):
        raise NotMended(REFUNDS_FIRST)
    correct(deed, order, payment, theirs)
    left = theirs.minor - sum(each.minor for each in back)
    if theirs.currency != order.currency and left > 0:
        payment.reason = say_reason(OwnReason.WRONG_AMOUNT)
        send_back(deed.session, payment, now=deed.now, minor=left)


def _owed_back(deed: Deed, payment: Payment) -> Sequence[Money]:
    """Return what went back of a payment, or is to."""
    refunds = select(Refund).where(Refund.payment_id == payment.id, Refund.state.in_(OWED))
    return [each.amount for each in deed.session.scalars(refunds)]


def _counted(order: Order, money: Money) -> int:
    """Return how much of the order's own money that is: of any other, none."""
    return money.minor if money.currency == order.currency else 0


def _taken(deed: Deed, about: ColumnElement[bool]) -> Money:
    """Return what the account's entries come to, without a sign."""
    rows = deed.session.execute(
        select(BalanceEntry.payer_minor, BalanceEntry.payer_currency).where(
            *(BalanceEntry.gateway == deed.gateway, BalanceEntry.listed_at.is_not(None)),
            BalanceEntry.kind.in_((EntryKind.PAYMENT, EntryKind.REFUND)),
            about,
        )
    ).all()
    if not rows:
        raise NotMended("The account does not say it any more: prove the settlement again")
    return Money(abs(sum(each.payer_minor for each in rows)), rows[0].payer_currency)


def correct(deed: Deed, order: Order, payment: Payment, money: Money | None) -> None:
    """Have a payment have brought that much, or nothing; paid and owed follow (promise 5)."""
    known = payment.received_currency == order.currency
    lacking = (payment.received_minor or 0) if known else 0
    if money is not None and money.currency == order.currency:
        lacking -= money.minor
    _keep_paid(order, order.paid_minor - lacking)
    before = order.owed_minor
    owe_again(deed.session, order, minor=lacking, now=deed.now)
    tell_of_owed(deed.session, deed.announcer, order, before=before, reason=CORRECTED)
    payment.received_minor = money.minor if money else None
    payment.received_currency = money.currency if money else None


def _keep_paid(order: Order, paid: int) -> None:
    if paid < 0:
        raise NotMended(REFUNDS_FIRST)
    order.paid_minor = paid
