"""Claims about mending refunds, and figures that are not the same on both sides."""

import pytest
from sqlalchemy import select, update

from app.domain.account import DisputeState
from app.domain.event import EventKind
from app.domain.money import Money
from app.domain.payment import RefundOrigin, RefundState
from app.domain.proof import Kind, Mend
from app.store.account import BalanceEntry
from app.store.course_class import CourseClass
from app.store.database import Database, reading, transaction
from app.store.event import EventRow
from app.store.payment import Payment, Refund
from app.usecases.give_money_back import give_money_back
from app.usecases.move_registration import move_registration
from app.usecases.repair_money import NotMended
from tests.fakes.gateway import FakeGateway
from tests.usecases.accounting import PRICE, STAFF, Books, refunded
from tests.usecases.mending import ALREADY, DONE, refused, set_order
from tests.usecases.places import places
from tests.worlds import add_class, deliveries, money, register_once

OTHER = "FA-2031-09"


@pytest.fixture
def books(sessions: Database) -> Books:
    return Books(sessions)


# -- refunds ---------------------------------------------------------------------------------------


def test_a_refund_made_there_is_recorded_and_its_buyer_told(books: Books) -> None:
    order = books.paid()
    books.gateway.refund_there(books.intent(order), Money(100000, "NOK"))
    books.prove()
    row = books.only(Kind.REFUND_MISSING_HERE)
    assert books.mend(row, Mend.RECORD) == DONE
    assert books.mend(row, Mend.RECORD) == ALREADY
    (refund,) = books.refunds()
    assert (refund.gateway_id, refund.origin) == ("re_there", RefundOrigin.GATEWAY)
    assert money(books.sessions).paid == 320000
    assert deliveries(books.sessions, "mail")[-1][0] == "order.money_returned"
    # The place is short of that money now, and that is for staff to say.
    assert books.prove().found == {Kind.SEAT_NO_PAYMENT: 1}


def test_a_refund_made_there_is_told_of_the_class_that_its_place_is_in_now(books: Books) -> None:
    order = books.paid()
    add_class(books.sessions, OTHER)
    move_registration(
        books.sessions,
        reference=places(books)[0].reference,
        class_code=OTHER,
        asked_by=STAFF,
        partners=books.partners,
        wake=books.wake,
        now=books.now,
    )
    books.gateway.refund_there(books.intent(order), Money(100000, "NOK"))
    books.prove()
    assert books.mend(books.only(Kind.REFUND_MISSING_HERE), Mend.RECORD) == DONE
    with reading(books.sessions) as session:
        told = select(CourseClass.code).join(EventRow, EventRow.class_id == CourseClass.id)
        returned = told.where(EventRow.kind == EventKind.ORDER_MONEY_RETURNED)
        assert session.scalars(returned).all() == [OTHER]


def test_a_refund_that_is_known_by_now_is_not_recorded_again(books: Books) -> None:
    order = books.paid()
    books.gateway.refund_there(books.intent(order), PRICE)
    books.prove()
    with transaction(books.sessions) as session:
        session.add(
            Refund(
                uid="there",
                payment=session.scalars(select(Payment)).one(),
                gateway_id="re_there",
                amount_minor=420000,
                currency="NOK",
                reason="x",
                state=RefundState.MADE,
                due_at=books.now,
                created_at=books.now,
            )
        )
    assert "known by now" in refused(books, books.differ()[0], Mend.RECORD)


def test_more_than_the_payment_brought_is_not_recorded(books: Books) -> None:
    order = books.paid()
    books.gateway.refund_there(books.intent(order), Money(420001, "NOK"))
    books.prove()
    assert "more than the payment" in refused(books, books.differ()[0], Mend.RECORD)


def test_a_refund_of_money_that_is_not_known_yet_waits_for_that(books: Books) -> None:
    order = register_once(books).reference
    page = books.page_of(order)
    books.gateway.pay(page)
    books.gateway.refund_there(books.intent(order), PRICE)
    books.prove()
    (row,) = [each for each in books.differ() if each.kind is Kind.REFUND_MISSING_HERE]
    with pytest.raises(NotMended, match="settle that first"):
        books.mend(row, Mend.RECORD)


def test_a_refund_whose_payment_is_not_known_is_not_recorded(books: Books) -> None:
    order = books.paid()
    books.gateway.refund_there(books.intent(order), PRICE)
    books.prove()
    with transaction(books.sessions) as session:
        session.execute(update(BalanceEntry).values(payment_id=None))
    assert "not known here" in refused(books, books.differ()[0], Mend.RECORD)


@pytest.mark.parametrize("gone", ["the refund", "the gateway"])
def test_a_refund_that_they_do_not_have_any_more_is_not_recorded(books: Books, gone: str) -> None:
    order = books.paid()
    books.gateway.refund_there(books.intent(order), PRICE)
    books.prove()
    if gone == "the refund":
        books.gateway.made_there.clear()
    else:
        books.gateway.go_down()
    assert "later" in refused(books, books.differ()[0], Mend.RECORD)


@pytest.mark.parametrize("state", [RefundState.REFUSED, RefundState.WITHDRAWN])
def test_a_refund_that_went_through_after_nobody_answered_is_recorded(
    books: Books, state: RefundState
) -> None:
    order = books.paid()
    give_money_back(
        books.sessions,
        order_reference=order,
        amount_minor=420000,
        reason="kindness",
        asked_by=STAFF,
        key="form-1",
        now=books.now,
    )
    books.gateway.lose_answers()
    books.refund_all()
    books.gateway.mend()
    with transaction(books.sessions) as session:
        session.execute(update(Refund).values(state=state))
    books.prove()
    assert books.mend(books.only(Kind.REFUND_MISSING_HERE), Mend.RECORD) == DONE
    (refund,) = books.refunds()
    assert (refund.state, refund.gateway_id) == (
        RefundState.MADE,
        books.gateway.refunds[0].gateway_id,
    )
    assert money(books.sessions).paid == 0
    assert books.prove().found == {}


def test_a_refund_that_is_more_than_is_left_is_not_made_after_all(books: Books) -> None:
    order = books.paid()
    give_money_back(
        books.sessions,
        order_reference=order,
        amount_minor=420000,
        reason="kindness",
        asked_by=STAFF,
        key="form-1",
        now=books.now,
    )
    books.gateway.lose_answers()
    books.refund_all()
    books.gateway.mend()
    with transaction(books.sessions) as session:
        session.execute(update(Refund).values(state=RefundState.REFUSED))
    books.prove()
    set_order(books, paid_minor=1)
    assert "known by now" in refused(books, books.differ()[0], Mend.RECORD)


def test_a_refund_that_they_do_not_have_is_sent_again_once(books: Books) -> None:
    order = refunded(books)
    made = books.gateway.refunds.pop()
    books.gateway.booked.pop()
    books.prove()
    row = books.only(Kind.REFUND_MISSING_THERE)
    assert books.mend(row, Mend.SEND_AGAIN) == DONE
    assert money(books.sessions).paid == 420000
    assert books.mend(row, Mend.SEND_AGAIN) == ALREADY
    assert books.refund_all() == [RefundState.MADE]
    assert [each.refund_uid for each in books.gateway.refunds] != [made.refund_uid]
    assert len(books.gateway.refunds) == 1
    assert money(books.sessions).paid == 0
    assert books.prove().found == {}
    assert order


@pytest.mark.parametrize("state", [RefundState.DUE, None])
def test_a_refund_that_is_on_its_way_again_is_not_sent_twice(
    books: Books, state: RefundState | None
) -> None:
    refunded(books)
    books.gateway.booked.pop()
    books.prove()
    with transaction(books.sessions) as session:
        if state is None:
            session.execute(update(Refund).values(gateway_id="re_else"))
        else:
            session.execute(update(Refund).values(state=state))
    assert "on its way again" in refused(books, books.differ()[0], Mend.SEND_AGAIN)


def test_of_several_refunds_made_there_each_is_recorded_by_its_own_name(books: Books) -> None:
    order = books.paid()
    for name, minor in (("re_1st", 100000), ("re_2nd", 50000)):
        books.gateway.refund_there(books.intent(order), Money(minor, "NOK"), name)
    books.prove()
    second = next(each for each in books.differ() if each.key == "re_2nd")
    assert books.mend(second, Mend.RECORD) == DONE
    assert [each.amount_minor for each in books.refunds()] == [50000]


@pytest.mark.parametrize("what", ["refund", "dispute"])
def test_where_the_account_cannot_be_asked_nothing_is_recorded(books: Books, what: str) -> None:
    order = books.paid()
    if what == "refund":
        books.gateway.refund_there(books.intent(order), PRICE)
    else:
        books.gateway.dispute(books.intent(order), PRICE)
        books.gateway.end_dispute(DisputeState.LOST)
    books.prove()
    books.gateways["stripe"] = FakeGateway()
    assert "later" in refused(books, books.differ()[0], Mend.RECORD)
