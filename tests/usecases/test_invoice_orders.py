"""The papers of orders that are paid by invoice, and of payments that staff wrote down."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from app.domain.instalment import Instalment, Part
from app.domain.money import Money
from app.domain.paper import EXCESS, PaperKind
from app.domain.payment import MISTAKE
from app.domain.payment_plan import Wish
from app.domain.registration import RegistrationState
from app.queries.bookkeeping import Period, tables_of, totals_of
from app.queries.unissued import find_orders_without_papers
from app.store.database import Database
from app.usecases.confirm_on_credit import confirm_on_credit
from app.usecases.record_payment import record_payment
from app.usecases.release_hold import Released
from app.usecases.undo_payment import undo_payment
from app.usecases.waive_rest import waive_rest
from tests.usecases.later import (
    AT_DOOR,
    BY_INVOICE,
    EVERY_WAY,
    KIM,
    PRICE,
    TO,
    came,
    deposited,
    order_by,
    pay_page,
    record,
)
from tests.usecases.papers import MVA, books, catch_up, papers, said, tax_lines
from tests.usecases.shop import Shop
from tests.worlds import ANA, BO, add_class, money, register_once

RECEIPT, INVOICE = PaperKind.RECEIPT, PaperKind.INVOICE
CREDIT, CORRECTION = PaperKind.CREDIT_NOTE, PaperKind.CORRECTION


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions, ways=EVERY_WAY)
    return Shop(sessions)


def waive(shop: Shop, order: str, agreed: Money) -> Money | None:
    """Have staff let the rest go."""
    return waive_rest(
        shop.sessions,
        order_reference=order,
        agreed=agreed,
        reason="Ill since",
        by=KIM,
        **shop.around,
    )


def undo(shop: Shop, uid: str = "form-1") -> None:
    shop.later(minutes=1)
    assert undo_payment(shop.sessions, payment_uid=uid, by=KIM, **shop.around)


def credit(shop: Shop, order: str) -> bool:
    """Have staff confirm an order that is not paid."""
    return confirm_on_credit(
        shop.sessions,
        order_reference=order,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )


def owed(minor: int) -> Money:
    return Money(minor, "NOK")


def settled(shop: Shop) -> bool:
    """Say whether nothing lacks a paper, and none is issued twice."""
    return find_orders_without_papers(shop.sessions) == [] and catch_up(shop) == 0


def test_the_rows_of_an_order_on_invoice_are_enough_for_its_invoice(shop: Shop) -> None:
    order = order_by(shop, BY_INVOICE, participants=(ANA, BO))
    tax_lines(shop.sessions, MVA)
    assert find_orders_without_papers(shop.sessions) == [order]
    assert catch_up(shop) == 1
    (invoice,) = papers(shop.sessions)
    assert (invoice.kind, invoice.total) == (INVOICE, 2 * PRICE)
    # The page says: until the end of 24 January.
    assert invoice.due_on == date(2031, 1, 24)
    to = invoice.recipient
    assert (to.company, to.address) == (TO.company, ("Quay 1", "5003 Bergen"))
    assert (to.registration_number, to.reference) == (TO.organisation_number, "PO-7")
    assert settled(shop)


def test_its_money_needs_no_receipt_in_however_many_parts(shop: Shop) -> None:
    order = order_by(shop, BY_INVOICE)
    record(shop, order, 100000)
    catch_up(shop)
    pay_page(shop, order)
    assert money(shop.sessions).paid == PRICE
    catch_up(shop)
    assert said(shop.sessions) == [(INVOICE, PRICE)]
    assert settled(shop)


def test_what_was_paid_before_anybody_wrote_an_invoice_has_a_receipt(shop: Shop) -> None:
    order = order_by(shop, BY_INVOICE)
    pay_page(shop, order)
    catch_up(shop)
    assert said(shop.sessions) == [(RECEIPT, PRICE)]
    assert settled(shop)


@pytest.mark.parametrize("issued", [True, False])
def test_the_invoice_of_an_order_that_was_given_up_is_credited(shop: Shop, issued: bool) -> None:
    order = order_by(shop, BY_INVOICE)
    if issued:
        catch_up(shop)
    assert shop.release(order, RegistrationState.CANCELLED) is Released.RELEASED
    catch_up(shop)
    assert said(shop.sessions) == ([(INVOICE, PRICE), (CREDIT, -PRICE)] if issued else [])
    assert settled(shop)


def test_a_rest_that_need_not_be_paid_is_credited(shop: Shop) -> None:
    order = order_by(shop, AT_DOOR)
    assert said(shop.sessions) == []
    record(shop, order, 400000)
    catch_up(shop)
    on_paper = order_by(shop, BY_INVOICE, token="second")
    catch_up(shop)
    record(shop, on_paper, PRICE - 500, key="form-2")
    assert credit(shop, on_paper)
    assert waive(shop, on_paper, owed(500)) == owed(500)
    catch_up(shop)
    assert said(shop.sessions) == [(RECEIPT, 400000), (INVOICE, PRICE), (CREDIT, -500)]
    assert settled(shop)


def test_what_is_confirmed_on_credit_is_asked_for_on_paper(shop: Shop) -> None:
    order = register_once(shop).reference
    assert catch_up(shop) == 0
    assert credit(shop, order)
    catch_up(shop)
    (invoice,) = papers(shop.sessions)
    assert (invoice.kind, invoice.recipient.address) == (INVOICE, ())
    assert settled(shop)


def test_each_part_of_a_deposit_order_has_its_own_receipt(shop: Shop) -> None:
    order = deposited(shop)
    catch_up(shop)
    record(shop, order, 300000)
    catch_up(shop)
    record(shop, order, PRICE - 384000, key="form-2")
    catch_up(shop)
    assert said(shop.sessions) == [(RECEIPT, 84000), (RECEIPT, 300000), (RECEIPT, 36000)]
    by = date(2031, 2, 24)
    assert [each.instalment for each in papers(shop.sessions)] == [
        Instalment(Part.DEPOSIT, PRICE - 84000, by),
        Instalment(Part.REST, 36000, by),
        Instalment(Part.REST),
    ]
    assert all(line.key != EXCESS for each in papers(shop.sessions) for line in each.lines)
    assert settled(shop)


@pytest.mark.parametrize("seen", [True, False])
def test_a_receipt_of_what_was_written_down_by_mistake_is_corrected(shop: Shop, seen: bool) -> None:
    order = order_by(shop, AT_DOOR)
    record(shop, order, 400000)
    if seen:
        catch_up(shop)
    undo(shop)
    catch_up(shop)
    receipt, correction = papers(shop.sessions)
    assert said(shop.sessions) == [(RECEIPT, 400000), (CORRECTION, -400000)]
    assert correction.corrects
    assert correction.corrects.number == receipt.number
    record(shop, order, PRICE, key="form-2")
    catch_up(shop)
    assert said(shop.sessions)[2:] == [(RECEIPT, PRICE)]
    assert EXCESS not in [line.key for line in papers(shop.sessions)[2].lines]
    assert books(shop.sessions).papers == books(shop.sessions).kept == PRICE
    assert settled(shop)


@pytest.mark.parametrize("seen", [True, False])
def test_an_invoice_stays_where_its_payment_was_a_mistake(shop: Shop, seen: bool) -> None:
    order = order_by(shop, BY_INVOICE)
    catch_up(shop)
    record(shop, order, PRICE)
    if seen:
        catch_up(shop)
    undo(shop)
    catch_up(shop)
    assert said(shop.sessions) == [(INVOICE, PRICE)]
    record(shop, order, PRICE, key="form-2")
    catch_up(shop)
    assert said(shop.sessions) == [(INVOICE, PRICE)]
    assert settled(shop)


def test_what_came_beyond_an_invoice_by_mistake_is_all_that_is_corrected(shop: Shop) -> None:
    order = order_by(shop, BY_INVOICE)
    catch_up(shop)
    record(shop, order, PRICE + 700)
    catch_up(shop)
    assert said(shop.sessions) == [(INVOICE, PRICE), (RECEIPT, 700)]
    undo(shop)
    catch_up(shop)
    assert said(shop.sessions) == [(INVOICE, PRICE), (RECEIPT, 700), (CORRECTION, -700)]
    record(shop, order, PRICE, key="form-2")
    catch_up(shop)
    assert len(papers(shop.sessions)) == 3
    assert settled(shop)


@pytest.mark.parametrize("wish", [BY_INVOICE, AT_DOOR])
def test_books_know_of_no_money_that_was_a_mistake(shop: Shop, wish: Wish) -> None:
    order = order_by(shop, wish)
    catch_up(shop)
    record(shop, order, 300000)
    catch_up(shop)
    undo(shop)
    catch_up(shop)
    period = Period(date(2031, 1, 1), date(2031, 1, 31), "Europe/Oslo")
    (total,) = totals_of(shop.sessions, period)
    assert (total.payments, total.refunds, total.kept) == (owed(300000), owed(300000), owed(0))
    sheets = {each.name: list(each.rows) for each in tables_of(shop.sessions, period)}
    assert [row[-1] for row in sheets["refunds"]] == [MISTAKE]


def test_books_name_the_invoice_that_money_was_for(shop: Shop) -> None:
    order = order_by(shop, BY_INVOICE)
    catch_up(shop)
    record(shop, order, PRICE)
    catch_up(shop)
    assert said(shop.sessions) == [(INVOICE, PRICE)]
    period = Period(date(2031, 1, 1), date(2031, 1, 31), "Europe/Oslo")
    sheets = {each.name: list(each.rows) for each in tables_of(shop.sessions, period)}
    assert [row[-1] for row in sheets["payments"]] == ["FL-2031-00001"]


def test_books_name_every_paper_that_a_payment_stands_on(shop: Shop) -> None:
    order = order_by(shop, BY_INVOICE)
    catch_up(shop)
    record(shop, order, 300000)
    record(shop, order, 160000, key="form-2")
    catch_up(shop)
    assert said(shop.sessions) == [(INVOICE, PRICE), (RECEIPT, 40000)]
    period = Period(date(2031, 1, 1), date(2031, 1, 31), "Europe/Oslo")
    sheets = {each.name: list(each.rows) for each in tables_of(shop.sessions, period)}
    assert [row[-1] for row in sheets["payments"]] == [
        "FL-2031-00001",
        "FL-2031-00001, FL-2031-00002",
    ]


def test_a_transfer_of_days_ago_for_an_order_that_ended_buys_nothing(shop: Shop) -> None:
    order = order_by(shop, BY_INVOICE)
    shop.release(order, RegistrationState.CANCELLED)
    record_payment(
        shop.sessions,
        order_reference=order,
        came=replace(came(PRICE, shop=shop), at=shop.now - timedelta(days=2)),
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )
    catch_up(shop)
    receipt = next(each for each in papers(shop.sessions) if each.kind is RECEIPT)
    assert [line.key for line in receipt.lines] == [EXCESS]
