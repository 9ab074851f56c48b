"""Claims about refunds that somebody made at the gateway."""

import pytest

from app.domain.money import Money
from app.domain.payment import RefundOrigin, RefundState
from app.domain.registration import RegistrationState
from app.queries.staff.overview import overview
from app.store.database import Database, transaction
from app.usecases.hear_of_return import ReturnHeard
from tests.fakes.gateway import FakeGateway
from tests.usecases.accounting import PRICE, Books
from tests.usecases.hearing import handled, hear, looks
from tests.usecases.shop import Meanwhile
from tests.worlds import deliveries, money, register_once, states


@pytest.fixture
def books(sessions: Database) -> Books:
    return Books(sessions)


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
