"""A refund that was refused, where money of its payment goes another way meanwhile."""

import pytest
from sqlalchemy import select

from app.domain.account import DisputeState
from app.domain.contact import Contact
from app.domain.money import Money
from app.domain.payment import Closing, RefundState, WentAlready, WentNot
from app.domain.wording import say_money
from app.queries.staff.registration import registration_page
from app.store.database import Database, reading, transaction
from app.store.open_refunds import WENT_THAT_WAY
from app.store.order import Order
from app.store.payment import Refund, RefundShare
from app.usecases.cancel_class import cancel_class
from app.usecases.cancel_places import cancel_places
from app.usecases.move_registration import move_registration
from tests.usecases.accounting import PRICE, STAFF, Books
from tests.usecases.hearing import hear_dispute
from tests.usecases.places import paid
from tests.usecases.sending_back import (
    PART,
    add_up,
    close,
    lose,
    refund,
    refused,
    retry,
    send_there,
)
from tests.worlds import ANA, BO, CLASS, add_class


@pytest.fixture
def books(sessions: Database) -> Books:
    return Books(sessions)


@pytest.mark.parametrize("gone", ["there", "lost"])
def test_what_went_whole_without_us_is_not_sent_again_nor_paid_otherwise(
    books: Books, gone: str
) -> None:
    order = books.paid()
    uid = refused(books, order, PRICE)
    (send_there if gone == "there" else lose)(books, order, PRICE)
    with pytest.raises(WentAlready) as again:
        retry(books, uid)
    assert str(again.value) == (
        "no more than NOK\N{NO-BREAK SPACE}0 is left of that payment, "
        "the rest went or is on its way"
    )
    with pytest.raises(WentAlready):
        close(books, uid, Closing.PAID_OTHERWISE)
    assert refund(books).state is RefundState.REFUSED
    assert close(books, uid, Closing.WENT_THAT_WAY)
    assert books.gateway.refunds == []
    add_up(books, 0)


def test_of_a_part_that_went_without_us_staff_are_asked_and_it_goes_once(books: Books) -> None:
    order = books.paid()
    uid = refused(books, order)
    send_there(books, order, PART)
    asked = refund(books).words
    assert asked.startswith(
        "NOK\N{NO-BREAK SPACE}1,000 of that payment went without us: was it this money?"
    )
    assert "no such money to send back" in asked
    assert close(books, uid, Closing.WENT_THAT_WAY)
    mine, theirs = books.refunds()
    assert (mine.state, mine.note) == (RefundState.WITHDRAWN, WENT_THAT_WAY)
    assert (mine.closed_by, mine.closed_at) == (STAFF, books.now)
    assert theirs.registration_id == mine.registration_id == books.places()[0].id
    assert not retry(books, uid)
    assert not close(books, uid, Closing.PAID_OTHERWISE)
    add_up(books, PRICE.minor - PART.minor)


def test_a_part_that_is_other_money_can_go_still(books: Books) -> None:
    order = books.paid()
    uid = refused(books, order)
    send_there(books, order, PART)
    assert retry(books, uid)
    assert refund(books).words == ""
    assert books.refund_all() == [RefundState.MADE]
    add_up(books, PRICE.minor - 2 * PART.minor)


def test_a_part_that_was_transferred_after_a_lost_part_is_written_down(books: Books) -> None:
    order = books.paid()
    uid = refused(books, order)
    lose(books, order, PRICE - PART)
    assert close(books, uid, Closing.PAID_OTHERWISE)
    add_up(books, 0)


def test_more_than_went_without_us_did_not_go_that_way(books: Books) -> None:
    order = books.paid()
    uid = refused(books, order)
    for went in (0, 60_000):
        if went:
            send_there(books, order, Money(went, "NOK"))
        with pytest.raises(WentNot) as refusal:
            close(books, uid, Closing.WENT_THAT_WAY)
        most = say_money(Money(went, "NOK"))
        assert str(refusal.value) == f"no more than {most} of that payment went without us"
    assert refund(books).state is RefundState.REFUSED


def test_what_went_without_us_is_one_refund_of_ours_only(books: Books) -> None:
    order = books.paid()
    one = refused(books, order)
    other = refused(books, order, key="form-2")
    send_there(books, order, PART)
    assert close(books, one, Closing.WENT_THAT_WAY)
    with pytest.raises(WentNot):
        close(books, other, Closing.WENT_THAT_WAY)
    assert close(books, other, Closing.WITHDRAWN)
    add_up(books, PRICE.minor - PART.minor)


def test_what_a_note_says_of_another_refund_counts_for_nothing(books: Books) -> None:
    order = books.paid()
    one = refused(books, order)
    other = refused(books, order, key="form-2")
    send_there(books, order, PART)
    assert close(books, one, Closing.WITHDRAWN, note=WENT_THAT_WAY)
    assert close(books, other, Closing.WENT_THAT_WAY)
    assert refund(books).closed_as is Closing.WITHDRAWN


def test_two_that_were_refused_are_not_both_sent_where_one_is_left(books: Books) -> None:
    order = books.paid()
    half = Money(PRICE.minor // 2, "NOK")
    one = refused(books, order, half)
    other = refused(books, order, half, key="form-2")
    send_there(books, order, half)
    assert retry(books, one)
    with pytest.raises(WentAlready):
        retry(books, other)
    with pytest.raises(WentAlready):
        close(books, other, Closing.PAID_OTHERWISE)
    assert books.refund_all() == [RefundState.MADE]
    add_up(books, 0)


def test_a_dispute_lost_anew_asks_anew(books: Books) -> None:
    order = books.paid()
    lose(books, order, PART)
    books.gateway.end_dispute(DisputeState.WON)
    hear_dispute(books, "evt_won")
    refused(books, order, PRICE)
    books.gateway.end_dispute(DisputeState.LOST)
    hear_dispute(books, "evt_lost_anew")
    assert "was it this money?" in refund(books, 1).words


def test_a_place_has_its_share_of_what_went_without_us(books: Books) -> None:
    order = books.paid()
    uid = refused(books, order)
    with transaction(books.sessions) as session:
        mine = session.scalars(select(Refund)).one()
        share = RefundShare(
            refund=mine, registration_id=mine.registration_id, amount_minor=PART.minor
        )
        mine.registration_id = None
        session.add(share)
    send_there(books, order, PART)
    close(books, uid, Closing.WENT_THAT_WAY)
    with reading(books.sessions) as session:
        assert session.scalars(select(RefundShare.refund_id)).one() == refund(books, 1).id


def end_class(books: Books, code: str, order: str) -> None:
    """Cancel a class, and end the order's places in it."""
    cancel_class(books.sessions, code=code, reason="no trainer", **books.around)
    cancel_places(books.sessions, order_reference=order, **books.around)


def test_what_went_for_other_places_leaves_what_is_owed_for_the_rest_sure(books: Books) -> None:
    second = add_class(books.sessions, "FA-2031-09")
    *_, last = paid(books, ANA, BO, Contact("Cy Dahl", "cy@example.org", ""))
    with reading(books.sessions) as session:
        order = session.scalars(select(Order.reference)).one()
    move_registration(
        books.sessions, reference=last, class_code=second, asked_by=STAFF, **books.around
    )
    end_class(books, CLASS, order)
    send_there(books, order, PRICE + PRICE)
    assert close(books, refund(books).uid, Closing.WENT_THAT_WAY)
    end_class(books, second, order)
    # Shares say that what went was for the other two, so nobody has to decide about the third.
    assert (refund(books, 2).state, refund(books, 2).amount) == (RefundState.DUE, PRICE)


def test_what_went_of_another_sum_is_for_no_place(books: Books) -> None:
    order = books.paid()
    uid = refused(books, order)
    send_there(books, order, PART + PART)
    assert close(books, uid, Closing.WENT_THAT_WAY)
    assert refund(books, 1).registration_id is None
    add_up(books, PRICE.minor - 2 * PART.minor)


def test_staff_see_what_may_have_gone_that_way(books: Books) -> None:
    order = books.paid()
    uid = refused(books, order)
    place = books.places()[0].reference

    def gone() -> list[bool]:
        page = registration_page(books.sessions, place, known=(), on=(), now=books.now)
        assert page is not None
        return [each.gone for each in page.refunds if each.uid == uid]

    assert gone() == [False]
    send_there(books, order, PART)
    assert gone() == [True]
    close(books, uid, Closing.WENT_THAT_WAY)
    assert gone() == [False]
