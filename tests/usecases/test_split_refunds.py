"""What goes back together and is credited on several papers: each names the sum it is a part of."""

import pytest
from sqlalchemy import select

from app.domain.paper import Paper, PaperKind
from app.domain.payment import RefundState
from app.paper.paper_pdf import paper_pdf
from app.store.database import Database, reading
from app.store.payment import Refund
from app.usecases.give_money_back import give_money_back
from app.usecases.return_by_hand import return_by_hand
from tests.paper.reading import words_in
from tests.usecases.later import AT_DOOR, EVERY_WAY, PRICE, order_by, pay_page, record
from tests.usecases.papers import catch_up, papers
from tests.usecases.places import KIM
from tests.usecases.shop import Shop
from tests.worlds import add_class, register_once


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions, ways=EVERY_WAY)
    return Shop(sessions)


def paid_in_two(shop: Shop, first: int = PRICE // 3) -> str:
    """Have an order paid by hand, in two payments with a receipt of each."""
    order = order_by(shop, AT_DOOR)
    record(shop, order, first, key="form-1")
    record(shop, order, PRICE - first, key="form-2")
    catch_up(shop)
    return order


def give_back(shop: Shop, order: str, minor: int, *, key: str = "back-1") -> None:
    """Give so much back, by hand where it came so, and issue what is for it."""
    give_money_back(
        shop.sessions,
        order_reference=order,
        amount_minor=minor,
        reason="as agreed",
        asked_by=KIM,
        key=key,
        now=shop.now,
    )
    with reading(shop.sessions) as session:
        asked = session.scalars(select(Refund.uid).where(Refund.state == RefundState.ASKED)).all()
    for uid in asked:
        return_by_hand(
            shop.sessions,
            refund_uid=uid,
            by=KIM,
            partners=shop.partners,
            wake=shop.wake,
            now=shop.now,
        )
    shop.refund_all()
    catch_up(shop)


def notes(shop: Shop) -> list[Paper]:
    """Return the credit notes, oldest first."""
    return [each for each in papers(shop.sessions) if each.kind is PaperKind.CREDIT_NOTE]


def test_of_two_payments_each_credit_note_names_the_whole(shop: Shop) -> None:
    order = paid_in_two(shop)
    give_back(shop, order, PRICE)
    assert [each.total for each in notes(shop)] in (
        [-PRICE // 3, -PRICE * 2 // 3],
        [-PRICE * 2 // 3, -PRICE // 3],
    )
    for each in notes(shop):
        assert each.part_of == PRICE
        said = words_in(paper_pdf(each))
        assert "This is a part of NOK 4,200.00 that goes back in all." in said


def test_what_goes_back_at_two_times_is_two_sums(shop: Shop) -> None:
    order = paid_in_two(shop)
    give_back(shop, order, 1000)
    give_back(shop, order, 2000, key="back-2")
    assert [(each.total, each.part_of) for each in notes(shop)] == [(-1000, 0), (-2000, 0)]
    assert "part of" not in words_in(paper_pdf(notes(shop)[0]))


def test_what_is_credited_whole_is_no_part(shop: Shop) -> None:
    order = register_once(shop).reference
    pay_page(shop, order)
    give_back(shop, order, PRICE)
    assert [(each.total, each.part_of) for each in notes(shop)] == [(-PRICE, 0)]
