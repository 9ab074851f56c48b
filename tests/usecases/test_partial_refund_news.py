"""What ISO sends back in parts, of what staff asked for in parts: each krone once."""

from typing import Any

import pytest
from sqlalchemy import select

from app.domain.payment import RefundState
from app.store.database import Database, reading
from app.store.order import Order
from app.usecases.give_money_back import give_money_back
from tests.partners.iso_news_world import Office, office_of
from tests.worlds import money

PAID: dict[str, Any] = {"paymentId": "pay-71", "amount": 4200.0, "currency": "NOK"}


@pytest.fixture
def office(sessions: Database) -> Office:
    """Give a desk whose ISO sends events."""
    return office_of(sessions)


def refunds(office: Office) -> list[tuple[RefundState, int]]:
    return [(state, minor) for state, minor, _ in money(office.desk.sessions).refunds]


def order_reference(office: Office) -> str:
    with reading(office.desk.sessions) as session:
        return session.scalars(select(Order.reference)).one()


@pytest.mark.parametrize(
    ("sent_back", "left"),
    [
        ([3000, 1200], []),
        ([1200, 3000], []),
        ([2000], [2200]),
        ([4000, 200], []),
        ([4200], []),
    ],
)
def test_what_iso_sends_back_uses_up_what_staff_asked_for_and_no_more(
    office: Office, sent_back: list[int], left: list[int]
) -> None:
    office.register()
    office.hear("payment.completed", **PAID)
    order = order_reference(office)
    for number, kroner in enumerate((1200, 3000)):
        give_money_back(
            office.desk.sessions,
            order_reference=order,
            amount_minor=kroner * 100,
            reason="It rained",
            asked_by="kim@example.org",
            key=f"form-{number}",
            now=office.desk.now,
        )
    for number, kroner in enumerate(sent_back):
        office.hear(
            "refund.completed",
            f"evt-{number + 2}",
            paymentId="pay-71",
            refundId=f"ref-{number}",
            amount=kroner,
            currency="NOK",
        )
    made = sorted(amount for state, amount in refunds(office) if state is RefundState.MADE)
    owed = sum(amount for state, amount in refunds(office) if state is RefundState.ASKED)
    assert made == sorted(kroner * 100 for kroner in sent_back)
    assert owed == sum(left) * 100
    assert money(office.desk.sessions).paid == owed
