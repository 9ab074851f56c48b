"""Claims about disputes: shown while open, taken off when lost, added again when won."""

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.domain.account import DisputeState
from app.domain.money import Money
from app.domain.payment import RefundState
from app.queries.order.page import order_page
from app.queries.staff.overview import overview
from app.queries.staff.registration import registration_of, registration_page
from app.store.database import Database, open_database, reading
from app.store.dispute import DisputeRow
from app.store.payment import Payment
from app.store.tables import METADATA
from app.usecases.hear_of_dispute import DisputeHeard
from tests.fakes.gateway import FakeGateway
from tests.usecases.accounting import PRICE, Books
from tests.usecases.hearing import handled, hear, hear_dispute, looks
from tests.worlds import money


@pytest.fixture
def books(sessions: Database) -> Books:
    return Books(sessions)


# -- disputes --------------------------------------------------------------------------------------


def test_an_open_dispute_is_shown_and_takes_nothing_off_yet(books: Books) -> None:
    order = books.paid()
    books.gateway.dispute(books.intent(order), PRICE)
    assert hear_dispute(books, "evt_1d") is DisputeHeard.SETTLED
    assert money(books.sessions).paid == 420000
    seen = overview(books.sessions, now=books.now)
    assert (seen.disputes, len(seen.news)) == (1, 1)
    assert "Answer at the gateway by 2031-01-17" in seen.news[0].words
    page = order_page(books.sessions, reference=order, now=books.now)
    assert page is not None
    assert page.disputed
    place = registration_of(books.sessions, order)
    shown = registration_page(books.sessions, place or "", known=(), on=(), now=books.now)
    assert shown is not None
    assert [each.state for each in shown.claims] == [DisputeState.OPEN]


@pytest.mark.parametrize(("ends", "paid"), [(DisputeState.LOST, 0), (DisputeState.WON, 420000)])
def test_a_dispute_ends_with_the_money_gone_or_kept(
    books: Books, ends: DisputeState, paid: int
) -> None:
    order = books.paid()
    books.gateway.dispute(books.intent(order), PRICE)
    hear_dispute(books, "evt_1d")
    books.gateway.end_dispute(ends)
    assert hear_dispute(books, "evt_2d") is DisputeHeard.SETTLED
    assert hear_dispute(books, "evt_2d") is DisputeHeard.ALREADY
    assert hear_dispute(books, "evt_3d") is DisputeHeard.ALREADY
    assert money(books.sessions).paid == paid
    assert ("Keep or cancel" in looks(books)[0]) is (ends is DisputeState.LOST)
    assert overview(books.sessions, now=books.now).disputes == 0
    with reading(books.sessions) as session:
        assert session.scalars(select(DisputeRow.closed_at)).one() == books.now


def test_a_bank_that_decides_anew_moves_the_money_each_time(books: Books) -> None:
    order = books.paid()
    books.gateway.dispute(books.intent(order), PRICE)
    paid = []
    for number, state in enumerate(
        (DisputeState.LOST, DisputeState.WON, DisputeState.OPEN, DisputeState.LOST)
    ):
        report = books.gateway.claimed["du_1"]
        books.gateway.claimed["du_1"] = type(report)(
            *("du_1", report.intent_id, PRICE, "fraudulent", state, report.opened_at)
        )
        hear_dispute(books, f"evt_{number}d")
        paid.append(money(books.sessions).paid)
    assert paid == [0, 420000, 420000, 0]
    assert len(books.refunds()) == 1


def test_a_dispute_over_more_than_is_left_takes_nothing_off(books: Books) -> None:
    order = books.paid()
    books.gateway.dispute(books.intent(order), Money(420001, "NOK"))
    books.gateway.end_dispute(DisputeState.LOST)
    hear_dispute(books, "evt_1d")
    assert money(books.sessions).paid == 420000


def test_one_that_is_lost_again_when_the_money_went_back_takes_nothing_off(books: Books) -> None:
    order = books.paid()
    books.gateway.dispute(books.intent(order), PRICE)
    for number, state in enumerate((DisputeState.LOST, DisputeState.WON)):
        books.gateway.end_dispute(state)
        hear_dispute(books, f"evt_{number}d")
    books.gateway.refund_there(books.intent(order), PRICE)
    hear(books, books.intent(order))
    books.gateway.end_dispute(DisputeState.LOST)
    hear_dispute(books, "evt_9d")
    assert money(books.sessions).paid == 0


def test_a_dispute_over_money_in_another_currency_leaves_the_order_alone(books: Books) -> None:
    order = books.paid()
    books.change_payment(received_minor=420000, received_currency="EUR")
    books.gateway.dispute(books.intent(order), Money(420000, "EUR"))
    books.gateway.end_dispute(DisputeState.LOST)
    hear_dispute(books, "evt_1d")
    assert money(books.sessions).paid == 420000
    assert books.refunds()[0].currency == "EUR"


def test_a_dispute_over_nobodys_payment_is_kept_and_ends_there(books: Books) -> None:
    books.gateway.dispute("pi_other", PRICE)
    assert hear_dispute(books, "evt_1d") is DisputeHeard.ALREADY
    assert overview(books.sessions, now=books.now).disputes == 0


def test_a_dispute_that_the_gateway_does_not_know_is_ignored(books: Books) -> None:
    assert hear_dispute(books, "evt_1d", "du_none") is DisputeHeard.IGNORED
    assert handled(books, "evt_1d")


def test_while_the_gateway_is_away_news_of_a_dispute_is_to_come_again(books: Books) -> None:
    order = books.paid()
    books.gateway.dispute(books.intent(order), PRICE)
    books.gateway.go_down()
    assert hear_dispute(books, "evt_1d") is DisputeHeard.GATEWAY_UNREACHABLE
    books.gateways["stripe"] = FakeGateway()
    assert hear_dispute(books, "evt_1d") is DisputeHeard.GATEWAY_UNREACHABLE
    assert not handled(books, "evt_1d")


def test_a_dispute_without_a_day_to_answer_by_is_said_without(books: Books) -> None:
    order = books.paid()
    books.gateway.dispute(books.intent(order), PRICE)
    report = books.gateway.claimed["du_1"]
    books.gateway.claimed["du_1"] = type(report)(
        *("du_1", report.intent_id, PRICE, "fraudulent", DisputeState.OPEN, report.opened_at)
    )
    hear_dispute(books, "evt_1d")
    assert looks(books)[0].endswith("Answer at the gateway.")


# -- any story -------------------------------------------------------------------------------------

STEPS = st.lists(
    st.sampled_from(["refund", "lose", "win", "claim", "hear", "hear dispute", "prove"]),
    max_size=12,
)


@settings(max_examples=30)
@given(steps=STEPS)
def test_payments_less_refunds_are_what_the_order_paid_in_any_story(steps: Sequence[str]) -> None:
    database = open_database("sqlite://")
    METADATA.create_all(database.engine)
    books = Books(database)
    order = books.paid()
    intent, numbers = books.intent(order), itertools.count()
    for step in steps:
        _play(books, step, intent, next(numbers))
        paid = sum(each.amount_minor for each in books.refunds() if _gone(each.state))
        with reading(database) as session:
            received = session.scalars(select(Payment.received_minor)).one()
        assert received is not None
        assert money(database).paid == received - paid >= 0
    database.close()


def _gone(state: RefundState) -> bool:
    return state in (RefundState.MADE, RefundState.PENDING)


def _play(books: Books, step: str, intent: str, number: int) -> None:
    left = 420000 - sum(each.amount.minor for each in books.gateway.made_there)
    disputed = "du_1" in books.gateway.claimed
    if step == "refund" and left and not disputed:
        books.gateway.refund_there(intent, Money(min(left, 150000), "NOK"), f"re_{number}")
    elif step == "claim" and left and not disputed:
        books.gateway.dispute(intent, Money(left, "NOK"))
    elif step in ("lose", "win") and disputed:
        books.gateway.end_dispute(DisputeState.LOST if step == "lose" else DisputeState.WON)
    elif step == "hear":
        hear(books, intent, f"evt_{number}r")
    elif step == "hear dispute" and disputed:
        hear_dispute(books, f"evt_{number}d")
    elif step == "prove":
        books.prove()
