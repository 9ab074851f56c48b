"""What an order's page shows beside the order. Not here: the page (orders.py)."""

from collections.abc import Sequence

from app.domain.order import OrderState
from app.domain.payment_plan import Plan
from app.domain.where_to_pay import WhereToPay
from app.parts import Parts
from app.queries.order.shown import OrderPage
from app.queries.other_classes import OtherClass, other_classes
from app.queries.papers import PaperLink, papers_of_order
from app.queries.where_to_pay import where_to_pay


def pay_to_of(parts: Parts, order: OrderPage) -> WhereToPay | None:
    """Return where it is paid to, if by invoice."""
    if not order.by_invoice:
        return None
    return where_to_pay(parts.sessions, order.reference, seller=parts.seller)


def others_of(parts: Parts, order: OrderPage) -> Sequence[OtherClass]:
    """Return other classes, for whoever had or wanted a place in one that was cancelled."""
    if not order.class_cancelled:
        return ()
    return other_classes(parts.sessions, course=order.course, now=parts.clock())


def papers_shown(parts: Parts, order: OrderPage) -> Sequence[PaperLink]:
    """Return the papers there may be: none of what was not paid, confirmed or on invoice."""
    moved = order.paid.minor or order.money_back or order.plan is Plan.INVOICE
    if order.free or not (moved or order.state is OrderState.CONFIRMED):
        return ()
    return papers_of_order(parts.sessions, order.reference)
