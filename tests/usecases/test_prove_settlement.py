"""Claims about the proof of settlement: what is compared, found and said, and how far was read."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from app.domain.account import DisputeState, EntryKind, PayoutState
from app.domain.money import Money
from app.domain.payment import PaymentState, RefundState
from app.domain.proof import Kind, Mend
from app.domain.registration import RegistrationState
from app.queries.staff.settlement import settlement_page
from app.store.account import AccountReading, BalanceEntry
from app.store.database import Database, reading, transaction
from app.store.order import Order
from app.store.payment import Payment, Refund
from app.store.payout import PayoutRow
from app.store.proof import SettlementReport
from app.store.registration import Registration
from app.usecases.give_money_back import give_money_back
from app.usecases.prove_settlement import NotRead, Stopped
from tests.usecases.accounting import Books
from tests.worlds import BO, NOW, money, register_once

PRICE = Money(420000, "NOK")


@pytest.fixture
def books(sessions: Database) -> Books:
    return Books(sessions)


# -- what agrees -----------------------------------------------------------------------------------


def test_where_all_agrees_nothing_differs_and_the_report_says_so(books: Books) -> None:
    books.paid()
    proof = books.prove()
    assert (proof.payments, proof.entries, proof.found, proof.unexplained) == (1, 1, {}, 0)
    page = settlement_page(books.sessions)
    assert page is not None
    assert page.report is not None
    assert (page.report.at, page.report.unexplained) == (books.now, 0)
    (totals,) = page.report.totals
    assert (totals.taken, totals.fees) == (PRICE, Money(8400, "NOK"))
    assert totals.net == Money(411600, "NOK")


def test_a_desk_that_took_nothing_has_nothing_to_prove(books: Books) -> None:
    proof = books.prove()
    assert (proof.payments, proof.entries, proof.unexplained) == (0, 0, 0)


def test_what_moved_within_ten_minutes_is_no_difference_yet(books: Books) -> None:
    order = books.paid()
    books.prove()
    books.gateway.refund_there(books.intent(order), PRICE)
    books.gateway.book(EntryKind.PAYMENT, PRICE, source="ch_x", intent="pi_x")
    books.later(minutes=-10)
    assert books.prove().found == {}
    assert books.prove().found == {Kind.REFUND_MISSING_HERE: 1, Kind.UNKNOWN_HERE: 1}


def test_money_that_we_sent_back_agrees(books: Books) -> None:
    order = register_once(books).reference
    page = books.page_of(order)
    books.release(order, RegistrationState.CANCELLED)
    books.gateway.pay_late(page)
    books.news(page)
    assert books.refund_all() == [RefundState.MADE]
    assert books.prove().found == {}


def test_a_part_that_staff_gave_back_is_explained_by_their_asking(books: Books) -> None:
    order = books.paid()
    give_money_back(
        books.sessions,
        order_reference=order,
        amount_minor=50000,
        reason="late start",
        asked_by="kim@example.org",
        key="form-1",
        now=books.now,
    )
    books.refund_all()
    assert books.prove().found == {}


def test_a_place_that_is_paid_elsewhere_needs_nothing_here(books: Books) -> None:
    books.paid()
    with transaction(books.sessions) as session:
        session.execute(update(Payment).values(gateway="iso"))
    books.gateway.booked.clear()
    assert books.prove().payments == 0


# -- each kind of difference -----------------------------------------------------------------------


def test_money_that_came_and_was_not_heard_of_is_paid_without_a_seat(books: Books) -> None:
    order = register_once(books).reference
    page = books.page_of(order)
    books.lapse(order)
    books.gateway.pay_late(page)
    books.prove()
    row = books.only(Kind.PAID_NO_SEAT)
    assert row.words == "NOK\N{NO-BREAK SPACE}4,200 came there, the payment is expired here"
    assert (row.order, row.value().mends) == (order, (Mend.SETTLE, Mend.ACCEPT))


def test_money_without_a_seat_or_a_refund_is_found(books: Books) -> None:
    books.paid()
    with transaction(books.sessions) as session:
        session.execute(update(Registration).values(state=RegistrationState.EXPIRED))
    books.prove()
    assert books.only(Kind.PAID_NO_SEAT).value().mends == (Mend.SEND_BACK, Mend.ACCEPT)


def test_a_seat_whose_money_never_came_is_found(books: Books) -> None:
    order = register_once(books).reference
    page = books.page_of(order)
    books.gateway.expire(page)
    books.news(page)
    with transaction(books.sessions) as session:
        session.execute(update(Registration).values(state=RegistrationState.CONFIRMED))
    books.prove()
    row = books.only(Kind.SEAT_NO_PAYMENT)
    assert (row.key, row.value().mends) == (order, (Mend.RELEASE, Mend.ACCEPT))


@pytest.mark.parametrize(
    ("theirs", "kind"),
    [(Money(410000, "NOK"), Kind.AMOUNT), (Money(420000, "EUR"), Kind.CURRENCY)],
)
def test_another_amount_or_currency_is_found(books: Books, theirs: Money, kind: Kind) -> None:
    books.paid()
    books.gateway.change(0, payer=theirs)
    books.prove()
    assert books.only(kind).value().mends == (Mend.TAKE_THEIRS, Mend.ACCEPT)


def test_a_refund_made_there_alone_is_missing_here(books: Books) -> None:
    order = books.paid()
    books.gateway.refund_there(books.intent(order), Money(100000, "NOK"))
    books.prove()
    row = books.only(Kind.REFUND_MISSING_HERE)
    assert (row.key, row.order) == ("re_there", order)


def refunded(books: Books) -> str:
    """Give a paid order of which all was sent back."""
    order = books.paid()
    give_money_back(
        books.sessions,
        order_reference=order,
        amount_minor=420000,
        reason="kindness",
        asked_by="kim@example.org",
        key="form-1",
        now=books.now,
    )
    books.refund_all()
    return order


def test_a_refund_of_ours_that_they_do_not_have_is_missing_there(books: Books) -> None:
    refunded(books)
    books.gateway.booked.pop()
    books.prove()
    assert books.only(Kind.REFUND_MISSING_THERE).key == books.gateway.refunds[0].gateway_id


def test_a_refund_that_came_back_to_their_account_is_missing_there(books: Books) -> None:
    order = refunded(books)
    made = books.gateway.refunds[0]
    books.gateway.book(EntryKind.REFUND, PRICE, source=made.gateway_id, intent=books.intent(order))
    books.prove()
    assert "came back" in books.only(Kind.REFUND_MISSING_THERE).words


def test_a_refund_that_went_through_after_nobody_answered_is_found(books: Books) -> None:
    books.paid()
    with transaction(books.sessions) as session:
        payment = session.scalars(select(Payment)).one()
        session.add(
            Refund(
                uid="ours",
                payment=payment,
                amount_minor=420000,
                currency="NOK",
                reason="kindness",
                asked_by="kim@example.org",
                state=RefundState.REFUSED,
                due_at=books.now,
                created_at=books.now,
            )
        )
    intent = books.payment().intent_id or ""
    books.gateway.book(
        EntryKind.REFUND, PRICE * -1, source="re_9", intent=intent, refund_uid="ours"
    )
    books.prove()
    assert "refused here" in books.only(Kind.REFUND_MISSING_HERE).words


def test_another_amount_of_a_refund_is_found(books: Books) -> None:
    refunded(books)
    books.gateway.change(1, payer=Money(-410000, "NOK"))
    books.prove()
    assert books.only(Kind.AMOUNT).value().about == "refund"


def test_a_lost_dispute_that_was_not_heard_of_is_found(books: Books) -> None:
    order = books.paid()
    books.gateway.dispute(books.intent(order), PRICE)
    assert books.prove().found == {}
    books.gateway.end_dispute(DisputeState.LOST)
    books.prove()
    assert books.only(Kind.DISPUTE).key == "du_1"
    page = settlement_page(books.sessions)
    assert page is not None
    assert [(each.order, each.state) for each in page.claims] == [(order, DisputeState.LOST)]


def test_figures_that_do_not_add_up_are_found(books: Books) -> None:
    books.paid()
    books.gateway.change(0, fee_minor=9000)
    books.prove()
    row = books.only(Kind.FEE)
    assert "less a fee of" in row.words
    assert row.value().mends == (Mend.ACCEPT,)


def test_a_fee_that_changed_since_it_was_read_is_found(books: Books) -> None:
    books.paid()
    books.prove()
    books.gateway.change(0, fee_minor=9000, net_minor=411000)
    books.prove()
    assert "84 when first read" in books.only(Kind.FEE).words
    # It stays so, although it now says the same each time.
    books.prove()
    assert books.only(Kind.FEE).value().mends == (Mend.TAKE_THEIRS, Mend.ACCEPT)


def test_an_adjustment_that_changed_is_found(books: Books) -> None:
    books.gateway.book(EntryKind.ADJUSTMENT, Money(-500, "NOK"))
    books.prove()
    books.gateway.change(0, amount=Money(-700, "NOK"), net_minor=-700)
    books.prove()
    assert "amount of" in books.only(Kind.FEE).words


def test_a_payout_that_is_not_the_sum_of_its_entries_is_found(books: Books) -> None:
    books.paid()
    payout = books.gateway.pay_out()
    books.prove()
    assert books.differ() == []
    books.gateway.paid_out["po_1"] = replace(payout, amount=Money(400000, "NOK"))
    books.prove()
    assert books.only(Kind.FEE).key == "po_1"


def test_money_that_is_nobodys_is_unknown_to_us_until_it_went_back(books: Books) -> None:
    books.gateway.book(EntryKind.PAYMENT, PRICE, source="ch_x", intent="pi_x")
    books.prove()
    assert books.only(Kind.UNKNOWN_HERE).key == "pi_x"
    books.gateway.book(EntryKind.REFUND, PRICE * -1, source="re_x", intent="pi_x")
    books.prove()
    assert books.differ() == []


def test_a_refund_of_nobodys_money_can_only_be_accepted(books: Books) -> None:
    books.gateway.book(EntryKind.REFUND, PRICE * -1, source="re_x")
    books.prove()
    assert books.only(Kind.UNKNOWN_HERE).value().mends == (Mend.ACCEPT,)


def test_a_payment_of_ours_that_they_do_not_have_is_unknown_to_them(books: Books) -> None:
    books.paid()
    books.gateway.booked.clear()
    books.prove()
    assert books.only(Kind.UNKNOWN_THERE).value().mends == (Mend.STRIKE_OUT, Mend.ACCEPT)


def test_money_that_came_and_failed_again_is_none(books: Books) -> None:
    order = books.paid()
    books.gateway.book(EntryKind.PAYMENT, PRICE * -1, intent=books.intent(order))
    books.prove()
    assert books.only(Kind.UNKNOWN_THERE)


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
    assert books.only(Kind.FEE)


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
    assert books.only(Kind.UNKNOWN_HERE)
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
