"""Confirm on credit: staff confirm places before they are paid; the order owes its money yet.

Not here: what a payment confirms (settlement.py).
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime

from app.domain.contract import Partner, Sessions
from app.domain.payment import OrderStanding
from app.domain.payment_plan import Plan, Unpaid, When, charged_until
from app.store.announcer import announcing
from app.store.database import transaction
from app.store.order import find_order, lock_order
from app.store.payment_terms import PaymentTerms, terms_of
from app.store.registration import registrations_of, speaker_of
from app.store.settlement import confirm_order, standing_of


def confirm_on_credit(
    sessions: Sessions,
    *,
    order_reference: str,
    partners: Mapping[str, Partner],
    wake: Callable[[Iterable[str]], None],
    now: datetime,
    request_id: str = "",
) -> bool:
    """Confirm a held order that is not paid; say whether there was one.

    What it owes is due when that was agreed, else some days from now; if it does not come, staff
    decide. The buyer is told that it is confirmed, and by when to pay: one letter says both.
    """
    with (
        transaction(sessions) as session,
        announcing(session, partners, now=now, request_id=request_id) as announcer,
    ):
        order = find_order(session, order_reference)
        if order is None:
            return False
        order = lock_order(session, order.id)
        registrations = registrations_of(session, order.id)
        if standing_of(registrations) is not OrderStanding.HELD or not order.owed_minor:
            return False
        terms = terms_of(session, order)
        about = speaker_of(registrations).course_class
        if terms is None:
            terms = PaymentTerms(order_id=order.id, plan=Plan.INVOICE, agreed_at=now)
            session.add(terms)
        if terms.due_at is None:
            terms.due_at = charged_until(When(about.starts_at, about.timezone, now))
        terms.later_minor, terms.unpaid, terms.ends_at = order.owed_minor, Unpaid.STAFF, None
        confirm_order(session, announcer, order=order, registrations=registrations, now=now)
    wake(announcer.destinations)
    return True
