"""Who ordered, as the page of a registration shows it. Not here: the registration."""

from dataclasses import dataclass
from datetime import datetime

from app.domain.balance import Balance
from app.domain.form.said import say_address
from app.domain.money import NO_CURRENCY, Money
from app.queries.staff.claims import OrderMoney
from app.queries.staff.went_back import balance_with
from app.store.order import Order


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who ordered, and for how much; ``priced`` where it has a currency to be paid in.

    ``address`` is where its company is, in lines; ``erased_at`` (UTC) when all of it was erased.
    """

    reference: str
    name: str
    email: str
    phone: str
    company: str
    vat_number: str
    address: str
    total: Money
    balance: Balance
    owed: Money
    priced: bool
    hold_until: datetime | None
    erased_at: datetime | None


def buyer_of(order: Order, money: OrderMoney) -> Buyer:
    """Return who ordered, with what was paid and went back."""
    return Buyer(
        reference=order.reference,
        name=order.name,
        email=order.email,
        phone=order.phone,
        company=order.company,
        vat_number=order.vat_number,
        address=say_address(order.address),
        total=order.total,
        balance=balance_with(order, money.payments, money.refunds),
        owed=order.owed,
        priced=order.currency != NO_CURRENCY,
        hold_until=order.hold_until,
        erased_at=order.erased_at,
    )
