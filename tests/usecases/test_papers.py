"""Papers follow money: each movement has one, once, and all of them add up to what was kept."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from app.domain.money import Money
from app.domain.paper import EXCESS, PaperKind
from app.domain.payment import RefundState
from app.domain.registration import Channel
from app.domain.tax import Tax, TaxMode
from app.domain.voucher import VoucherKind
from app.domain.voucher_code import mask_code
from app.queries.unissued import find_orders_without_papers
from app.store.database import Database, transaction
from app.store.payment import Payment, Refund
from app.usecases.cancel_registration import Decided, cancel_registration
from app.usecases.give_money_back import give_money_back
from app.usecases.hand_over import hand_over
from app.usecases.issue_papers import issue_papers
from app.usecases.retry_refund import retry_refund
from tests.usecases.papers import MVA, SELLER, Books, books, catch_up, papers, said, tax_lines
from tests.usecases.places import KIM, paid
from tests.usecases.shop import Shop
from tests.vouchers import add_voucher
from tests.worlds import ANA, BO, add_class, money, register_once

LOW = Tax(TaxMode.INCLUSIVE, 1500, "MVA")
RECEIPT, CREDIT, CORRECTION = PaperKind.RECEIPT, PaperKind.CREDIT_NOTE, PaperKind.CORRECTION


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions)
    return Shop(sessions)


def order_of(shop: Shop) -> str:
    return next(iter(shop.gateway.pages.values())).request.order_reference


def give_back(shop: Shop, minor: int, key: str = "form-1") -> list[RefundState | None]:
    """Have staff send a part of the money back, and send it."""
    give_money_back(
        shop.sessions,
        order_reference=order_of(shop),
        amount_minor=minor,
        reason="as agreed",
        asked_by=KIM,
        key=key,
        now=shop.now,
    )
    return shop.refund_all()


def test_an_order_that_was_paid_has_one_receipt_however_often_it_is_looked_for(shop: Shop) -> None:
    paid(shop, ANA, BO)
    tax_lines(shop.sessions, MVA, LOW)
    assert catch_up(shop) == 1
    assert catch_up(shop) == 0
    assert issue_papers(shop.sessions, order_reference="CD-NO", seller=SELLER, now=shop.now) == 0
    (receipt,) = papers(shop.sessions)
    assert receipt.number == "FL-2031-00001"
    assert (receipt.kind, receipt.seller, receipt.currency) == (RECEIPT, SELLER, "NOK")
    assert [(each.label, each.detail, each.total) for each in receipt.lines] == [
        ("First aid: Standard", "Ana Lind", 420000),
        ("First aid: Standard", "Bo Berg", 420000),
    ]
    assert [(each.tax, each.net, each.tax_amount) for each in receipt.sums] == [
        (MVA, 336000, 84000),
        (LOW, 365217, 54783),
    ]
    assert receipt.moved
    assert (receipt.moved.gateway, receipt.moved.on) == ("stripe", date(2031, 1, 10))
    assert receipt.supplied == (date(2031, 3, 10), date(2031, 3, 10))
    assert receipt.recipient.name == "Ana Lind"


def test_what_costs_nothing_and_what_is_not_paid_have_no_paper(shop: Shop) -> None:
    register_once(shop)
    add_class(shop.sessions, "FREE", prices=())
    register_once(shop, token="draft-2", code="FREE", currency="", participants=(BO,), buyer=BO)
    assert catch_up(shop) == 0


def test_a_refund_has_a_credit_note_about_its_receipt(shop: Shop) -> None:
    paid(shop, ANA, BO)
    tax_lines(shop.sessions, MVA, LOW)
    catch_up(shop)
    assert give_back(shop, 100001) == [RefundState.MADE]
    assert catch_up(shop) == 1
    receipt, credit = papers(shop.sessions)
    assert credit.corrects
    assert (credit.corrects.number, credit.corrects.kind) == (receipt.number, RECEIPT)
    assert (credit.kind, credit.total, credit.reason) == (CREDIT, -100001, "as agreed")
    assert {each.tax for each in credit.sums} == {MVA, LOW}
    assert books(shop.sessions) == Books(739999, 739999)


def test_parts_that_go_back_are_together_the_receipt(shop: Shop) -> None:
    paid(shop, ANA, BO)
    tax_lines(shop.sessions, MVA, LOW)
    for number, minor in enumerate((33333, 1, 700000, 106666)):
        give_back(shop, minor, key=f"form-{number}")
    assert catch_up(shop) == 5
    receipt, *notes = papers(shop.sessions)
    for tax in (MVA, LOW):
        sums = [each for paper in notes for each in paper.sums if each.tax == tax]
        (whole,) = (each for each in receipt.sums if each.tax == tax)
        assert sum(each.net for each in sums) == -whole.net
        assert sum(each.tax_amount for each in sums) == -whole.tax_amount
    assert books(shop.sessions) == Books(0, 0)


def test_a_cancelled_place_is_credited_by_its_own_line(shop: Shop) -> None:
    _, bo = paid(shop, ANA, BO)
    tax_lines(shop.sessions, MVA, LOW)
    cancel_registration(
        shop.sessions,
        reference=bo,
        reason="ill",
        channel=Channel.STAFF,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
        decided=Decided(420000, KIM),
    )
    shop.refund_all()
    catch_up(shop)
    _, credit = papers(shop.sessions)
    assert [(each.detail, each.total, each.tax) for each in credit.lines] == [
        ("Bo Berg", -420000, LOW)
    ]


def test_what_was_paid_twice_is_for_nothing_of_the_order(shop: Shop) -> None:
    first, second = paying_twice(shop)
    for number, page in enumerate((first, second)):
        shop.gateway.pay(page)
        shop.news(page, event_id=f"evt_{number}")
    tax_lines(shop.sessions, MVA)
    assert money(shop.sessions).paid == 840000
    shop.refund_all()
    assert catch_up(shop) == 3
    assert said(shop.sessions) == [(RECEIPT, 420000), (RECEIPT, 420000), (CREDIT, -420000)]
    _, twice, credit = papers(shop.sessions)
    assert [each.key for each in (*twice.lines, *credit.lines)] == [EXCESS, EXCESS]
    assert twice.tax_amount == 0
    assert books(shop.sessions) == Books(420000, 420000)


def paying_twice(shop: Shop) -> tuple[str, str]:
    """Have two pages of one order open at once."""
    order = register_once(shop).reference
    first = shop.page_of(order)
    with transaction(shop.sessions) as session:
        session.execute(update(Payment).values(expires_at=shop.now))
    return first, shop.page_of(order)


def test_money_in_another_currency_is_for_nothing_of_the_order(shop: Shop) -> None:
    page = shop.page_of(register_once(shop).reference)
    shop.gateway.pay_wrong_amount(page, Money(42000, "EUR"))
    shop.news(page)
    shop.refund_all()
    catch_up(shop)
    assert [(each.currency, each.total, each.lines[0].key) for each in papers(shop.sessions)] == [
        ("EUR", 42000, EXCESS),
        ("EUR", -42000, EXCESS),
    ]


def test_nothing_that_came_has_no_paper_and_is_looked_at_once(shop: Shop) -> None:
    page = shop.page_of(register_once(shop).reference)
    shop.gateway.pay_wrong_amount(page, Money(0, "NOK"))
    shop.news(page)
    assert find_orders_without_papers(shop.sessions) == [order_of(shop)]
    assert catch_up(shop) == 0
    assert find_orders_without_papers(shop.sessions) == []


def test_what_was_paid_before_the_days_that_are_looked_at_is_found_by_the_whole_look(
    shop: Shop,
) -> None:
    paid(shop)
    later = shop.now + timedelta(seconds=1)
    assert find_orders_without_papers(shop.sessions, since=shop.now) == [order_of(shop)]
    assert find_orders_without_papers(shop.sessions, since=later) == []
    assert find_orders_without_papers(shop.sessions) == [order_of(shop)]


def test_a_refund_that_came_back_is_corrected_and_sent_again_is_credited_again(shop: Shop) -> None:
    paid(shop)
    catch_up(shop)
    give_back(shop, 100000)
    catch_up(shop)
    came_back(shop)
    assert catch_up(shop) == 1
    assert catch_up(shop) == 0
    assert retry_refund(shop.sessions, refund_uid=refund_uid(shop), now=shop.now)
    shop.refund_all()
    catch_up(shop)
    assert said(shop.sessions) == [
        (RECEIPT, 420000),
        (CREDIT, -100000),
        (CORRECTION, 100000),
        (CREDIT, -100000),
    ]
    receipt, credit, correction, again = papers(shop.sessions)
    assert credit.corrects
    assert correction.corrects
    assert again.corrects
    assert correction.corrects.number == credit.number
    assert again.corrects.number == receipt.number
    assert books(shop.sessions) == Books(320000, 320000)


def test_one_that_came_back_and_was_sent_again_before_anybody_looked_is_written_down_whole(
    shop: Shop,
) -> None:
    paid(shop)
    give_back(shop, 100000)
    catch_up(shop)
    came_back(shop)
    retry_refund(shop.sessions, refund_uid=refund_uid(shop), now=shop.now)
    shop.refund_all()
    assert catch_up(shop) == 2
    assert [kind for kind, _ in said(shop.sessions)] == [RECEIPT, CREDIT, CORRECTION, CREDIT]
    assert books(shop.sessions) == Books(320000, 320000)


def came_back(shop: Shop) -> None:
    """Have the bank send the only refund back."""
    with transaction(shop.sessions) as session:
        session.execute(update(Refund).values(state=RefundState.REFUSED))


def refund_uid(shop: Shop) -> str:
    with transaction(shop.sessions) as session:
        return session.scalars(select(Refund.uid)).one()


def test_a_place_that_was_handed_over_stays_on_its_receipt(shop: Shop) -> None:
    (ana,) = paid(shop)
    catch_up(shop)
    hand_over(
        shop.sessions, reference=ana, to=BO, partners=shop.partners, wake=shop.wake, now=shop.now
    )
    give_back(shop, 420000)
    catch_up(shop)
    receipt, credit = papers(shop.sessions)
    assert receipt.lines[0].detail == credit.lines[0].detail == "Ana Lind"
    assert books(shop.sessions) == Books(0, 0)


def test_what_a_partner_took_has_no_paper_of_ours(shop: Shop) -> None:
    paid(shop)
    with transaction(shop.sessions) as session:
        session.execute(update(Payment).values(gateway="iso"))
    assert catch_up(shop) == 0


def test_numbers_begin_anew_with_the_sellers_year_and_never_go_back(shop: Shop) -> None:
    paid(shop)
    shop.now = datetime(2031, 12, 31, 22, 59, tzinfo=UTC)
    catch_up(shop)
    shop.now = datetime(2031, 12, 31, 23, 1, tzinfo=UTC)
    give_back(shop, 1)
    catch_up(shop)
    give_back(shop, 2, key="form-2")
    # A machine whose clock is behind numbers no paper before the one it follows.
    shop.now = datetime(2031, 12, 31, 23, 0, tzinfo=UTC)
    catch_up(shop)
    found = papers(shop.sessions)
    assert [each.number for each in found] == ["FL-2031-00001", "FL-2032-00001", "FL-2032-00002"]
    assert [each.issued_on.isoformat() for each in found] == [
        "2031-12-31",
        "2032-01-01",
        "2032-01-01",
    ]
    assert found[1].issued_at == found[2].issued_at


def test_a_paper_tells_the_end_of_a_vouchers_code_alone(shop: Shop) -> None:
    code = add_voucher(shop.sessions, kind=VoucherKind.VALUE, minor=100_000, currency="NOK")
    page = shop.page_of(register_once(shop, voucher=code).reference)
    shop.gateway.pay(page)
    shop.news(page)
    catch_up(shop)
    (receipt,) = papers(shop.sessions)
    assert receipt.lines[1].label.endswith(f"Voucher {mask_code(code)}")
    assert code not in str(receipt.document())
