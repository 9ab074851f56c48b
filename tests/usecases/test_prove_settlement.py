"""Claims about the proof of settlement: what is compared, found and said, and how far was read."""

from dataclasses import replace

import pytest
from sqlalchemy import select, update

from app.domain.account import DisputeState, EntryKind
from app.domain.money import Money
from app.domain.payment import RefundState
from app.domain.proof import Kind, Mend
from app.domain.registration import RegistrationState
from app.queries.staff.settlement import settlement_page
from app.store.database import Database, transaction
from app.store.payment import Payment, Refund
from app.store.registration import Registration
from app.usecases.give_money_back import give_money_back
from tests.usecases.accounting import PRICE, Books, refunded
from tests.worlds import register_once


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
    books.only(Kind.UNKNOWN_THERE)
