"""Money that staff write down, take back, give back, or let go; places confirmed on credit."""

import pytest
from sqlalchemy import select, update

from app.domain.money import Money
from app.domain.paper import PaperKind
from app.domain.payment import MISTAKE, RefundState, Step
from app.domain.payment_plan import Unpaid
from app.domain.registration import RegistrationState
from app.queries.order.page import order_page
from app.queries.staff.money import money_page, order_money
from app.store.database import Database, reading, transaction
from app.store.payment import Payment, Refund
from app.store.payment_terms import PaymentTerms
from app.store.registration import Registration
from app.usecases.confirm_on_credit import confirm_on_credit
from app.usecases.give_money_back import give_money_back
from app.usecases.give_voucher_back import give_voucher_back
from app.usecases.record_payment import Recorded
from app.usecases.retry_refund import retry_refund
from app.usecases.return_by_hand import return_by_hand
from app.usecases.undo_payment import VoucherGiven, undo_payment
from app.usecases.waive_rest import waive_rest
from tests.usecases.later import (
    AT_DOOR,
    BY_INVOICE,
    EVERY_WAY,
    KIM,
    PRICE,
    Account,
    account,
    order_by,
    pay_page,
    record,
    told,
)
from tests.usecases.papers import catch_up, said
from tests.usecases.shop import Shop
from tests.worlds import add_class, money, register_once, states

NOTHING = Money(0, "NOK")


@pytest.fixture
def shop(sessions: Database) -> Shop:
    add_class(sessions, ways=EVERY_WAY)
    return Shop(sessions)


def waive(shop: Shop, order: str, agreed: Money) -> Money | None:
    """Have staff let the rest go."""
    said = {"order_reference": order, "reason": "Ill since May", "by": KIM, **shop.around}
    return waive_rest(shop.sessions, agreed=agreed, **said)


def undo(shop: Shop, uid: str = "form-1") -> bool:
    """Take a payment back that was written down."""
    return undo_payment(shop.sessions, payment_uid=uid, by=KIM, **shop.around)


def hand_back(shop: Shop, uid: str) -> bool:
    """Say that money went back by hand."""
    return return_by_hand(
        shop.sessions,
        refund_uid=uid,
        by=KIM,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )


def waiting(shop: Shop) -> list[str]:
    """Return the uids of refunds that wait for staff."""
    with reading(shop.sessions) as session:
        return list(session.scalars(select(Refund.uid).where(Refund.state == RefundState.ASKED)))


def test_a_payment_is_written_down_with_who_and_how(shop: Shop) -> None:
    record(shop, order_by(shop, AT_DOOR), PRICE)
    with reading(shop.sessions) as session:
        payment = session.scalars(select(Payment)).one()
        assert (payment.gateway, payment.recorded_by, payment.note) == ("transfer", KIM, "bank 17")
        assert payment.settled_at == shop.now


def test_one_form_sent_twice_is_one_payment(shop: Shop) -> None:
    order = order_by(shop, AT_DOOR)
    record(shop, order, 100000)
    assert record(shop, order, 100000) == Recorded(Step.NOTHING, NOTHING)
    assert account(shop).paid == 100000


def test_nothing_is_written_down_for_an_order_that_is_not_there(shop: Shop) -> None:
    assert record(shop, "CD-NOBODY", 100) is None


def test_a_transfer_that_is_too_much_waits_to_be_given_back(shop: Shop) -> None:
    recorded = record(shop, order_by(shop, AT_DOOR), PRICE + 700)
    assert recorded == Recorded(Step.COUNT, Money(700, "NOK"))
    assert account(shop) == Account(PRICE, PRICE + 700, 0)
    (uid,) = waiting(shop)
    assert not retry_refund(shop.sessions, refund_uid=uid, now=shop.now)
    assert hand_back(shop, uid)
    assert account(shop) == Account(PRICE, PRICE, 0)
    assert told(shop)[-1] == "order.money_returned"
    assert not hand_back(shop, uid)
    assert not hand_back(shop, "no-such-refund")


def test_a_transfer_for_what_is_paid_waits_to_be_given_back_whole(shop: Shop) -> None:
    order = register_once(shop).reference
    pay_page(shop, order)
    assert record(shop, order, PRICE) == Recorded(Step.REFUND, Money(PRICE, "NOK"))
    assert money(shop.sessions).refunds == [(RefundState.ASKED, PRICE, "paid twice")]


def test_cash_for_an_order_that_ended_waits_to_be_given_back(shop: Shop) -> None:
    order = order_by(shop, BY_INVOICE)
    shop.release(order, RegistrationState.CANCELLED)
    record(shop, order, PRICE)
    (uid,) = waiting(shop)
    assert hand_back(shop, uid)
    assert account(shop).paid == 0


def test_money_a_gateway_took_goes_back_by_its_gateway_alone(shop: Shop) -> None:
    order = register_once(shop).reference
    pay_page(shop, order)
    give_money_back(
        shop.sessions,
        order_reference=order,
        amount_minor=100,
        reason="test",
        asked_by=KIM,
        key="key",
        now=shop.now,
    )
    with transaction(shop.sessions) as session:
        refund = session.scalars(select(Refund)).one()
        refund.state = RefundState.REFUSED
        uid = refund.uid
    assert not hand_back(shop, uid)


def test_a_payment_written_down_by_mistake_is_corrected_not_deleted(shop: Shop) -> None:
    record(shop, order_by(shop, BY_INVOICE), PRICE)
    assert undo(shop)
    assert account(shop) == Account(PRICE, 0, PRICE)
    assert money(shop.sessions).refunds == [(RefundState.MADE, PRICE, MISTAKE)]
    # Staff decide about its places; who was told once is told no more.
    assert states(shop.sessions) == ["confirmed"]
    assert "order.money_returned" not in told(shop)
    assert not undo(shop)


def test_what_was_too_much_by_mistake_waits_no_more(shop: Shop) -> None:
    order = order_by(shop, AT_DOOR)
    record(shop, order, PRICE)
    record(shop, order, PRICE, key="form-2")
    assert undo(shop, "form-2")
    assert waiting(shop) == []
    assert account(shop) == Account(PRICE, PRICE, 0)


def test_what_went_back_already_stays_gone(shop: Shop) -> None:
    record(shop, order_by(shop, AT_DOOR), PRICE + 700)
    (uid,) = waiting(shop)
    hand_back(shop, uid)
    assert undo(shop)
    assert account(shop) == Account(PRICE, 0, PRICE)


def test_only_what_staff_wrote_down_is_taken_back(shop: Shop) -> None:
    order = register_once(shop).reference
    pay_page(shop, order)
    with reading(shop.sessions) as session:
        uid = session.scalars(select(Payment.uid)).one()
    assert not undo(shop, uid)
    assert not undo(shop, "no-such-payment")


def test_a_payment_that_did_not_come_is_not_taken_back(shop: Shop) -> None:
    record(shop, order_by(shop, AT_DOOR), PRICE)
    with transaction(shop.sessions) as session:
        session.scalars(select(Payment)).one().state = "failed"  # type: ignore[assignment]  # seldom
    assert not undo(shop)


def credit(shop: Shop, order: str) -> bool:
    """Confirm an order before it is paid."""
    return confirm_on_credit(
        shop.sessions,
        order_reference=order,
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )


@pytest.mark.parametrize("online", [True, False])
def test_places_confirmed_on_credit_owe_their_money(shop: Shop, online: bool) -> None:
    order = register_once(shop).reference if online else order_by(shop, BY_INVOICE)
    assert credit(shop, order)
    assert states(shop.sessions) == ["confirmed"]
    assert account(shop) == Account(PRICE, 0, PRICE)
    assert told(shop) == ["order.held", "order.confirmed"]
    with reading(shop.sessions) as session:
        terms = session.scalars(select(PaymentTerms)).one()
        assert (terms.unpaid, terms.ends_at) == (Unpaid.STAFF, None)
        assert terms.due_at is not None
    assert not credit(shop, order)
    assert not credit(shop, "CD-NOBODY")
    pay_page(shop, order)
    assert account(shop).owed == 0


def test_what_is_let_go_need_not_be_paid(shop: Shop) -> None:
    order = order_by(shop, AT_DOOR)
    owed = Money(PRICE, "NOK")
    assert waive(shop, order, Money(1, "NOK")) is None
    assert waive(shop, order, owed) == owed
    assert account(shop) == Account(PRICE, 0, 0)
    assert waive(shop, order, NOTHING) is None
    assert waive(shop, "CD-NOBODY", owed) is None


def test_what_is_held_is_not_let_go(shop: Shop) -> None:
    order = order_by(shop, BY_INVOICE)
    owed = Money(PRICE, "NOK")
    assert waive(shop, order, owed) is None


def test_what_a_voucher_was_given_for_is_not_taken_back(shop: Shop) -> None:
    order = order_by(shop, AT_DOOR)
    record(shop, order, PRICE)
    give_voucher_back(
        shop.sessions,
        order_reference=order,
        amount_minor=PRICE,
        reason="a kindness",
        asked_by=KIM,
        key="form-2",
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )
    with pytest.raises(VoucherGiven, match="not taken back"):
        undo(shop)
    assert account(shop).paid == PRICE


def test_a_payment_taken_back_of_an_order_that_ended_is_no_debt(shop: Shop) -> None:
    order = order_by(shop, BY_INVOICE)
    record(shop, order, PRICE)
    with transaction(shop.sessions) as session:
        session.execute(update(Registration).values(state=RegistrationState.CANCELLED))
    assert undo(shop)
    assert (account(shop).paid, account(shop).owed) == (0, 0)


def test_an_order_paid_online_that_owes_again_is_among_what_is_still_to_be_paid(
    shop: Shop,
) -> None:
    order = register_once(shop).reference
    record(shop, order, PRICE)
    undo(shop)
    (debt,) = money_page(shop.sessions, now=shop.now).debts
    assert (debt.order, debt.owed, debt.due_at is not None) == (order, Money(PRICE, "NOK"), True)


def test_money_that_went_back_is_shown_whatever_words_staff_wrote(shop: Shop) -> None:
    order = order_by(shop, AT_DOOR)
    record(shop, order, PRICE)
    give_money_back(
        shop.sessions,
        order_reference=order,
        amount_minor=700,
        reason=MISTAKE,
        asked_by=KIM,
        key="form",
        now=shop.now,
    )
    (uid,) = waiting(shop)
    hand_back(shop, uid)
    seen = order_page(shop.sessions, reference=order, now=shop.now)
    assert seen is not None
    assert [each.amount for each in seen.money_back] == [Money(700, "NOK")]
    asked = order_money(shop.sessions, order)
    assert asked is not None
    assert [each.amount for each in asked.went_back] == [Money(700, "NOK")]
    assert asked.received[0].mistake is None
    catch_up(shop)
    assert said(shop.sessions) == [(PaperKind.RECEIPT, PRICE), (PaperKind.CREDIT_NOTE, -700)]
