"""A partner took money for a registration, or sent some back: what that does to the order (S10).

Only provider, reference, amount, currency and state are kept, never card data (S11).
"""

from collections.abc import Sequence
from datetime import datetime
from uuid import uuid4

from sqlalchemy import select

from app.domain.event import CAUSE, EventKind
from app.domain.naming import name_destination
from app.domain.news import PartnerNews
from app.domain.payment import SENT_BACK_THERE, PaymentReport, PaymentState, RefundState, Step
from app.domain.reason import OwnReason
from app.store.payment import Payment, Refund, find_payment
from app.store.settlement import record_report
from app.usecases.take_news.verdict import About, Verdict

_SAID: dict[Step, str] = {
    Step.COUNT: "Paid there: taken off what is owed here",
    Step.CONFIRM: "Paid there: confirmed here",
    Step.RESEAT: "Paid there, late: seated again and confirmed",
    Step.REFUND: "Paid there, and not needed here: whether it goes back is to be decided",
}


def take_payment(about: About, news: PartnerNews, *, now: datetime) -> Verdict:
    """Write a payment down that covers the order, and what follows from it."""
    order = about.order
    named = news.payment_id or about.event_id
    if find_payment(about.session, gateway=about.partner, gateway_id=named) is not None:
        return Verdict("That payment is known already")
    if not news.payment_id and _took_it_before(about):
        words = "Paid there, without saying which payment it is, and one of theirs is known here"
        return Verdict(words, look=True)
    if news.amount is None:
        return Verdict("Paid there, without an amount that can be money", look=True)
    if news.amount != order.total or order.total_minor == 0:
        words = f"Paid there: {news.amount}; the order here is over {order.total}"
        return Verdict(words, look=True)
    payment = Payment(
        uid=str(uuid4()),
        order_id=order.id,
        gateway=about.partner,
        gateway_id=named,
        amount_minor=news.amount.minor,
        currency=news.amount.currency,
        state=PaymentState.OPEN,
        created_at=now,
        expires_at=now,
    )
    about.session.add(payment)
    about.session.flush()
    step = record_report(
        about.session,
        about.announcer,
        order=order,
        registrations=about.registrations,
        payment=payment,
        report=PaymentReport(PaymentState.PAID, received=news.amount, intent_id=named),
        now=now,
    )
    if step is Step.REFUND:
        _leave_to_a_person(about, payment)
    return Verdict(_SAID[step])


def take_refund(about: About, news: PartnerNews, *, now: datetime) -> Verdict:
    """Write down that the partner sent money back, of a payment that it took."""
    payment = find_payment(about.session, gateway=about.partner, gateway_id=news.payment_id or None)
    if payment is None or not news.payment_id:
        # It may have been sent before the payment's own news (I11).
        words = f"Money went back at {name_destination(about.partner)} that is not known here"
        return Verdict(words, wait=bool(news.payment_id), look=True)
    refunds = about.session.scalars(
        select(Refund).where(Refund.payment_id == payment.id).order_by(Refund.id)
    ).all()
    if news.refund_id and any(each.gateway_id == news.refund_id for each in refunds):
        return Verdict("That refund is known already")
    made = sum(each.amount_minor for each in refunds if each.state is RefundState.MADE)
    left = (payment.received_minor or 0) - made
    minor = news.amount.minor if news.amount else left
    other = news.amount is not None and news.amount.currency != payment.currency
    if other or not 0 < minor <= left:
        words = f"What went back there is not what was paid: {news.amount or 'no amount'}"
        return Verdict(words, look=True)
    refund = _used_up(about, payment, refunds, minor=minor, now=now)
    refund.amount_minor = minor
    refund.state, refund.gateway_id = RefundState.MADE, news.refund_id or None
    refund.words, refund.due_at, refund.made_at = "", now, now
    about.order.paid_minor -= minor
    about.announcer.announce(
        EventKind.ORDER_MONEY_RETURNED,
        about.registration.course_class,
        order=about.order,
        facts={
            "amount_minor": minor,
            "currency": payment.currency,
            "reason": refund.reason,
            CAUSE: refund.cause,
        },
    )
    return Verdict("Sent back there: written down here")


def _used_up(
    about: About, payment: Payment, refunds: Sequence[Refund], *, minor: int, now: datetime
) -> Refund:
    """Return the refund that this is: the one of just that sum, else those owed so far are used up.

    What is left of the last one is still owed.
    """
    owed = [each for each in refunds if each.state is not RefundState.MADE]
    exact = next((each for each in owed if each.amount_minor == minor), None)
    if exact is not None:
        return exact
    whole: list[Refund] = []
    for each in owed:
        if each.amount_minor > minor:
            each.amount_minor -= minor
            break
        minor -= each.amount_minor
        whole.append(each)
    for spent in whole[1:]:
        about.session.delete(spent)
    if whole:
        return whole[0]
    refund = Refund(uid=str(uuid4()), payment=payment, created_at=now)
    refund.reason = owed[0].reason if owed else SENT_BACK_THERE
    refund.own_reason = owed[0].own_reason if owed else OwnReason.SENT_BACK_THERE
    refund.currency = payment.currency
    about.session.add(refund)
    return refund


def _took_it_before(about: About) -> bool:
    """Say whether a payment that the partner took for this order is known."""
    known = select(Payment.id).where(
        Payment.order_id == about.order.id,
        Payment.gateway == about.partner,
        Payment.state == PaymentState.PAID,
    )
    return about.session.scalar(known.limit(1)) is not None


def _leave_to_a_person(about: About, payment: Payment) -> None:
    """Have nobody send back by himself what another holds."""
    about.session.flush()
    called = name_destination(about.partner)
    for refund in about.session.scalars(select(Refund).where(Refund.payment_id == payment.id)):
        refund.state = RefundState.ASKED
        refund.words = f"{called} took this money: it is sent back there, not here"
