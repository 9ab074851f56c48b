"""An order asked for on paper: one invoice, credited of itself for what ends before it is paid."""

from datetime import date

import pytest
from sqlalchemy import select, update

from app.domain.paper import EXCESS, PaperKind
from app.domain.registration import Channel
from app.queries.unissued import find_orders_without_papers
from app.store.database import Database, transaction
from app.store.order import Order
from app.store.payment import Payment
from app.usecases.cancel_registration import Decided, cancel_registration
from app.usecases.confirm_on_credit import confirm_on_credit
from app.usecases.issue_papers import issue_papers
from tests.usecases.later import BY_INVOICE, EVERY_WAY, order_by
from tests.usecases.papers import MVA, SELLER, catch_up, papers, said, tax_lines
from tests.usecases.places import KIM, places
from tests.usecases.shop import Shop
from tests.worlds import ANA, BO, add_class, register_once

DUE = date(2031, 1, 24)
RECEIPT, INVOICE, CREDIT = PaperKind.RECEIPT, PaperKind.INVOICE, PaperKind.CREDIT_NOTE


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions, ways=EVERY_WAY)
    return Shop(sessions)


@pytest.fixture
def order(shop: Shop) -> str:
    """Have Ana and Bo registered, and asked for their money on paper."""
    reference = order_by(shop, BY_INVOICE, participants=(ANA, BO))
    tax_lines(shop.sessions, MVA)
    assert issue(shop, reference) == 1
    return reference


def issue(shop: Shop, order: str) -> int:
    return issue_papers(shop.sessions, order_reference=order, seller=SELLER, now=shop.now)


def pay(shop: Shop, order: str) -> None:
    page = shop.page_of(order)
    shop.gateway.pay(page)
    shop.news(page, event_id=page)


def cancel(shop: Shop, reference: str, back: int) -> None:
    """Have staff cancel a place that is confirmed."""
    cancel_registration(
        shop.sessions,
        reference=reference,
        reason="ill",
        channel=Channel.STAFF,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
        decided=Decided(back, KIM),
    )
    shop.refund_all()


def confirm(shop: Shop, order: str) -> None:
    """Have staff confirm the places without money."""
    assert confirm_on_credit(
        shop.sessions,
        order_reference=order,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )


def test_an_order_has_one_invoice_however_often_it_is_asked_for(shop: Shop, order: str) -> None:
    assert issue(shop, order) == 0
    (issued,) = papers(shop.sessions)
    assert (issued.number, issued.kind) == ("FL-2031-00001", INVOICE)
    assert (issued.due_on, issued.total) == (DUE, 840000)
    assert [(each.net, each.tax_amount) for each in issued.lines] == [(336000, 84000)] * 2
    assert issued.moved is None


def test_what_costs_nothing_or_is_nowhere_has_no_paper(shop: Shop) -> None:
    assert issue(shop, "CD-NOWHERE") == 0
    add_class(shop.sessions, "FREE", prices=())
    free = register_once(shop, token="free", code="FREE", currency="").reference
    assert issue(shop, free) == 0


def test_what_is_paid_of_an_invoice_needs_no_receipt(shop: Shop, order: str) -> None:
    pay(shop, order)
    assert find_orders_without_papers(shop.sessions) == [order]
    assert catch_up(shop) == 0
    assert find_orders_without_papers(shop.sessions) == []
    assert said(shop.sessions) == [(INVOICE, 840000)]


def test_what_comes_on_top_of_an_invoice_has_a_receipt(shop: Shop, order: str) -> None:
    pay(shop, order)
    catch_up(shop)
    pay_again(shop)
    catch_up(shop)
    assert said(shop.sessions) == [(INVOICE, 840000), (RECEIPT, 840000)]
    assert [each.key for each in papers(shop.sessions)[1].lines] == [EXCESS]


def pay_again(shop: Shop) -> None:
    """Have the same amount come a second time, by a transfer say, and stay."""
    with transaction(shop.sessions) as session:
        first = session.scalars(select(Payment)).one()
        session.execute(update(Order).values(paid_minor=2 * (first.received_minor or 0)))
        session.add(
            Payment(
                uid="payment-again",
                order_id=first.order_id,
                gateway="transfer",
                gateway_id="t-1",
                amount_minor=first.amount_minor,
                received_minor=first.received_minor,
                currency=first.currency,
                received_currency=first.received_currency,
                state=first.state,
                created_at=shop.now,
                expires_at=shop.now,
                settled_at=shop.now,
            )
        )


def test_a_place_that_ends_before_it_is_paid_is_credited(shop: Shop, order: str) -> None:
    confirm(shop, order)
    cancel(shop, places(shop)[1].reference, 420000)
    assert find_orders_without_papers(shop.sessions) == [order]
    assert catch_up(shop) == 1
    assert find_orders_without_papers(shop.sessions) == []
    credit = papers(shop.sessions)[1]
    assert credit.corrects
    assert credit.corrects.number == "FL-2031-00001"
    assert [(each.detail, each.total, each.tax_amount) for each in credit.lines] == [
        ("Bo Berg", -420000, -84000)
    ]
    cancel(shop, places(shop)[0].reference, 420000)
    catch_up(shop)
    assert said(shop.sessions) == [(INVOICE, 840000), (CREDIT, -420000), (CREDIT, -420000)]


def test_a_place_that_ends_and_is_to_be_paid_all_the_same_stays_on_the_invoice(
    shop: Shop, order: str
) -> None:
    confirm(shop, order)
    cancel(shop, places(shop)[1].reference, 100000)
    assert catch_up(shop) == 1
    assert said(shop.sessions) == [(INVOICE, 840000), (CREDIT, -100000)]
    assert find_orders_without_papers(shop.sessions) == []


def test_a_place_that_was_paid_is_credited_when_its_money_goes_back(shop: Shop, order: str) -> None:
    pay(shop, order)
    catch_up(shop)
    cancel(shop, places(shop)[0].reference, 400000)
    assert catch_up(shop) == 1
    assert said(shop.sessions) == [(INVOICE, 840000), (CREDIT, -400000)]
    assert papers(shop.sessions)[1].moved
