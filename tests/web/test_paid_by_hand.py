"""What was paid by hand goes back by hand: a buyer is told so before a place ends, or moves."""

from pathlib import Path

import pytest
from sqlalchemy import select, update

from app.domain.payment import RefundState
from app.domain.refund_rule import RefundStep
from app.store.course_class import CourseClass
from app.store.database import Database, reading, transaction
from app.store.payment import Refund
from tests.answered import places_of
from tests.usecases.later import AT_DOOR, EVERY_WAY, account, order_by, pay_page, record
from tests.usecases.shop import Shop
from tests.web.ordering import address
from tests.web.visitor import Visitor, open_site
from tests.worlds import add_class

CHEAP = "FA-CHEAP"


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions, ways=EVERY_WAY)
    with transaction(sessions) as session:
        refunds = [RefundStep(7, 100).document()]
        session.execute(update(CourseClass).values(refunds=refunds))
    return Shop(sessions)


@pytest.fixture
def ada(shop: Shop, tmp_path: Path) -> Visitor:
    client = open_site(shop, tmp_path)
    client.private = ("Ana",)
    return Visitor(client)


@pytest.mark.parametrize(
    ("by_hand", "says"),
    [
        (420000, ["NOK 4,200 goes back, but not by itself, because of how you paid"]),
        (
            100000,
            [
                "NOK 1,000 goes back, but not by itself, because of how you paid",
                "NOK 3,200 goes back the way you paid. A mail says so once it is sent",
            ],
        ),
    ],
)
def test_what_was_paid_by_hand_is_not_said_to_go_back_by_itself(
    shop: Shop, ada: Visitor, by_hand: int, says: list[str]
) -> None:
    reference = order_by(shop, AT_DOOR)
    record(shop, reference, by_hand)
    if account(shop).owed:
        pay_page(shop, reference)
    (place,) = places_of(shop.sessions)
    page = ada.open(address(reference, page=f"/places/{place}/cancel"))
    assert all(each in page.words for each in says)
    assert "NOK 4,200 the way you paid" not in page.words
    # However many payments there are.
    assert len(page.statements) <= 9
    # So it is written down then.
    ada.press("Yes, cancel it")
    with reading(shop.sessions) as session:
        owed = session.execute(select(Refund.state, Refund.amount_minor).order_by(Refund.id)).all()
    assert owed == [(RefundState.ASKED, by_hand), (RefundState.DUE, 420000 - by_hand)][: len(says)]


def test_what_was_paid_by_hand_does_not_come_back_by_itself_where_a_place_moves(
    shop: Shop, ada: Visitor
) -> None:
    add_class(shop.sessions, CHEAP, prices=(("NOK", 300000),))
    reference = order_by(shop, AT_DOOR)
    record(shop, reference, 420000)
    (place,) = places_of(shop.sessions)
    ada.open(address(reference, page=f"/places/{place}/move") + f"&to={CHEAP}")
    assert "NOK 1,200 goes back, but not by itself, because of how you paid" in ada.here.words
    assert "comes back to you the way you paid" not in ada.here.words
