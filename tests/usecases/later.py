"""Orders that are paid later: how they are made, and what their rows say."""

from dataclasses import dataclass

from sqlalchemy import select

from app.domain.payment_plan import (
    GRACE,
    ByHand,
    Confirms,
    DepositTerms,
    InvoiceTerms,
    InvoiceTo,
    Plan,
    Unpaid,
    Ways,
    Wish,
)
from app.store.database import reading
from app.store.event import EventRow
from app.store.order import Order
from app.usecases.record_payment import Came, Recorded, record_payment
from tests.usecases.shop import Shop
from tests.worlds import register_once

KIM = "kim@example.org"
TO = InvoiceTo("Havn AS", "987 654 321", "Quay 1\n5003 Bergen", "PO-7")
BY_INVOICE = Wish(Plan.INVOICE, TO)
DEPOSIT, AT_DOOR = Wish(Plan.DEPOSIT), Wish(Plan.DOOR)
EVERY_WAY = Ways(
    door=True, invoice=InvoiceTerms(days=14), deposit=DepositTerms(20, rest_by_days=14)
)
AT_ONCE_WAYS = Ways(invoice=InvoiceTerms(days=14, confirms=Confirms.AT_ONCE))
STAFF_DECIDE = Ways(
    invoice=InvoiceTerms(days=14, unpaid=Unpaid.STAFF),
    deposit=DepositTerms(20, rest_by_days=14, unpaid=Unpaid.STAFF),
)
PRICE = 420000


@dataclass(frozen=True, slots=True)
class Account:
    """An order's money as its row has it."""

    total: int
    paid: int
    owed: int


def account(shop: Shop) -> Account:
    """Return what the newest order costs, paid and owes."""
    with reading(shop.sessions) as session:
        row = session.execute(
            select(Order.total_minor, Order.paid_minor, Order.owed_minor).order_by(Order.id.desc())
        ).first()
        assert row is not None
        return Account(*row)


def told(shop: Shop, prefix: str = "order.") -> list[str]:
    """Return what happened to orders, oldest first."""
    with reading(shop.sessions) as session:
        kinds = session.scalars(select(EventRow.kind).order_by(EventRow.id))
        return [kind.value for kind in kinds if kind.value.startswith(prefix)]


def order_by(shop: Shop, wish: Wish, **draft: object) -> str:
    """Register to pay in that way, and return the order's reference."""
    draft["wish"] = wish
    return register_once(shop, **draft).reference  # type: ignore[arg-type]  # passed on as it came


def came(minor: int, *, key: str = "form-1", how: ByHand = ByHand.TRANSFER, shop: Shop) -> Came:
    """Return money as staff write it down."""
    return Came(how=how, minor=minor, at=shop.now, note="bank 17", by=KIM, key=key)


def record(shop: Shop, order: str, minor: int, *, key: str = "form-1") -> Recorded | None:
    """Write a payment down."""
    return record_payment(
        shop.sessions,
        order_reference=order,
        came=came(minor, key=key, shop=shop),
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )


def pay_page(shop: Shop, order: str, event_id: str = "evt_1") -> None:
    """Pay online what is asked for now."""
    page = shop.page_of(order)
    shop.gateway.pay(page)
    shop.news(page, event_id)


def deposited(shop: Shop, **draft: object) -> str:
    """Leave an order whose deposit is paid."""
    order = order_by(shop, DEPOSIT, **draft)
    pay_page(shop, order)
    return order


def rest_is_due(shop: Shop) -> None:
    """Let the rest of a deposit be due, and the days of grace pass."""
    shop.now = shop.now.replace(month=2, day=25, hour=0) + GRACE
