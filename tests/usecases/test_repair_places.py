"""Claims about mending what is between places and their money."""

import pytest
from sqlalchemy import update

from app.domain.account import DisputeState, EntryKind
from app.domain.money import Money
from app.domain.payment import PaymentState, RefundOrigin, RefundState
from app.domain.proof import Kind, Mend
from app.domain.registration import RegistrationState
from app.store.database import Database, transaction
from app.store.proof import MoneyDifferenceRow
from app.store.registration import Registration
from app.usecases.give_money_back import give_money_back
from app.usecases.repair_money import NotMended
from tests.usecases.accounting import PRICE, STAFF, Books
from tests.usecases.later import Account, account
from tests.usecases.mending import ALREADY, DONE, refused, set_order
from tests.usecases.voucher_steps import cancel, paid_for_two
from tests.worlds import deliveries, money, seats, states


@pytest.fixture
def books(sessions: Database) -> Books:
    return Books(sessions)


# -- seat, no payment ------------------------------------------------------------------------------


def lost(books: Books) -> str:
    """Give an order of which a bank took the money, and that is written down."""
    order = books.paid()
    books.gateway.dispute(books.intent(order), PRICE)
    books.gateway.end_dispute(DisputeState.LOST)
    books.prove()
    assert books.mend(books.only(Kind.DISPUTE), Mend.RECORD) == DONE
    return order


def test_a_lost_dispute_is_taken_off_what_the_order_paid(books: Books) -> None:
    lost(books)
    (refund,) = books.refunds()
    assert (refund.state, refund.origin, refund.gateway_id) == (
        RefundState.MADE,
        RefundOrigin.DISPUTE,
        "du_1",
    )
    assert money(books.sessions).paid == 0


def test_a_dispute_that_is_won_after_all_is_added_again(books: Books) -> None:
    lost(books)
    books.gateway.end_dispute(DisputeState.WON)
    books.prove()
    (row,) = [each for each in books.differ() if each.kind is Kind.DISPUTE]
    assert books.mend(row, Mend.RECORD) == DONE
    assert books.refunds()[0].state is RefundState.RETURNED
    assert money(books.sessions).paid == 420000
    assert books.prove().found == {}


def test_a_dispute_that_cannot_be_asked_about_is_not_recorded(books: Books) -> None:
    order = books.paid()
    books.gateway.dispute(books.intent(order), PRICE)
    books.gateway.end_dispute(DisputeState.LOST)
    books.prove()
    books.gateway.go_down()
    assert "later" in refused(books, books.differ()[0], Mend.RECORD)


def test_places_whose_money_is_gone_are_given_up(books: Books) -> None:
    order = lost(books)
    books.prove()
    row = books.only(Kind.SEAT_NO_PAYMENT)
    assert row.key == order
    assert books.mend(row, Mend.RELEASE) == DONE
    assert states(books.sessions) == ["cancelled"]
    assert seats(books.sessions).taken == 0
    assert ("registration.cancelled", "due") in deliveries(books.sessions, "iso")
    assert books.prove().found == {}


def test_an_order_whose_places_were_given_up_owes_nothing(books: Books) -> None:
    lost(books)
    set_order(books, owed_minor=700)
    books.prove()
    assert books.mend(books.only(Kind.SEAT_NO_PAYMENT), Mend.RELEASE) == DONE
    assert account(books).owed == 0


def test_places_that_were_given_up_meanwhile_are_not_given_up_again(books: Books) -> None:
    lost(books)
    books.prove()
    with transaction(books.sessions) as session:
        session.execute(update(Registration).values(state=RegistrationState.COMPLETED))
    assert "no confirmed place" in refused(books, books.differ()[0], Mend.RELEASE)


def test_places_that_were_given_up_or_paid_meanwhile_are_not_charged_anew(books: Books) -> None:
    lost(books)
    books.prove()
    row = books.only(Kind.SEAT_NO_PAYMENT)
    set_order(books, paid_minor=420000)
    assert "not short of that any more" in refused(books, row, Mend.CHARGE)
    set_order(books, paid_minor=0)
    with transaction(books.sessions) as session:
        session.execute(update(Registration).values(state=RegistrationState.CANCELLED))
    assert "not short of that any more" in refused(books, row, Mend.CHARGE)


def test_what_a_bank_took_is_charged_anew_once(books: Books) -> None:
    lost(books)
    books.prove()
    row = books.only(Kind.SEAT_NO_PAYMENT)
    assert books.mend(row, Mend.CHARGE) == DONE
    assert books.mend(row, Mend.CHARGE) == ALREADY
    assert account(books).owed == 420000
    assert books.prove().found == {}


def short_of_all_but(books: Books, order: str, left: int) -> MoneyDifferenceRow:
    """Have so much of an order's money be left, as the rest went at the gateway."""
    gone = Money(money(books.sessions).paid - left, "NOK")
    books.gateway.refund_there(books.intent(order), gone)
    books.prove()
    assert books.mend(books.only(Kind.REFUND_MISSING_HERE), Mend.RECORD) == DONE
    books.prove()
    return books.only(Kind.SEAT_NO_PAYMENT)


def test_what_is_left_for_two_places_that_are_given_up_goes_back(books: Books) -> None:
    row = short_of_all_but(books, paid_for_two(books), 700000)
    assert books.mend(row, Mend.RELEASE) == DONE
    assert states(books.sessions) == ["cancelled", "cancelled"]
    rest = books.refunds()[-1]
    assert (rest.amount_minor, rest.state, rest.asked_by) == (700000, RefundState.DUE, STAFF)
    books.refund_all()
    assert money(books.sessions).paid == 0
    assert books.prove().found == {}


def test_where_a_place_had_ended_before_staff_decide_what_goes_back(books: Books) -> None:
    """The first was cancelled and its price kept: what is left is for one or for the other."""
    order = paid_for_two(books)
    cancel(books, back=0)
    row = short_of_all_but(books, order, 300000)
    assert Mend.CHARGE not in row.value().mends
    assert books.mend(row, Mend.RELEASE) == DONE
    rest = books.refunds()[-1]
    assert (rest.amount_minor, rest.state, rest.asked_by) == (300000, RefundState.ASKED, "")


def test_keeping_the_places_is_accepting_it(books: Books) -> None:
    lost(books)
    books.prove()
    assert books.mend(books.only(Kind.SEAT_NO_PAYMENT), Mend.ACCEPT, "she paid in cash") == DONE
    assert books.prove().unexplained == 0
    assert states(books.sessions) == ["confirmed"]


# -- unknown ---------------------------------------------------------------------------------------


def test_money_of_nobodys_is_sent_back_once(books: Books) -> None:
    order = books.paid()
    books.gateway.change(0, payment_uid="", intent_id="pi_x", source_id="ch_x")
    books.prove()
    (row,) = [each for each in books.differ() if each.kind is Kind.UNKNOWN_HERE]
    books.gateway.pages["cs_x"] = books.gateway.page_of(order)
    books.gateway.pages["cs_x"].gateway_id = "cs_x"
    assert books.mend(row, Mend.SEND_BACK) == DONE
    assert books.mend(row, Mend.SEND_BACK) == ALREADY
    assert [each.amount for each in books.gateway.refunds] == [PRICE]
    assert Kind.UNKNOWN_HERE not in books.prove().found


def test_money_of_nobodys_that_they_will_not_send_back_stays(books: Books) -> None:
    books.gateway.book(EntryKind.PAYMENT, PRICE, intent="pi_x")
    books.gateway.book(EntryKind.PAYMENT, PRICE, source="ch_y")
    books.prove()
    rows = {each.key: each for each in books.differ()}
    assert "no such money" in refused(books, rows["pi_x"], Mend.SEND_BACK)
    with pytest.raises(NotMended, match="no name for that money"):
        books.mend(rows["ch_y"], Mend.SEND_BACK)
    books.gateway.go_down()
    assert "later" in refused(books, rows["pi_x"], Mend.SEND_BACK)


def test_money_that_never_came_is_struck_out_once_they_were_asked(books: Books) -> None:
    order = books.paid()
    books.gateway.booked.clear()
    books.prove()
    row = books.only(Kind.UNKNOWN_THERE)
    assert "The gateway says that it is paid" in refused(books, row, Mend.STRIKE_OUT)
    page = books.gateway.page_of(order)
    page.state, page.received = PaymentState.EXPIRED, None
    assert books.mend(row, Mend.STRIKE_OUT) == DONE
    assert books.payment().state is PaymentState.FAILED
    assert account(books) == Account(PRICE.minor, 0, PRICE.minor), "it is asked for anew"
    assert books.prove().found == {}


def test_of_money_that_never_came_what_went_back_stays_and_is_accepted(books: Books) -> None:
    order = books.paid()
    give_money_back(
        books.sessions,
        order_reference=order,
        amount_minor=100000,
        reason="kindness",
        asked_by="kim@example.org",
        key="form-1",
        now=books.now,
    )
    books.refund_all()
    books.gateway.booked[:] = [
        each for each in books.gateway.booked if each.kind is not EntryKind.PAYMENT
    ]
    del books.gateway.pages[books.gateway.page_of(order).gateway_id]
    books.prove()
    (row,) = [each for each in books.differ() if each.kind is Kind.UNKNOWN_THERE]
    assert books.mend(row, Mend.STRIKE_OUT) == DONE
    assert money(books.sessions).paid == 0
    books.prove()
    (row,) = [each for each in books.differ() if each.kind is Kind.UNKNOWN_THERE]
    assert "accept it, and say why" in refused(books, row, Mend.STRIKE_OUT)
    assert books.mend(row, Mend.ACCEPT, "the bank has lost it") == DONE


def test_money_that_is_not_paid_here_any_more_has_nothing_to_strike_out(books: Books) -> None:
    order = books.paid()
    books.gateway.booked.clear()
    books.prove()
    del books.gateway.pages[books.gateway.page_of(order).gateway_id]
    books.change_payment(state=PaymentState.FAILED)
    assert books.mend(books.differ()[0], Mend.STRIKE_OUT) == DONE
    assert money(books.sessions).paid == 420000
