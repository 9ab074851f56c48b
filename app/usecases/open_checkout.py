"""Open checkout: make ready the page where an order is paid, or an intent for a form elsewhere.

Not here: what the payment means.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import uuid4

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.domain.contract import Sessions
from app.domain.event import EventKind
from app.domain.gateway import (
    CheckoutLine,
    CheckoutOpened,
    CheckoutRequest,
    Gateway,
    GatewayUnreachable,
    IntentGateway,
    IntentOpened,
)
from app.domain.money import Money
from app.domain.payment import PaymentKind, PaymentState, asked_now
from app.domain.payment_plan import Plan
from app.domain.registration import SEATED
from app.store.database import transaction
from app.store.event import EventRow
from app.store.holding import is_ending, is_out_of_tries
from app.store.order import Order, find_order, lock_order
from app.store.payment import Payment, payments_of
from app.store.payment_terms import PaymentTerms, account_of, terms_of
from app.store.registration import Registration, registrations_of
from app.store.settlement import standing_of

# Stripe takes no page that lives for less than 30 minutes, and clocks differ; a hold that ends
# sooner closes the page then.
SHORTEST_PAGE = timedelta(minutes=31)
PAGE_LIFE = timedelta(minutes=35)
# Stripe knows a key again for a day: under it, the same intent is made ready for the same client.
SAME_INTENT = timedelta(hours=20)
FIRST_LOOK = timedelta(seconds=45)


@dataclass(frozen=True, slots=True)
class CheckoutPage:
    """Where to pay."""

    url: str


@dataclass(frozen=True, slots=True)
class CheckoutClosed:
    """There is nothing to pay (any more); ``why`` is for people.

    ``failed``: there is, but payments failed too often, and there is no time for one more.
    """

    why: str
    failed: bool = False


@dataclass(frozen=True, slots=True)
class CheckoutUnavailable:
    """The gateway cannot be reached, or will not have it: the place stays held, try again."""


def open_checkout(
    sessions: Sessions,
    *,
    reference: str,
    gateway: Gateway,
    success_url: str,
    cancel_url: str,
    now: datetime,
) -> CheckoutPage | CheckoutClosed | CheckoutUnavailable:
    """Return the page where the order is paid; asked again while it is open, the same page.

    The attempt is kept before the gateway is asked, under the key it is asked with, so that a crash
    in between leaves nothing that we do not know of. No transaction is open meanwhile.
    """
    with transaction(sessions) as session:
        started = _start(
            session, reference, gateway=gateway.name, links=(success_url, cancel_url), now=now
        )
    if not isinstance(started, CheckoutRequest):
        return started
    answer = gateway.open_checkout(started, key=started.payment_uid)
    if isinstance(answer, CheckoutOpened):
        return _keep(sessions, started, answer, gateway=gateway, now=now)
    if not isinstance(answer, GatewayUnreachable):
        _give_up(sessions, started.payment_uid, words=answer.words)
    return CheckoutUnavailable()


def open_intent(
    sessions: Sessions, *, reference: str, gateway: IntentGateway, now: datetime
) -> IntentOpened | CheckoutClosed | CheckoutUnavailable:
    """Return what a form of the client's own needs to pay the order; again, the same.

    The client's secret is handed on and kept nowhere: asked again, the gateway is asked again.
    """
    with transaction(sessions) as session:
        started = _start(
            session,
            reference,
            gateway=gateway.name,
            links=("", ""),
            kind=PaymentKind.INTENT,
            now=now,
        )
    if isinstance(started, CheckoutPage | CheckoutClosed):
        return CheckoutClosed(why="There is nothing to pay for this order")
    answer = gateway.open_intent(started, key=started.payment_uid)
    if isinstance(answer, IntentOpened):
        named = CheckoutOpened(gateway_id=answer.gateway_id, url="")
        kept = _keep(sessions, started, named, gateway=gateway, now=now)
        return answer if isinstance(kept, CheckoutPage) else kept
    if not isinstance(answer, GatewayUnreachable):
        _give_up(sessions, started.payment_uid, words=answer.words)
    return CheckoutUnavailable()


def _start(
    session: Session,
    reference: str,
    *,
    gateway: str,
    links: tuple[str, str],
    now: datetime,
    kind: PaymentKind = PaymentKind.PAGE,
) -> CheckoutRequest | CheckoutPage | CheckoutClosed:
    order = find_order(session, reference)
    if order is None:
        return CheckoutClosed(why="There is no such order")
    order = lock_order(session, order.id)
    registrations = registrations_of(session, order.id)
    standing = standing_of(registrations, owed=order.owed_minor)
    asked = asked_now(account_of(session, order, now=now), standing)
    if not asked.minor:
        return CheckoutClosed(why="There is nothing to pay for this order")
    payment = _present(session, order, asked, gateway=gateway, kind=kind, now=now)
    if payment is not None and payment.state is PaymentState.PROCESSING:
        return CheckoutClosed(why="Your payment is on its way")
    if is_ending(session, order, registrations, now=now):
        return CheckoutClosed(why="The offer has ended")
    if payment is None:
        if is_out_of_tries(session, order, now=now):
            return CheckoutClosed(why="Too many payments failed", failed=True)
        payment = _attempt(order, asked, gateway=gateway, kind=kind, now=now)
        session.add(payment)
    elif payment.url:
        return CheckoutPage(url=payment.url)
    return CheckoutRequest(
        order_reference=order.reference,
        payment_uid=payment.uid,
        email=order.email,
        lines=_lines(order, registrations, asked, terms_of(session, order)),
        expires_at=payment.expires_at,
        success_url=links[0],
        cancel_url=links[1],
    )


def _present(
    session: Session,
    order: Order,
    asked: Money,
    *,
    gateway: str,
    kind: PaymentKind,
    now: datetime,
) -> Payment | None:
    """Return the attempt that goes on: one that is on its way, or that asks for just that.

    A page that asks for more than is owed by now is left to end; what is paid there too much goes
    back. So is one of before the order's link was renewed: it leads back by the old one.
    """
    renewed_at = _link_renewed_at(session, order)
    for payment in reversed(payments_of(session, order.id)):
        if payment.state is PaymentState.PROCESSING:
            # With whichever gateway: nobody is to pay twice.
            return payment
        if payment.gateway != gateway or payment.kind is not kind or payment.amount != asked:
            continue
        if renewed_at is not None and payment.created_at < renewed_at:
            continue
        if kind is PaymentKind.INTENT and payment.state is PaymentState.OPEN:
            return payment if now - payment.created_at < SAME_INTENT else None
        # One that was never answered is asked again with its key, while its page may still open.
        fresh = timedelta(minutes=1) if payment.url else SHORTEST_PAGE
        if payment.state is PaymentState.OPEN and payment.expires_at - now > fresh:
            return payment
    return None


def _link_renewed_at(session: Session, order: Order) -> datetime | None:
    """Return when the order's link was renewed last; None where it never was."""
    if not order.link_turn:
        return None
    renewed = select(func.max(EventRow.at)).where(
        EventRow.order_id == order.id, EventRow.kind == EventKind.ORDER_ADDRESS_CHANGED
    )
    return session.scalar(renewed)


def _attempt(
    order: Order, asked: Money, *, gateway: str, kind: PaymentKind, now: datetime
) -> Payment:
    return Payment(
        uid=str(uuid4()),
        order_id=order.id,
        gateway=gateway,
        kind=kind,
        amount_minor=asked.minor,
        currency=asked.currency,
        state=PaymentState.OPEN,
        created_at=now,
        expires_at=(now + PAGE_LIFE).replace(microsecond=0),
        look_at=now + FIRST_LOOK,
    )


def _lines(
    order: Order,
    registrations: Sequence[Registration],
    asked: Money,
    terms: PaymentTerms | None,
) -> tuple[CheckoutLine, ...]:
    """Return what is paid for: the places that are had, or a part of them in one line."""
    now_had = [each for each in registrations if each.state in SEATED]
    if asked.minor != sum(each.price_minor for each in now_had):
        agreed = terms is not None and terms.plan is Plan.DEPOSIT
        first = agreed and not order.paid_minor and asked != order.owed
        what = "Deposit" if first else "Rest"
        return (CheckoutLine(f"{what} for order {order.reference}", quantity=1, each=asked),)
    places = Counter(
        (each.course_class.program.title, each.course_class.code, each.price_minor)
        for each in now_had
        if each.price_minor
    )
    return tuple(
        CheckoutLine(f"{title} ({code})", quantity=count, each=Money(price, order.currency))
        for (title, code, price), count in places.items()
    )


def _keep(
    sessions: Sessions,
    request: CheckoutRequest,
    opened: CheckoutOpened,
    *,
    gateway: Gateway,
    now: datetime,
) -> CheckoutPage | CheckoutClosed:
    """Store the gateway's name for the payment, unless the hold ended while it was asked."""
    with transaction(sessions) as session:
        payment = _lock_payment(session, request.payment_uid)
        payment.gateway_id = opened.gateway_id
        payment.url = opened.url
        still_held = payment.state is PaymentState.OPEN
    if still_held:
        return CheckoutPage(url=opened.url)
    gateway.close_checkout(opened.gateway_id)
    return CheckoutClosed(why="Your place was released before the payment began")


def _give_up(sessions: Sessions, payment_uid: str, *, words: str) -> None:
    with transaction(sessions) as session:
        payment = _lock_payment(session, payment_uid)
        if payment.gateway_id is not None:
            # Asked for twice at once: the other one has the page, and may be paying at it.
            return
        payment.state = PaymentState.FAILED
        payment.reason = words[:200]
        payment.look_at = None


def _lock_payment(session: Session, uid: str) -> Payment:
    """Return the payment, locked: a hold that ends just now is seen, or sees the page's name."""
    return session.scalars(select(Payment).where(Payment.uid == uid).with_for_update()).one()
