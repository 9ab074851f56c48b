"""What a partner's news does here: in any order, twice, late, and never a step back (I11, S10)."""

from datetime import timedelta
from itertools import permutations
from typing import Any

import pytest
from sqlalchemy import select

from app.domain.payment import PaymentState, RefundState
from app.domain.registration import RegistrationState
from app.store.database import Database, reading, transaction
from app.store.payment import Payment, Refund
from app.store.registration import Registration
from app.usecases.open_checkout import open_checkout
from app.usecases.retry_refund import retry_refund
from app.usecases.settle_payment import settle_payment
from tests.partners.iso_news_world import Office, envelope, office_of
from tests.worlds import ANA, BO, add_class, deliveries, money, seats, states

PAID: dict[str, Any] = {"paymentId": "pay-71", "amount": 4200.0, "currency": "NOK"}


@pytest.fixture
def office(sessions: Database) -> Office:
    """Give a desk whose ISO sends events."""
    return office_of(sessions)


def pay_by_card(office: Office, reference: str) -> None:
    """Pay at the gateway."""
    open_checkout(
        office.desk.sessions,
        reference=reference,
        gateway=office.gateway,
        success_url="https://desk.example.test/ok",
        cancel_url="https://desk.example.test/no",
        now=office.desk.now,
    )
    office.gateway.pay(office.gateway.page_of(reference).gateway_id)
    settle_payment(
        office.desk.sessions,
        gateways=office.desk.gateways,
        partners=office.desk.partners,
        wake=office.desk.wake,
        now=office.desk.now,
        order_reference=reference,
    )


def refunds(office: Office) -> list[tuple[RefundState, int]]:
    """Return state and amount of every refund."""
    return [(state, minor) for state, minor, _ in money(office.desk.sessions).refunds]


def test_a_payment_at_iso_confirms_the_registration(office: Office) -> None:
    office.register()
    kept = office.hear("payment.completed", **PAID)
    assert states(office.desk.sessions) == ["confirmed"]
    assert money(office.desk.sessions).paid == 420000
    assert (kept.words, kept.look) == ("Paid there: confirmed here", False)
    with reading(office.desk.sessions) as session:
        payment = session.scalars(select(Payment)).one()
    assert (payment.gateway, payment.gateway_id, payment.state) == (
        *("iso", "pay-71", PaymentState.PAID),
    )


@pytest.mark.parametrize("turn", list(permutations(range(4))))
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_I11_check_4_of_iso_any_order_and_twice_ends_the_same(
    office: Office, turn: tuple[int, ...]
) -> None:
    office.register()
    events = [
        envelope("registration.created", "evt-0"),
        envelope("registration.confirmed", "evt-1"),
        envelope("payment.completed", "evt-2", **PAID),
        envelope("payment.completed", "evt-3", **PAID),
    ]
    for number in (*turn, *turn):
        assert office.send(events[number]).status_code == 200
        office.work()
    assert states(office.desk.sessions) == ["confirmed"]
    assert money(office.desk.sessions).payments == [PaymentState.PAID]
    assert refunds(office) == []


def test_check_4_of_iso_a_payment_before_its_registration_is_known_waits_for_it(
    office: Office,
) -> None:
    kept = office.hear("payment.completed", registrationId="reg-late", **PAID)
    assert (kept.handled_at, kept.attempt) == (None, 1)
    assert kept.words == "It is about a registration that is not known here yet"
    assert office.work() == 0, "and not before its time"
    office.register("reg-late")
    office.desk.later(minutes=1)
    assert office.work() == 1
    assert states(office.desk.sessions) == ["confirmed"]


def test_what_never_becomes_known_is_left_to_a_person(office: Office) -> None:
    office.hear("payment.completed", registrationId="reg-nowhere", **PAID)
    for _ in range(20):
        office.desk.now += timedelta(hours=15)
        office.work()
    (kept,) = office.kept()
    assert (kept.look, kept.words) == (True, "It is about no registration that is known here")
    assert kept.handled_at is not None


def test_our_own_reference_is_as_good_as_isos_number(office: Office) -> None:
    office.register()
    with reading(office.desk.sessions) as session:
        reference = session.scalars(select(Registration.reference)).one()
    office.hear("payment.completed", registrationId=reference, **PAID)
    assert states(office.desk.sessions) == ["confirmed"]


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ({"amount": 1.0}, "Paid there: 1.00 NOK; the order here is over 4200.00 NOK"),
        ({"currency": "EUR"}, "Paid there: 4200.00 EUR; the order here is over 4200.00 NOK"),
        ({"amount": None}, "Paid there, without an amount that can be money"),
        ({"amount": 0.001}, "Paid there, without an amount that can be money"),
        ({"amount": True}, "Paid there, without an amount that can be money"),
        ({"currency": None}, "Paid there, without an amount that can be money"),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_I14_money_that_is_not_the_price_is_left_to_a_person(
    office: Office, amount: dict[str, Any], words: str
) -> None:
    office.register()
    kept = office.hear("payment.completed", **(PAID | amount))
    assert (kept.words, kept.look) == (words, True)
    assert states(office.desk.sessions) == ["held"]
    assert money(office.desk.sessions).payments == []


def test_I6_a_confirmation_without_money_waits_for_the_money(office: Office) -> None:
    office.register()
    kept = office.hear("registration.confirmed")
    assert states(office.desk.sessions) == ["held"]
    assert kept.words == "Confirmed there; here it is held until it is paid"


def test_S10_cancelling_a_paid_registration_opens_a_refund_task_and_refunds_nothing(
    office: Office,
) -> None:
    reference = office.register()
    pay_by_card(office, reference)
    kept = office.hear("registration.cancelled", reason="Participant request")
    assert states(office.desk.sessions) == ["cancelled"]
    assert seats(office.desk.sessions).agree
    assert seats(office.desk.sessions).taken == 0
    assert refunds(office) == [(RefundState.ASKED, 420000)]
    assert money(office.desk.sessions).paid == 420000
    assert kept.words == "Cancelled here too; whether money goes back is to be decided"
    assert deliveries(office.desk.sessions, "iso")[-1] == ("registration.cancelled", "due")


def test_S10_a_person_who_decides_so_has_the_money_sent_back(office: Office) -> None:
    pay_by_card(office, office.register())
    office.hear("registration.cancelled")
    with reading(office.desk.sessions) as session:
        uid = session.scalars(select(Refund.uid)).one()
    assert retry_refund(office.desk.sessions, refund_uid=uid, now=office.desk.now)
    assert refunds(office) == [(RefundState.DUE, 420000)]


def test_cancelling_one_of_two_paid_places_leaves_the_other(office: Office) -> None:
    pay_by_card(office, office.register(participants=(ANA, BO)))
    office.hear("registration.cancelled")
    assert states(office.desk.sessions) == ["cancelled", "confirmed"]
    assert refunds(office) == [(RefundState.ASKED, 420000)]
    office.hear("registration.cancelled", "evt-2", registrationId="reg-1-1")
    assert refunds(office) == [(RefundState.ASKED, 420000)] * 2
    assert seats(office.desk.sessions).taken == 0


def test_a_free_place_that_is_cancelled_there_is_cancelled_here(office: Office) -> None:
    code = add_class(office.desk.sessions, "FREE-1", prices=())
    office.register(code=code)
    kept = office.hear("registration.cancelled")
    assert (states(office.desk.sessions), kept.words) == (["cancelled"], "Cancelled here too")
    assert refunds(office) == []


def test_an_unpaid_place_that_is_cancelled_there_is_released_with_the_gateway_asked_first(
    office: Office,
) -> None:
    office.register()
    kept = office.hear("registration.cancelled")
    assert states(office.desk.sessions) == ["cancelled"]
    assert kept.handled_at is None
    office.desk.later(minutes=1)
    office.work()
    (kept,) = office.kept()
    assert (kept.handled_at is None, kept.words) == (False, "It is cancelled here already")


def test_one_of_several_unpaid_places_is_left_to_a_person(office: Office) -> None:
    office.register(participants=(ANA, BO))
    kept = office.hear("registration.cancelled")
    assert (kept.look, states(office.desk.sessions)) == (True, ["held", "held"])


@pytest.mark.parametrize(
    ("state", "kind", "look"),
    [
        ("completed", "registration.cancelled", True),
        ("no_show", "registration.cancelled", True),
        ("cancelled", "registration.confirmed", True),
        ("expired", "registration.confirmed", True),
        ("expired", "registration.cancelled", False),
        ("completed", "registration.confirmed", False),
    ],
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_I11_a_final_state_is_never_stepped_back_from(
    office: Office, state: str, kind: str, look: bool
) -> None:
    office.register()
    with transaction(office.desk.sessions) as session:
        session.scalars(select(Registration)).one().state = RegistrationState(state)
    kept = office.hear(kind)
    assert (states(office.desk.sessions), kept.look) == ([state], look)


def test_money_for_a_place_that_was_given_up_is_to_be_decided_and_never_sent_by_itself(
    office: Office,
) -> None:
    office.register()
    office.hear("registration.cancelled")
    kept = office.hear("payment.completed", "evt-2", **PAID)
    assert states(office.desk.sessions) == ["cancelled"]
    assert refunds(office) == [(RefundState.ASKED, 420000)]
    assert "is to be decided" in kept.words


def test_S10_a_refund_at_iso_is_written_down_once(office: Office) -> None:
    office.register()
    office.hear("payment.completed", **PAID)
    office.hear("registration.cancelled", "evt-2")
    back: dict[str, Any] = {**PAID, "refundId": "ref-1"}
    kept = office.hear("refund.completed", "evt-3", **back)
    assert (kept.words, kept.look) == ("Sent back there: written down here", False)
    assert office.hear("refund.completed", "evt-4", **back).words == "That refund is known already"
    assert refunds(office) == [(RefundState.MADE, 420000)]
    assert money(office.desk.sessions).paid == 0


def test_a_part_sent_back_at_iso_is_a_refund_of_its_own(office: Office) -> None:
    office.register()
    office.hear("payment.completed", **PAID)
    office.hear("refund.completed", "evt-2", paymentId="pay-71", amount=200, currency="NOK")
    assert refunds(office) == [(RefundState.MADE, 20000)]
    kept = office.hear("refund.completed", "evt-3", **PAID)
    assert kept.look
    assert money(office.desk.sessions).paid == 400000


def test_I11_a_refund_before_its_payment_waits_for_it(office: Office) -> None:
    office.register()
    assert office.hear("refund.completed", "evt-2", paymentId="pay-71").handled_at is None
    office.hear("payment.completed", **PAID)
    office.desk.later(minutes=1)
    office.work()
    assert refunds(office) == [(RefundState.MADE, 420000)]


def test_a_refund_of_no_payment_is_left_to_a_person(office: Office) -> None:
    office.register()
    kept = office.hear("refund.completed")
    assert kept.look
    assert "not known here" in kept.words


@pytest.mark.parametrize(
    "kind", ["payment.initiated", "payment.failed", "refund.initiated", "registration.updated"]
)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_has_no_consequence_is_noted(office: Office, kind: str) -> None:
    office.register()
    kept = office.hear(kind, **PAID)
    assert (kept.words, kept.look, states(office.desk.sessions)) == ("noted", False, ["held"])


def test_the_registration_is_found_where_an_event_carries_it_whole(office: Office) -> None:
    pay_by_card(office, office.register())
    whole: dict[str, Any] = {"registrationId": None, "registration": {"id": "reg-1"}}
    assert office.hear("registration.cancelled", **whole).words.startswith("Cancelled here too")
    itself: dict[str, Any] = {"registrationId": None, "id": "reg-1"}
    kept = office.hear("registration.cancelled", "evt-2", **itself)
    assert kept.words == "It is cancelled here already"
