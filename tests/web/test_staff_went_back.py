"""What went back of an order's money, on staff's page of it."""

from pathlib import Path

import pytest

from app.queries.staff.registration import registration_of
from app.store.database import Database
from tests.usecases.later import pay_page
from tests.usecases.shop import Shop
from tests.web.staffroom import add_members, arrive, lines, show, sign_in
from tests.web.visitor import Visitor
from tests.worlds import add_class, register_once

BUDGET = 8


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions)
    shop = Shop(sessions)
    add_members(shop)
    return shop


@pytest.fixture
def kim(shop: Shop, tmp_path: Path) -> Visitor:
    return sign_in(arrive(shop, tmp_path))


def test_refunds_stand_beside_the_payments_and_say_how_they_stand_now(
    shop: Shop, kim: Visitor
) -> None:
    order = register_once(shop).reference
    pay_page(shop, order)
    kim.open(f"/staff/registrations/{registration_of(shop.sessions, order)}/change")
    kim.press("Send it back", {"amount": "200", "reason": "It rained"})
    pages = dict(shop.gateway.pages)
    shop.gateway.pages.clear()
    shop.refund_all()
    (row,) = lines(kim.open(f"/staff/orders/{order}/money"))
    assert len(kim.here.statements) <= BUDGET
    assert "It rained" in row
    assert "refused There is no such money to send back Send it again, or close it" in row
    (row,) = lines(kim.open("/staff/money"))
    assert len(kim.here.statements) <= BUDGET
    assert row.startswith(f"{order} Ana Lind NOK 200 refused There is no such money to send back")
    shop.gateway.pages.update(pages)
    show(shop, kim, order)
    kim.press("Send NOK 200 back again")
    shop.refund_all()
    (row,) = lines(kim.open(f"/staff/orders/{order}/money"))
    assert row.startswith("NOK 200")
    assert "no such money" not in row
    assert "Send it" not in row
    assert "Refunds that wait" not in kim.open("/staff/money").words


def test_what_was_given_as_a_voucher_stands_there_too(shop: Shop, kim: Visitor) -> None:
    order = register_once(shop).reference
    pay_page(shop, order)
    kim.open(f"/staff/registrations/{registration_of(shop.sessions, order)}/change")
    kim.press("Send it back", {"amount": "300", "reason": "It rained", "as": "voucher"})
    (row,) = lines(kim.open(f"/staff/orders/{order}/money"))
    assert len(kim.here.statements) <= BUDGET
    assert row.startswith("NOK 300")
    assert row.endswith("coordinator@example.org")
