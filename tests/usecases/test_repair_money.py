"""Claims about mending differences of money: one click, what follows, once, and who it was."""

import pytest
from sqlalchemy import select, update

from app.domain.account import DisputeState, EntryKind
from app.domain.gateway import GatewayRefused, GatewayUnreachable, RefundMade, RefundRequest
from app.domain.money import Money
from app.domain.payment import PaymentState, RefundOrigin, RefundState
from app.domain.proof import Kind, Mend
from app.domain.registration import RegistrationState
from app.store import proof
from app.store.account import BalanceEntry
from app.store.database import Database, transaction
from app.store.order import Order
from app.store.payment import Payment, Refund
from app.store.proof import MoneyDifferenceRow
from app.store.registration import Registration
from app.usecases import repair_money as module
from app.usecases.give_money_back import give_money_back
from app.usecases.repair_money import Mended, NotMended
from tests.usecases.accounting import STAFF, Books
from tests.usecases.test_prove_settlement import PRICE, refunded
from tests.worlds import deliveries, money, register_once, seats, states

DONE = Mended("stripe", again=False)
ALREADY = Mended("stripe", again=True)


@pytest.fixture
def books(sessions: Database) -> Books:
    return Books(sessions)


def refused(books: Books, row: MoneyDifferenceRow, mend: Mend, reason: str = "") -> str:
    """Try to mend it and return why it was not done; it stays open."""
    with pytest.raises(NotMended) as refusal:
        books.mend(row, mend, reason)
    assert row.id in [each.id for each in books.differ()]
    return str(refusal.value)


def set_order(books: Books, **values: object) -> None:
    with transaction(books.sessions) as session:
        session.execute(update(Order).values(**values))


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


def test_places_that_were_given_up_meanwhile_are_not_given_up_again(books: Books) -> None:
    lost(books)
    books.prove()
    with transaction(books.sessions) as session:
        session.execute(update(Registration).values(state=RegistrationState.COMPLETED))
    assert "no confirmed place" in refused(books, books.differ()[0], Mend.RELEASE)


def test_keeping_the_places_is_accepting_it(books: Books) -> None:
    lost(books)
    books.prove()
    assert books.mend(books.only(Kind.SEAT_NO_PAYMENT), Mend.ACCEPT, "she paid in cash") == DONE
    assert books.prove().unexplained == 0
    assert states(books.sessions) == ["confirmed"]


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


def test_a_refund_that_went_through_after_nobody_answered_is_recorded(books: Books) -> None:
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


# -- figures ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("theirs", "paid"), [(Money(410000, "NOK"), 410000), (Money(420000, "EUR"), 0)]
)
def test_theirs_is_taken_for_what_a_payment_brought(books: Books, theirs: Money, paid: int) -> None:
    books.paid()
    books.gateway.change(0, payer=theirs)
    books.prove()
    assert books.mend(books.differ()[0], Mend.TAKE_THEIRS) == DONE
    payment = books.payment()
    assert (payment.received_minor, payment.received_currency) == (theirs.minor, theirs.currency)
    assert money(books.sessions).paid == paid


def test_theirs_in_another_currency_is_taken_back_again(books: Books) -> None:
    books.paid()
    books.gateway.change(0, payer=Money(420000, "EUR"))
    books.prove()
    books.mend(books.differ()[0], Mend.TAKE_THEIRS)
    books.gateway.change(0, payer=PRICE)
    books.prove()
    (row,) = [each for each in books.differ() if each.kind is Kind.CURRENCY]
    assert books.mend(row, Mend.TAKE_THEIRS) == DONE
    assert money(books.sessions).paid == 420000


def test_theirs_is_not_taken_where_more_went_back_already(books: Books) -> None:
    refunded(books)
    books.gateway.change(0, payer=Money(410000, "NOK"))
    books.prove()
    assert "More went back" in refused(books, books.differ()[0], Mend.TAKE_THEIRS)


def test_theirs_is_not_taken_where_they_say_it_no_more(books: Books) -> None:
    books.paid()
    books.gateway.change(0, payer=Money(410000, "NOK"))
    books.prove()
    with transaction(books.sessions) as session:
        session.query(BalanceEntry).delete()
    assert "does not say it any more" in refused(books, books.differ()[0], Mend.TAKE_THEIRS)


@pytest.mark.parametrize("currency", ["NOK", "EUR"])
def test_theirs_is_taken_for_what_a_refund_sent(books: Books, currency: str) -> None:
    refunded(books)
    books.gateway.change(1, payer=Money(-410000, "NOK"))
    with transaction(books.sessions) as session:
        session.execute(update(Refund).values(currency=currency))
    books.prove()
    (row,) = [each for each in books.differ() if each.about == "refund"]
    assert books.mend(row, Mend.TAKE_THEIRS) == DONE
    assert books.refunds()[0].amount == Money(410000, "NOK")
    assert money(books.sessions).paid == (10000 if currency == "NOK" else 0)


def test_theirs_is_not_taken_for_a_refund_that_is_not_known_any_more(books: Books) -> None:
    refunded(books)
    books.gateway.change(1, payer=Money(-410000, "NOK"))
    books.prove()
    with transaction(books.sessions) as session:
        session.execute(update(Refund).values(gateway_id="re_else"))
    assert "not known here" in refused(books, books.differ()[0], Mend.TAKE_THEIRS)


def test_a_fee_that_changed_is_taken_as_it_is_now(books: Books) -> None:
    books.paid()
    books.prove()
    books.gateway.change(0, fee_minor=9000, net_minor=411000)
    books.prove()
    assert books.mend(books.only(Kind.FEE), Mend.TAKE_THEIRS) == DONE
    assert books.prove().found == {}


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
    assert money(books.sessions).paid == 0
    assert books.prove().found == {Kind.SEAT_NO_PAYMENT: 1}


def test_money_that_is_not_paid_here_any_more_has_nothing_to_strike_out(books: Books) -> None:
    order = books.paid()
    books.gateway.booked.clear()
    books.prove()
    del books.gateway.pages[books.gateway.page_of(order).gateway_id]
    books.change_payment(state=PaymentState.FAILED)
    assert books.mend(books.differ()[0], Mend.STRIKE_OUT) == DONE
    assert money(books.sessions).paid == 420000


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
    assert proof.claim_difference is not module.claim_difference  # type: ignore[attr-defined]


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
