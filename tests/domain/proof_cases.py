"""A paid and confirmed order all of which agrees, to be changed by tests. Not here: any claim."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from app.domain.money import Money
from app.domain.payment import PaymentState, RefundOrigin, RefundState
from app.domain.proof import (
    Kind,
    OrderSeats,
    OurRefund,
    PaymentCase,
)
from app.domain.proving import differences_of

NOW = datetime(2031, 1, 10, tzinfo=UTC)
BEFORE, AFTER = NOW - timedelta(hours=1), NOW + timedelta(minutes=1)
AMOUNTS = st.integers(min_value=1, max_value=10**9)
CURRENCIES = st.sampled_from(["NOK", "EUR", "JPY", "KWD"])
MONEY = st.builds(Money, AMOUNTS, CURRENCIES)
PRICE = Money(420000, "NOK")


def a_case(price: Money = PRICE, **facts: object) -> PaymentCase:
    """Give a paid and confirmed order of one place, all of which agrees, but for these facts."""
    seats = OrderSeats(
        reference="CD-1",
        currency=price.currency,
        total=price.minor,
        paid=price.minor,
        received=price.minor,
        seated=price.minor,
        ended=0,
        owed=0,
        let_off=0,
        open=False,
        elsewhere=False,
    )
    case = PaymentCase(
        uid="p-1",
        state=PaymentState.PAID,
        asked=price,
        received=price,
        at=BEFORE,
        order=seats,
        taken=price,
        taken_at=BEFORE,
    )
    of_order = {
        name: facts.pop(name)
        for name in ("total", "paid", "seated", "ended", "owed", "let_off")
        if name in facts
    }
    order = replace(seats, **of_order)  # type: ignore[arg-type]  # facts of either
    return replace(case, order=order, **facts)  # type: ignore[arg-type]  # facts of either


def a_refund(
    amount: Money,
    state: RefundState = RefundState.MADE,
    *,
    uid: str = "r-1",
    gateway_id: str = "re_1",
    origin: RefundOrigin = RefundOrigin.DESK,
    at: datetime = BEFORE,
) -> OurRefund:
    return OurRefund(uid, gateway_id, amount, state, origin, at)


def kinds(case: PaymentCase) -> list[Kind]:
    return [each.kind for each in differences_of(case, settled_before=NOW)]
