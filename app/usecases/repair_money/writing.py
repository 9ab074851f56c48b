"""What is written down when a difference is mended, in the transaction that takes it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import cast
from uuid import uuid4

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.domain.account import DisputeReport, RefundThere
from app.domain.event import CAUSE, EventKind
from app.domain.gateway import RefundReport
from app.domain.money import Money
from app.domain.payment import PaymentReport, PaymentState, RefundState
from app.domain.proof import Mend, MoneyDifference, Side
from app.domain.reason import OwnReason, say_reason
from app.store.account import BalanceEntry
from app.store.announcer import Announcer
from app.store.dispute import keep_disputes
from app.store.money_back import left_to_give_back, owe_back, record_refund_report
from app.store.money_gone import gone_of, record_dispute, record_made_after_all, record_refund_there
from app.store.order import Order
from app.store.payment import Payment
from app.store.registration import registrations_of, speaker_of
from app.store.settlement import record_report
from app.usecases.repair_money.asking import Answer
from app.usecases.repair_money.deed import Deed
from app.usecases.repair_money.figures import correct, take_theirs
from app.usecases.repair_money.places import charge_rest, release
from app.usecases.repair_money.refusal import NotMended

UNUSED = say_reason(OwnReason.NO_PLACE)
SENT_AGAIN = "the gateway does not have it: sent again by staff"
NOT_THERE = "not at the gateway"


def write(
    session: Session,
    announcer: Announcer,
    gateway: str,
    difference: MoneyDifference,
    mend: Mend,
    answer: Answer,
    *,
    by: str,
    now: datetime,
) -> None:
    """Write down what follows.

    Raises:
        NotMended: it is not so any more; the transaction is to be rolled back.
    """
    deed = Deed(session, announcer, gateway, difference, answer, by, now)
    done = _DEEDS.get(mend)
    if done is not None:
        done(deed)


def _settle(deed: Deed) -> None:
    """Do what news of the payment would have led to."""
    if not isinstance(deed.answer, PaymentReport) or deed.answer.state is not PaymentState.PAID:
        raise NotMended("The gateway says now that it is not paid: prove the settlement again")
    order = deed.order()
    record_report(
        deed.session,
        deed.announcer,
        order=order,
        registrations=registrations_of(deed.session, order.id),
        payment=deed.payment(),
        report=deed.answer,
        now=deed.now,
    )


def _strike_out(deed: Deed) -> None:
    """Have money that the gateway never took not be paid here; what of it went back stays."""
    paid = isinstance(deed.answer, PaymentReport) and deed.answer.state is PaymentState.PAID
    if paid:
        raise NotMended("The gateway says that it is paid: its account will say so in a while")
    order = deed.order()
    payment = deed.payment()
    if payment.state is not PaymentState.PAID:
        return
    gone = gone_of(deed.session, payment)
    if gone and gone == payment.received_minor:
        raise NotMended("All that is left of it went back: accept it, and say why in the reason")
    correct(deed, order, payment, Money(gone, order.currency) if gone else None)
    if not gone:
        payment.state, payment.reason = PaymentState.FAILED, NOT_THERE


def _record(deed: Deed) -> None:
    order = deed.order()
    if isinstance(deed.answer, DisputeReport):
        _record_dispute(deed, order, deed.answer)
    else:
        # Nothing else is answered to who would record something.
        _record_refund(deed, order, cast("RefundThere", deed.answer))


def _record_dispute(deed: Deed, order: Order, report: DisputeReport) -> None:
    payment = _payment_of(deed, report.intent_id)
    keep_disputes(deed.session, deed.gateway, [report], now=deed.now)
    record_dispute(deed.session, deed.announcer, order, payment, report, now=deed.now)


def _record_refund(deed: Deed, order: Order, there: RefundThere) -> None:
    payment = _payment_of(deed, there.intent_id)
    if payment.state is not PaymentState.PAID:
        raise NotMended("That the money came is not known here yet: settle that first")
    refund = record_refund_there(deed.session, order, payment, there)
    if refund is None and not record_made_after_all(deed.session, order, payment, there):
        raise NotMended("It is known by now, or more than the payment brought: look at the order")
    about = speaker_of(registrations_of(deed.session, order.id))
    known = refund or deed.refund(order)
    deed.announcer.announce(
        EventKind.ORDER_MONEY_RETURNED,
        about.course_class,
        order=order,
        facts={
            "amount_minor": there.amount.minor,
            "currency": there.amount.currency,
            "reason": refund.reason if refund else "",
            CAUSE: known.cause if known else "",
        },
    )


def _payment_of(deed: Deed, intent_id: str) -> Payment:
    """Return the payment that brought the money; the account's entry may know it before it does."""
    known = (
        select(BalanceEntry.payment_id)
        .where(BalanceEntry.gateway == deed.gateway, BalanceEntry.intent_id == intent_id)
        .where(BalanceEntry.payment_id.is_not(None))
    )
    number = deed.session.scalars(known).first()
    if number is None:
        raise NotMended("The payment is not known here")
    return deed.session.get_one(Payment, number, populate_existing=True)


def _send_again(deed: Deed) -> None:
    """Have a refund that the gateway does not have, or that came back to it, made once more."""
    order = deed.order()
    refund = deed.refund(order)
    report = RefundReport(RefundState.REFUSED, SENT_AGAIN)
    if refund is None or not record_refund_report(order, refund, report):
        raise NotMended("It is on its way again by now")
    # Another key: the gateway may remember what became of it under the old one.
    refund.uid, refund.state = str(uuid4()), RefundState.DUE
    refund.gateway_id, refund.attempt, refund.due_at = None, 0, deed.now
    refund.asked_by = deed.by


def _send_back(deed: Deed) -> None:
    if deed.difference.about is Side.MONEY:
        # It is sent: the gateway was asked to, under a key of its own.
        return
    order = deed.order()
    owed = owe_back(
        deed.session,
        order,
        amount_minor=left_to_give_back(deed.session, order),
        reason=UNUSED,
        own=OwnReason.NO_PLACE,
        now=deed.now,
        asked_by=deed.by,
    )
    if not owed:
        raise NotMended("Nothing is left of it by now")


_DEEDS: Mapping[Mend, Callable[[Deed], None]] = {
    Mend.SETTLE: _settle,
    Mend.RECORD: _record,
    Mend.SEND_AGAIN: _send_again,
    Mend.SEND_BACK: _send_back,
    Mend.CHARGE: charge_rest,
    Mend.RELEASE: release,
    Mend.TAKE_THEIRS: take_theirs,
    Mend.STRIKE_OUT: _strike_out,
}
