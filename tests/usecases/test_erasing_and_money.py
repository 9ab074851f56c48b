"""What is not settled of an order's money keeps its data until it is: somebody may have to ask."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from app.domain.account import DisputeState
from app.domain.erasing import Bar
from app.domain.payment import PaymentState, RefundState
from app.store.database import Database, transaction
from app.store.dispute import DisputeRow
from app.store.order import Order
from app.store.payment import Payment, Refund
from app.usecases.erase_order import erase_order
from tests.worlds import Desk, add_class, register_once

OVER = datetime(2031, 6, 1, tzinfo=UTC)


@pytest.fixture
def desk(sessions: Database) -> Desk:
    add_class(sessions, prices=())
    return Desk(sessions)


@pytest.fixture
def order(desk: Desk) -> str:
    """Return an order that is over, with a payment that came."""
    reference = register_once(desk).reference
    with transaction(desk.sessions) as session:
        payment = Payment(
            uid="payment-1",
            order_id=session.scalars(select(Order.id)).one(),
            gateway="stripe",
            amount_minor=420_000,
            currency="NOK",
            state=PaymentState.PAID,
            created_at=desk.now,
            expires_at=desk.now,
        )
        session.add(payment)
    return reference


def erase(desk: Desk, order: str) -> Bar | None:
    return erase_order(desk.sessions, reference=order, partners={}, wake=desk.wake, now=OVER)


@pytest.mark.parametrize(
    ("state", "bar"),
    [
        (RefundState.ASKED, Bar.MONEY),
        (RefundState.DUE, Bar.MONEY),
        (RefundState.PENDING, Bar.MONEY),
        (RefundState.REFUSED, Bar.MONEY),
        (RefundState.MADE, None),
        (RefundState.WITHDRAWN, None),
    ],
)
def test_money_on_its_way_back_is_waited_for(
    desk: Desk, order: str, state: RefundState, bar: Bar | None
) -> None:
    with transaction(desk.sessions) as session:
        session.add(
            Refund(
                uid="refund-1",
                payment_id=session.scalars(select(Payment.id)).one(),
                amount_minor=100,
                currency="NOK",
                reason="paid twice",
                state=state,
                due_at=desk.now,
                created_at=desk.now,
            )
        )
    assert erase(desk, order) is bar


@pytest.mark.parametrize(
    ("state", "bar"), [(DisputeState.OPEN, Bar.MONEY), (DisputeState.WON, None)]
)
def test_a_claim_of_a_bank_is_waited_for(
    desk: Desk, order: str, state: DisputeState, bar: Bar | None
) -> None:
    with transaction(desk.sessions) as session:
        session.add(
            DisputeRow(
                gateway="stripe",
                dispute_id="dp_1",
                payment_id=session.scalars(select(Payment.id)).one(),
                amount_minor=100,
                currency="NOK",
                reason="unknown",
                state=state,
                opened_at=desk.now,
            )
        )
    assert erase(desk, order) is bar
