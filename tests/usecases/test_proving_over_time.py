"""Claims about one proof after another: what was found stays or goes, and how far was read."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from app.domain.account import DisputeState, EntryKind, PayoutState
from app.domain.money import Money
from app.domain.payment import PaymentState
from app.domain.proof import Kind, Mend
from app.queries.staff.settlement import settlement_page
from app.store.account import AccountReading, BalanceEntry
from app.store.database import Database, reading, transaction
from app.store.order import Order
from app.store.payment import Payment
from app.store.payout import PayoutRow
from app.store.proof import SettlementReport
from app.usecases.prove_settlement import NotRead, Stopped
from tests.usecases.accounting import PRICE, Books, refunded
from tests.worlds import BO, NOW, money, register_once


@pytest.fixture
def books(sessions: Database) -> Books:
    return Books(sessions)


# -- over time -------------------------------------------------------------------------------------


def test_what_is_there_no_more_is_closed_and_open_anew_when_it_comes_again(books: Books) -> None:
    books.paid()
    entry = books.gateway.booked.pop()
    books.prove()
    since = books.only(Kind.UNKNOWN_THERE).found_at
    books.gateway.booked.append(entry)
    books.prove()
    assert books.differ() == []
    with transaction(books.sessions) as session:
        session.query(BalanceEntry).delete()
    books.gateway.booked.clear()
    books.prove()
    assert books.only(Kind.UNKNOWN_THERE).found_at > since


def test_what_changes_while_it_is_compared_is_not_found(books: Books) -> None:
    books.paid()
    books.gateway.change(0, payer=Money(1, "NOK"))
    asked = []

    def going() -> bool:
        asked.append(books.now)
        if len(asked) == 2:
            books.change_payment(received_minor=1)
        return True

    assert books.prove(going=going).found == {}


def test_each_proof_reads_on_from_the_last_with_an_overlap(books: Books) -> None:
    books.paid()
    books.prove()
    until = books.now
    books.later(days=30)
    books.gateway.book(EntryKind.FEE, Money(-100, "NOK"), ago=timedelta(days=29))
    books.gateway.change(0, words="never read again")
    books.prove()
    with reading(books.sessions) as session:
        assert session.scalar(select(func.count()).select_from(BalanceEntry)) == 2
        assert session.get_one(AccountReading, "stripe").read_until == books.now > until
        assert session.scalar(select(func.count()).select_from(SettlementReport)) == 2


def test_it_can_be_read_anew_from_any_day(books: Books) -> None:
    books.paid()
    books.prove()
    books.later(days=30)
    books.prove()
    books.gateway.change(0, fee_minor=1, net_minor=419999)
    books.prove()
    assert books.differ() == []
    books.prove(since=NOW - timedelta(days=1))
    books.only(Kind.FEE)


@pytest.mark.parametrize("later", [0, 30])
def test_what_they_list_no_more_once_it_was_read_is_not_there(books: Books, later: int) -> None:
    refunded(books)
    assert books.prove().found == {}
    books.later(days=later)
    books.prove()
    forgotten, books.gateway.booked[:] = list(books.gateway.booked), []
    since = NOW - timedelta(days=1) if later else None
    if later:
        assert books.prove().found == {}, "read on from the last, nothing is asked of it"
    proof = books.prove(since=since)
    assert proof.found == {Kind.UNKNOWN_THERE: 1, Kind.REFUND_MISSING_THERE: 1}
    assert proof.entries == 0
    books.gateway.booked[:] = forgotten
    assert books.prove(since=since).found == {}


def test_what_a_list_that_was_cut_short_lacks_is_still_there(books: Books) -> None:
    for number in range(3):
        books.paid(f"draft-{number}")
    books.prove()
    books.gateway.breaks_off = 1
    assert books.try_to_prove(since=NOW - timedelta(days=1)) == NotRead("No answer")
    with pytest.raises(Stopped):
        books.try_to_prove(going=lambda: False)
    with reading(books.sessions) as session:
        assert None not in set(session.scalars(select(BalanceEntry.listed_at)))


def test_what_another_reading_that_began_later_has_listed_is_there(books: Books) -> None:
    books.paid()
    books.prove()
    books.later(minutes=-20)
    books.prove()
    with reading(books.sessions) as session:
        listed_at = session.scalars(select(BalanceEntry.listed_at)).one()
    assert listed_at is not None
    assert listed_at > books.now


def test_a_fee_that_they_list_no_more_is_found_and_struck_out_or_accepted(books: Books) -> None:
    books.gateway.book(EntryKind.FEE, Money(-100, "NOK"))
    books.prove()
    books.gateway.booked.clear()
    books.prove()
    row = books.only(Kind.FEE)
    assert row.words == "listed when first read, not listed now"
    books.mend(row, Mend.TAKE_THEIRS)
    assert books.prove().found == {}
    with reading(books.sessions) as session:
        assert session.scalar(select(func.count()).select_from(BalanceEntry)) == 0


def test_money_of_nobodys_that_they_list_no_more_is_none(books: Books) -> None:
    books.gateway.book(EntryKind.PAYMENT, PRICE, source="ch_x", intent="pi_x")
    assert books.prove().found == {Kind.UNKNOWN_HERE: 1}
    books.gateway.booked.clear()
    assert books.prove().found == {}


def test_what_breaks_off_is_kept_said_and_gone_on_from(books: Books) -> None:
    for number in range(3):
        books.paid(f"draft-{number}")
    books.gateway.breaks_off = 1
    assert books.try_to_prove() == NotRead("No answer")
    page = settlement_page(books.sessions)
    assert page is not None
    assert (page.report, [each.words for each in page.troubles]) == (None, ["No answer"])
    with reading(books.sessions) as session:
        assert session.scalar(select(func.count()).select_from(BalanceEntry)) == 2
    books.gateway.breaks_off = -1
    assert books.prove().entries == 3
    page = settlement_page(books.sessions)
    assert page is not None
    assert page.troubles == ()


@pytest.mark.parametrize("after", range(5))
def test_a_proof_that_is_given_up_keeps_what_it_read_and_reports_nothing(
    books: Books, after: int
) -> None:
    books.paid()
    books.gateway.pay_out()
    asked = [0]

    def going() -> bool:
        asked[0] += 1
        return asked[0] <= after

    with pytest.raises(Stopped):
        books.try_to_prove(going=going)
    page = settlement_page(books.sessions)
    assert page is not None
    assert page.report is None
    assert books.prove().found == {}


def test_payouts_say_which_entries_went_in_them(books: Books) -> None:
    books.paid()
    books.gateway.pay_out(itemised=False)
    books.prove()
    with reading(books.sessions) as session:
        assert set(session.scalars(select(BalanceEntry.payout_id))) == {None}
    payout = books.gateway.paid_out["po_1"]
    books.gateway.paid_out["po_1"] = replace(payout, itemised=True)
    books.prove()
    with reading(books.sessions) as session:
        assert set(session.scalars(select(BalanceEntry.payout_id))) == {"po_1"}
        row = session.scalars(select(PayoutRow)).one()
        assert (row.read, row.unknown, row.state) == (True, 0, PayoutState.PAID)


def test_a_payout_is_what_its_entries_come_to_that_are_listed_still(books: Books) -> None:
    books.paid()
    fee = books.gateway.book(EntryKind.FEE, Money(-100, "NOK"))
    payout = books.gateway.pay_out()
    books.prove()
    assert books.differ() == []
    books.gateway.booked.remove(fee)
    without = payout.amount + Money(100, "NOK")
    books.gateway.paid_out["po_1"] = replace(payout, amount=without)
    books.prove()
    assert books.only(Kind.FEE).key == fee.entry_id
    books.gateway.paid_out["po_1"] = payout
    books.prove()
    assert sorted(each.key for each in books.differ()) == ["po_1", fee.entry_id]


def test_a_payout_of_before_anything_was_read_is_not_added_up(books: Books) -> None:
    books.paid()
    books.gateway.pay_out()
    books.gateway.inside["po_1"].append("txn_before")
    books.gateway.paid_out["po_1"] = replace(
        books.gateway.paid_out["po_1"], amount=Money(999, "NOK")
    )
    assert books.prove().found == {}


def test_an_entry_that_came_before_we_knew_its_name_is_found_by_it_later(books: Books) -> None:
    order = register_once(books, participants=(BO,), buyer=BO).reference
    page = books.page_of(order)
    books.gateway.pay(page)
    books.gateway.change(0, payment_uid="")
    books.prove()
    books.only(Kind.UNKNOWN_HERE)
    books.news(page)
    books.later(days=9)
    books.prove()
    assert books.differ() == []


def test_two_payments_of_one_order_say_once_what_its_places_lack(
    books: Books, sessions: Database
) -> None:
    order = books.paid()
    books.gateway.dispute(books.intent(order), PRICE)
    books.gateway.end_dispute(DisputeState.LOST)
    books.prove()
    books.mend(books.only(Kind.DISPUTE), Mend.RECORD)
    with transaction(sessions) as session:
        session.add(
            Payment(
                uid="second",
                order_id=session.scalars(select(Order.id)).one(),
                gateway="stripe",
                amount_minor=420000,
                currency="NOK",
                state=PaymentState.EXPIRED,
                created_at=NOW,
                expires_at=NOW,
            )
        )
    assert books.prove().found == {Kind.SEAT_NO_PAYMENT: 1}
    assert money_left(books) == 0


def money_left(books: Books) -> int:
    with reading(books.sessions) as session:
        return session.scalars(select(Order.paid_minor)).one()


def test_while_the_gateway_is_away_nothing_is_said(books: Books) -> None:
    books.paid()
    books.gateway.go_down()
    assert books.try_to_prove() == NotRead("No answer")
    assert books.differ() == []
    assert money(books.sessions).paid == 420000
