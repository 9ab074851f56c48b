"""Claims about money that goes without us: refunds made at the gateway, and disputes."""

import itertools
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from app.domain.account import DisputeState
from app.domain.money import Money
from app.domain.news import GatewayNews
from app.domain.payment import RefundOrigin, RefundState
from app.domain.registration import RegistrationState
from app.queries.order import order_page
from app.queries.staff.overview import overview
from app.queries.staff.registration import registration_of, registration_page
from app.store.database import Database, open_database, reading, transaction
from app.store.dispute import DisputeRow
from app.store.inbound import Inbound
from app.store.payment import Payment
from app.store.tables import METADATA
from app.usecases.hear_of_dispute import DisputeHeard, hear_of_dispute
from app.usecases.hear_of_return import ReturnHeard, hear_of_return
from tests.fakes.gateway import FakeGateway
from tests.usecases.accounting import Books
from tests.usecases.shop import Meanwhile
from tests.usecases.test_prove_settlement import PRICE
from tests.worlds import deliveries, money, register_once, states


@pytest.fixture
def books(sessions: Database) -> Books:
    return Books(sessions)


def hear(books: Books, intent: str, event: str = "evt_r") -> ReturnHeard:
    """Hear that some of that money went back there."""
    news = GatewayNews("stripe", event, "charge.refunded", None, b"{}", intent_id=intent)
    return hear_of_return(
        books.sessions,
        news=news,
        gateways=books.gateways,
        partners=books.partners,
        wake=books.wake,
        now=books.now,
    )


def hear_dispute(books: Books, event: str, dispute: str = "du_1") -> DisputeHeard:
    """Hear that a dispute moved."""
    news = GatewayNews("stripe", event, "charge.dispute", None, b"{}", dispute_id=dispute)
    return hear_of_dispute(books.sessions, news=news, gateways=books.gateways, now=books.now)


def looks(books: Books) -> list[str]:
    """Return what staff are asked to look at, the newest first."""
    return [each.words for each in overview(books.sessions, now=books.now).news]


def handled(books: Books, event: str) -> bool:
    with reading(books.sessions) as session:
        rows = select(Inbound.handled_at).where(Inbound.external_id == event)
        return session.scalars(rows).one() is not None


# -- refunds made there ----------------------------------------------------------------------------


def test_money_that_went_back_there_is_written_down_and_staff_are_asked_of_the_place(
    books: Books,
) -> None:
    order = books.paid()
    books.gateway.refund_there(books.intent(order), Money(100000, "NOK"))
    assert hear(books, books.intent(order)) is ReturnHeard.SETTLED
    (refund,) = books.refunds()
    assert (refund.state, refund.origin, refund.amount_minor) == (
        *(RefundState.MADE, RefundOrigin.GATEWAY),
        100000,
    )
    assert money(books.sessions).paid == 320000
    assert states(books.sessions) == ["confirmed"]
    (words,) = looks(books)
    assert words.startswith(f"Order {order}: ")
    assert words.endswith("Keep or cancel the place?")
    assert overview(books.sessions, now=books.now).news[0].order == order
    assert deliveries(books.sessions, "mail")[-1][0] == "order.money_returned"
    assert "mail" in books.woken


def test_repeated_and_further_news_of_it_has_no_further_effect(books: Books) -> None:
    order = books.paid()
    books.gateway.refund_there(books.intent(order), Money(100000, "NOK"))
    assert hear(books, books.intent(order), "evt_1r") is ReturnHeard.SETTLED
    assert hear(books, books.intent(order), "evt_1r") is ReturnHeard.ALREADY
    assert hear(books, books.intent(order), "evt_2r") is ReturnHeard.ALREADY
    assert money(books.sessions).paid == 320000
    books.gateway.refund_there(books.intent(order), Money(320000, "NOK"), "re_rest")
    assert hear(books, books.intent(order), "evt_3r") is ReturnHeard.SETTLED
    assert money(books.sessions).paid == 0
    assert len(looks(books)) == 2


def test_what_we_sent_back_ourselves_is_no_news(books: Books) -> None:
    order = register_once(books).reference
    page = books.page_of(order)
    books.release(order, RegistrationState.CANCELLED)
    books.gateway.pay_late(page)
    books.news(page)
    books.refund_all()
    assert hear(books, books.intent(order)) is ReturnHeard.ALREADY
    assert len(books.refunds()) == 1
    assert looks(books) == []


def test_where_no_place_is_left_nobody_is_asked_of_it(books: Books) -> None:
    order = books.paid()
    books.gateway.refund_there(books.intent(order), PRICE)
    with transaction(books.sessions) as session:
        for place in session.query(type(books.places()[0])):
            place.state = RegistrationState.CANCELLED
    hear(books, books.intent(order))
    (words,) = looks(books)
    assert words.endswith("not by us.")


def test_money_of_somebody_elses_is_kept_and_ends_there(books: Books) -> None:
    assert hear(books, "pi_other") is ReturnHeard.IGNORED
    assert handled(books, "evt_r")


def test_money_that_is_not_known_to_have_come_is_waited_for(books: Books) -> None:
    order = books.paid()
    books.change_payment(state="processing")
    books.gateway.refund_there(books.intent(order), PRICE)
    assert hear(books, books.intent(order)) is ReturnHeard.NOT_PAID_YET
    assert not handled(books, "evt_r")
    books.change_payment(state="paid")
    assert hear(books, books.intent(order)) is ReturnHeard.SETTLED


def test_while_the_gateway_is_away_it_is_to_come_again(books: Books) -> None:
    order = books.paid()
    books.gateway.refund_there(books.intent(order), PRICE)
    books.gateway.go_down()
    assert hear(books, books.intent(order)) is ReturnHeard.GATEWAY_UNREACHABLE
    books.gateways["stripe"] = FakeGateway()
    assert hear(books, books.intent(order)) is ReturnHeard.GATEWAY_UNREACHABLE
    books.gateways["stripe"] = books.gateway
    books.gateway.mend()
    assert hear(books, books.intent(order)) is ReturnHeard.SETTLED


def test_two_that_hear_of_it_at_once_write_it_down_once(books: Books) -> None:
    order = books.paid()
    books.gateway.refund_there(books.intent(order), PRICE)
    gateways, ends = books.gateways, list[ReturnHeard]()

    def meanwhile() -> None:
        books.gateways = gateways
        ends.append(hear(books, books.intent(order), "evt_2r"))

    books.gateways = Meanwhile(gateways, meanwhile)
    ends.append(hear(books, books.intent(order), "evt_1r"))
    assert ends == [ReturnHeard.SETTLED, ReturnHeard.ALREADY]
    assert money(books.sessions).paid == 0


def test_a_refund_there_that_failed_is_none(books: Books) -> None:
    order = books.paid()
    books.gateway.refund_there(books.intent(order), PRICE)
    there = books.gateway.made_there.pop()
    failed = type(there)(
        there.refund_id, there.intent_id, PRICE, RefundState.REFUSED, there.made_at
    )
    books.gateway.made_there.append(failed)
    assert hear(books, books.intent(order)) is ReturnHeard.ALREADY
    assert books.refunds() == []


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
