"""Money of a held order that a bank took and gave back after all: what was owed again for it."""

import pytest
from sqlalchemy import select

from app.domain.account import DisputeState
from app.domain.money import Money
from app.domain.payment import Closing, RefundState
from app.domain.wording import say_money
from app.store.course_class import CourseClass
from app.store.database import Database, transaction
from app.usecases.waive_rest import waive_rest
from tests.usecases.accounting import Books
from tests.usecases.hearing import hear_dispute, looks
from tests.usecases.later import DEPOSIT, EVERY_WAY, PRICE, Account, account, record
from tests.usecases.sending_back import PART as PART_THERE
from tests.usecases.sending_back import close, lose, send_there
from tests.usecases.test_giving_back_held import PART, REST, SHARE, add_up, paid_in_part
from tests.worlds import states

LOST, WON = DisputeState.LOST, DisputeState.WON


@pytest.fixture
def books(sessions: Database) -> Books:
    """A shop whose class may be paid for in every way."""
    shop = Books(sessions)
    with transaction(sessions) as session:
        session.scalars(select(CourseClass)).one().paying = EVERY_WAY.document()
    return shop


def claimed(books: Books, order: str, *decided: DisputeState, minor: int = PART) -> None:
    """Have a bank claim the part back, and decide, each time anew and heard of."""
    books.gateway.dispute(books.intent(order), Money(minor, "NOK"))
    hear_dispute(books, "evt_claimed")
    for number, state in enumerate(decided):
        books.later(minutes=1)
        books.gateway.end_dispute(state)
        hear_dispute(books, f"evt_{number}{state.value}")
    books.later(minutes=1)


@pytest.mark.parametrize("late", [False, True], ids=["in turn", "lost is heard last"])
def test_what_was_lost_and_is_won_after_all_is_owed_no_more(books: Books, late: bool) -> None:
    order = paid_in_part(books)
    claimed(books, order, *([] if late else [LOST]))
    add_up(books, REST if late else PRICE)
    books.gateway.end_dispute(WON)
    hear_dispute(books, "evt_won")
    hear_dispute(books, "evt_lost")
    assert account(books) == Account(PRICE, PART, REST)
    add_up(books, REST)
    record(books, order, REST)
    assert states(books.sessions) == ["confirmed"]
    assert [each.state for each in books.refunds()] == ([] if late else [RefundState.RETURNED])
    add_up(books)


def test_what_is_won_after_all_confirms_where_it_is_enough(books: Books) -> None:
    order = paid_in_part(books)
    claimed(books, order, LOST)
    record(books, order, REST)
    assert states(books.sessions) == ["held"]
    books.gateway.end_dispute(WON)
    hear_dispute(books, "evt_won")
    assert (states(books.sessions), account(books).owed) == (["confirmed"], 0)
    add_up(books)


def test_what_is_won_after_it_was_paid_anew_goes_back(books: Books) -> None:
    order = paid_in_part(books)
    claimed(books, order, LOST)
    record(books, order, PRICE)
    assert states(books.sessions) == ["confirmed"]
    books.later(minutes=1)
    books.gateway.end_dispute(WON)
    hear_dispute(books, "evt_won")
    assert account(books) == Account(PRICE, PRICE + PART, 0)
    assert looks(books)[0].endswith(f"{say_money(Money(PART, 'NOK'))} is too much and goes back.")
    add_up(books)
    assert books.refund_all() == [RefundState.MADE]
    assert account(books) == Account(PRICE, PRICE, 0)
    add_up(books)


def test_what_is_paid_after_it_was_won_is_no_more_than_the_rest(books: Books) -> None:
    order = paid_in_part(books)
    claimed(books, order, LOST)
    page = books.page_of(order)
    books.gateway.end_dispute(WON)
    hear_dispute(books, "evt_won")
    books.gateway.pay(page)
    books.news(page, event_id="evt_late")
    assert (states(books.sessions), account(books).owed) == (["confirmed"], 0)
    assert [(each.state, each.amount_minor) for each in books.refunds()[1:]] == [
        (RefundState.DUE, PART)
    ]


def test_what_a_dispute_took_and_was_shown_as_a_refund_too_is_owed_once(books: Books) -> None:
    order = paid_in_part(books)
    lose(books, order, PART_THERE)
    send_there(books, order, PART_THERE)
    assert account(books).owed == REST + 2 * PART_THERE.minor
    assert close(books, books.refunds()[1].uid, Closing.LOST_ALREADY)
    left = PART - PART_THERE.minor
    assert account(books) == Account(PRICE, left, PRICE - left)
    add_up(books, PRICE - left)
    send_there(books, order, PART_THERE, "re_other")
    assert not close(books, books.refunds()[2].uid, Closing.LOST_ALREADY)


def test_what_was_let_off_meanwhile_does_not_go_back(books: Books) -> None:
    order = paid_in_part(books, wish=DEPOSIT, minor=SHARE // 2)
    claimed(books, order, LOST, minor=SHARE // 2)
    record(books, order, SHARE)
    assert states(books.sessions) == ["confirmed"]
    rest = Money(PRICE - SHARE, "NOK")
    assert waive_rest(
        books.sessions, order_reference=order, agreed=rest, reason="Ill", by="kim", **books.around
    )
    books.later(minutes=1)
    books.gateway.end_dispute(WON)
    hear_dispute(books, "evt_won")
    assert [each.state for each in books.refunds()] == [RefundState.RETURNED]


def test_what_is_lost_anew_is_owed_anew_while_the_place_waits_for_it(books: Books) -> None:
    order = paid_in_part(books)
    claimed(books, order, LOST, WON, LOST)
    assert account(books) == Account(PRICE, 0, PRICE)
    add_up(books, PRICE)
    books.later(minutes=1)
    books.gateway.end_dispute(WON)
    hear_dispute(books, "evt_won")
    record(books, order, REST)
    books.later(minutes=1)
    # Of a confirmed place what is lost is not owed, and so it is not when it is won.
    for state in (LOST, WON):
        books.gateway.end_dispute(state)
        hear_dispute(books, f"evt_{state.value}_confirmed")
        assert account(books).owed == 0
    assert [each.state for each in books.refunds()] == [RefundState.RETURNED]
    add_up(books)
