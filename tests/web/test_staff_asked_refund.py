"""A refund that waits for staff (iso.md S10): they see it first, and send it when they say so."""

from pathlib import Path

import pytest
from sqlalchemy import select

from app.domain.money import Money
from app.domain.registration import Channel
from app.store.database import Database, reading
from app.store.order import Order
from app.store.registration import Registration
from app.usecases.cancel_registration import cancel_registration
from tests.usecases.shop import Shop
from tests.web.ordering import address
from tests.web.staffroom import add_members, arrive, sign_in
from tests.web.visitor import Visitor
from tests.worlds import add_class, register_once


@pytest.fixture
def shop(sessions: Database) -> Shop:
    return Shop(sessions)


@pytest.fixture
def kim(shop: Shop, tmp_path: Path) -> Visitor:
    add_members(shop)
    return sign_in(arrive(shop, tmp_path))


@pytest.fixture
def reference(shop: Shop) -> str:
    """Return a registration that was paid for and then cancelled by word."""
    add_class(shop.sessions)
    page = shop.page_of(register_once(shop).reference)
    shop.gateway.pay(page)
    shop.news(page)
    with reading(shop.sessions) as session:
        found = session.scalars(select(Registration.reference)).one()
    cancel_registration(
        shop.sessions,
        reference=found,
        reason="Participant request",
        channel=Channel.API,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )
    return found


def order_of(shop: Shop) -> str:
    """Return the only order's reference."""
    with reading(shop.sessions) as session:
        return session.scalars(select(Order.reference)).one()


def test_S10_the_refund_stands_among_the_money_to_look_at(kim: Visitor, reference: str) -> None:
    page = kim.open("/staff/")
    assert "waits for staff" in page.words
    assert "cancelled after it was paid" in page.words


def test_S10_nothing_goes_back_until_somebody_says_so(
    shop: Shop, kim: Visitor, reference: str
) -> None:
    assert shop.refund_all() == []
    kim.open(f"/staff/registrations/{reference}")
    kim.press("Send NOK 4,200 back")
    assert "The money is sent back now." in kim.here.words
    shop.refund_all()
    assert [refund.amount for refund in shop.gateway.refunds] == [Money(420000, "NOK")]


def test_S10_the_buyer_is_told_that_it_is_to_be_decided(
    shop: Shop, kim: Visitor, reference: str
) -> None:
    page = kim.open(address(order_of(shop)))
    assert "Your registration was cancelled." in page.words
    assert "NOK 4,200 may go back, or a part of it: we decide that and write to you." in page.words


@pytest.mark.parametrize(
    ("how", "said", "state"),
    [
        ("paid_otherwise", "It is written down that the money went back.", "made"),
        ("withdrawn", "The refund is withdrawn: the money stays.", "withdrawn"),
    ],
)
def test_staff_close_it_past_the_gateway_and_it_is_logged(
    kim: Visitor, reference: str, how: str, said: str, state: str
) -> None:
    kim.open(f"/staff/registrations/{reference}")
    kim.press("Close it", {"how": how, "note": "by bank, 12 January"})
    assert said in kim.here.words
    assert "by bank, 12 January, by " in kim.here.words
    assert state in kim.here.words
    assert "No refund waits or was refused" in kim.open("/staff/").words


@pytest.mark.parametrize("given", [{"how": "withdrawn"}, {"note": "because"}])
def test_a_refund_is_not_closed_without_how_and_why(
    kim: Visitor, reference: str, given: dict[str, str]
) -> None:
    kim.open(f"/staff/registrations/{reference}")
    kim.press("Close it", given)
    assert "Nothing was done: say how it ends, and why." in kim.here.words


def test_a_refund_is_closed_once(kim: Visitor, reference: str) -> None:
    before = kim.open(f"/staff/registrations/{reference}")
    for said in ("The refund is withdrawn", "Nothing was done: that refund waits for nobody."):
        kim.here = before
        kim.press("Close it", {"how": "withdrawn", "note": "because"})
        assert said in kim.here.words
