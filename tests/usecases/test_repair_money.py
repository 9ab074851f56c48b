"""Claims about mending differences of money: one click, what follows, once, and who it was."""

import pytest
from sqlalchemy import update

from app.domain.account import EntryKind
from app.domain.gateway import GatewayRefused, GatewayUnreachable, RefundMade, RefundRequest
from app.domain.payment import PaymentState, RefundState
from app.domain.proof import Kind, Mend
from app.domain.registration import RegistrationState
from app.store.database import Database, transaction
from app.store.proof import MoneyDifferenceRow
from app.store.registration import Registration
from app.usecases import repair_money as module
from app.usecases.give_money_back import give_money_back
from app.usecases.repair_money import Mended
from tests.usecases.accounting import PRICE, STAFF, Books
from tests.usecases.mending import ALREADY, DONE, refused, set_order
from tests.worlds import money, register_once, states


@pytest.fixture
def books(sessions: Database) -> Books:
    return Books(sessions)


# -- what may be done ------------------------------------------------------------------------------


def test_accepting_needs_a_reason_and_keeps_it_with_who_and_when(books: Books) -> None:
    books.gateway.book(EntryKind.PAYMENT, PRICE, source="ch_x", intent="pi_x")
    assert books.prove().unexplained == 1
    row = books.only(Kind.UNKNOWN_HERE)
    assert "needs a reason" in refused(books, row, Mend.ACCEPT, "  ")
    assert books.mend(row, Mend.ACCEPT, " the web  shop's ") == DONE
    with transaction(books.sessions) as session:
        kept = session.get_one(MoneyDifferenceRow, row.id)
        assert (kept.state, kept.reason) == ("accept", "the web shop's")
        assert (kept.decided_by, kept.decided_at) == (STAFF, books.now)
    assert books.prove().unexplained == 0
    books.gateway.book(EntryKind.PAYMENT, PRICE, source="ch_x", intent="pi_x")
    assert books.prove().unexplained == 1


def test_what_is_not_offered_is_not_done(books: Books) -> None:
    books.gateway.book(EntryKind.PAYMENT, PRICE, source="ch_x", intent="pi_x")
    books.prove()
    assert "cannot be done" in refused(books, books.differ()[0], Mend.SETTLE)


def test_what_is_not_there_cannot_be_mended(books: Books) -> None:
    books.gateway.book(EntryKind.PAYMENT, PRICE, intent="pi_x")
    books.prove()
    row = books.differ()[0]
    with transaction(books.sessions) as session:
        session.delete(session.get_one(MoneyDifferenceRow, row.id))
    assert books.mend(row, Mend.ACCEPT, "why") is None


def test_while_the_gateway_is_off_only_what_needs_no_asking_is_done(books: Books) -> None:
    books.gateway.book(EntryKind.PAYMENT, PRICE, intent="pi_x")
    books.prove()
    books.gateways.clear()
    assert "off" in refused(books, books.differ()[0], Mend.SEND_BACK)
    assert books.mend(books.differ()[0], Mend.ACCEPT, "why") == DONE


# -- paid, no seat ---------------------------------------------------------------------------------


def unheard(books: Books) -> str:
    """Give an order whose hold ran out, and whose money came there and was not heard of."""
    order = register_once(books).reference
    page = books.page_of(order)
    books.lapse(order)
    books.gateway.pay_late(page)
    books.prove()
    return page


def test_settling_does_what_news_of_it_would_have(books: Books) -> None:
    unheard(books)
    assert books.mend(books.only(Kind.PAID_NO_SEAT), Mend.SETTLE) == DONE
    assert states(books.sessions) == ["expired", "confirmed"]
    assert money(books.sessions).paid == 420000
    assert books.prove().found == {}


def test_settling_is_refused_while_nobody_answers_or_it_is_not_paid(books: Books) -> None:
    page = unheard(books)
    row = books.only(Kind.PAID_NO_SEAT)
    books.gateway.go_down()
    assert "try again later" in refused(books, row, Mend.SETTLE)
    books.gateway.mend()
    books.gateway.pages[page].state = PaymentState.EXPIRED
    assert "not paid" in refused(books, row, Mend.SETTLE)
    del books.gateway.pages[page]
    assert "not paid" in refused(books, row, Mend.SETTLE)


def test_an_order_that_is_gone_is_not_mended(books: Books) -> None:
    unheard(books)
    row = books.only(Kind.PAID_NO_SEAT)
    set_order(books, reference="CD-OTHER")
    assert "no such order" in refused(books, row, Mend.SETTLE)


def test_money_without_a_seat_is_sent_back_once(books: Books) -> None:
    books.paid()
    with transaction(books.sessions) as session:
        session.execute(update(Registration).values(state=RegistrationState.EXPIRED))
    books.prove()
    row = books.only(Kind.PAID_NO_SEAT)
    assert books.mend(row, Mend.SEND_BACK) == DONE
    assert books.mend(row, Mend.SEND_BACK) == ALREADY
    assert books.refund_all() == [RefundState.MADE]
    assert money(books.sessions).paid == 0
    assert books.prove().found == {}


def test_where_nothing_is_left_of_it_nothing_is_sent_back(books: Books) -> None:
    order = books.paid()
    with transaction(books.sessions) as session:
        session.execute(update(Registration).values(state=RegistrationState.EXPIRED))
    books.prove()
    give_money_back(
        books.sessions,
        order_reference=order,
        amount_minor=420000,
        reason="kindness",
        asked_by=STAFF,
        key="form-1",
        now=books.now,
    )
    assert "Nothing is left" in refused(books, books.differ()[0], Mend.SEND_BACK)


# -- once ------------------------------------------------------------------------------------------


def press_twice(books: Books) -> list[Mended | None]:
    """Press *Settle it now*, and once more while the gateway is asked."""
    page = unheard(books)
    row = books.only(Kind.PAID_NO_SEAT)
    look_up, others = books.gateway.look_up, list[Mended | None]()

    def meanwhile(gateway_id: str) -> object:
        books.gateway.look_up = look_up  # type: ignore[method-assign]  # the fake's own
        others.append(books.mend(row, Mend.SETTLE))
        return look_up(gateway_id)

    books.gateway.look_up = meanwhile  # type: ignore[method-assign,assignment]  # the fake's own
    others.append(books.mend(row, Mend.SETTLE))
    assert page
    return others


def test_pressed_by_two_at_once_it_is_done_once(books: Books) -> None:
    assert press_twice(books) == [DONE, ALREADY]


def test_without_taking_the_difference_it_would_be_done_twice(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "claim_difference", lambda *_, **__: True)
    assert press_twice(books) == [DONE, DONE]


def test_money_of_nobodys_goes_back_once_though_pressed_by_two_at_once(books: Books) -> None:
    order = books.paid()
    books.gateway.change(0, payment_uid="", intent_id="pi_x", source_id="ch_x")
    books.prove()
    (row,) = [each for each in books.differ() if each.kind is Kind.UNKNOWN_HERE]
    books.gateway.pages["cs_x"] = books.gateway.page_of(order)
    books.gateway.pages["cs_x"].gateway_id = "cs_x"
    refund, others = books.gateway.refund, list[Mended | None]()

    def meanwhile(
        request: RefundRequest, *, key: str
    ) -> RefundMade | GatewayRefused | GatewayUnreachable:
        books.gateway.refund = refund  # type: ignore[method-assign]  # the fake's own
        others.append(books.mend(row, Mend.SEND_BACK))
        return refund(request, key=key)

    books.gateway.refund = meanwhile  # type: ignore[method-assign]  # the fake's own
    others.append(books.mend(row, Mend.SEND_BACK))
    assert others == [DONE, ALREADY]
    assert len(books.gateway.refunds) == 1
