"""Changing a status by API: which moves there are, what they cost, and who is told."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.domain.contact import Contact
from app.domain.payment import RefundState
from app.domain.registration import RegistrationState
from app.store.course_class import CourseClass
from app.store.database import reading, transaction
from app.store.payment import Refund
from app.store.registration import Registration
from app.usecases.hand_over import hand_over
from tests.api.caller import MAKE, Caller, fields
from tests.usecases.shop import Shop
from tests.worlds import Seats, add_class, deliveries, money, seats, states

ILL = "Participant request"


def free(iso: Caller, shop: Shop) -> str:
    """Register for a free class and return the reference."""
    add_class(shop.sessions, prices=())
    return str(iso.made()["id"])


def paid(iso: Caller, shop: Shop) -> str:
    """Register, pay, and return the reference."""
    add_class(shop.sessions)
    made = iso.made()
    page = shop.page_of(made["payment"]["reference"])
    shop.gateway.pay(page)
    shop.news(page)
    return str(made["id"])


def put(shop: Shop, state: RegistrationState) -> None:
    """Have the only registration be in a state."""
    with transaction(shop.sessions) as session:
        session.execute(update(Registration).values(state=state))


def begin(shop: Shop) -> None:
    """Have every class be in its last hour."""
    hour = timedelta(hours=1)
    with transaction(shop.sessions) as session:
        session.execute(
            update(CourseClass).values(starts_at=shop.now - hour, ends_at=shop.now + hour)
        )


def test_S8_confirmed_can_be_completed_and_no_more(iso: Caller, shop: Shop) -> None:
    reference = free(iso, shop)
    begin(shop)
    answer = iso.change(reference, "completed")
    assert (answer.status_code, answer.get_json()["status"]) == (200, "completed")
    assert ("registration.completed", "due") in deliveries(shop.sessions, "iso")
    assert iso.change(reference, "completed").status_code == 200
    for status in ("confirmed", "cancelled"):
        answer = iso.change(reference, status, reason=ILL)
        assert answer.status_code == 409
        assert answer.get_json()["error"]["code"] == "CONFLICT"
    assert seats(shop.sessions).taken == 1


def test_I12_nothing_is_completed_before_it_has_begun(iso: Caller, shop: Shop) -> None:
    reference = free(iso, shop)
    answer = iso.change(reference, "completed")
    assert (answer.status_code, fields(answer)) == (409, ["status"])
    assert states(shop.sessions) == ["confirmed"]


def test_S8_the_same_again_is_200_and_tells_nobody(iso: Caller, shop: Shop) -> None:
    reference = free(iso, shop)
    told = len(deliveries(shop.sessions, "iso"))
    assert iso.change(reference, "confirmed").status_code == 200
    assert len(deliveries(shop.sessions, "iso")) == told
    for _ in range(2):
        assert iso.change(reference, "cancelled", reason=ILL).status_code == 200
    assert len(deliveries(shop.sessions, "iso")) == told + 1
    assert iso.change(reference, "confirmed").status_code == 409


def test_cancelling_gives_the_seat_back_and_tells_why(iso: Caller, shop: Shop) -> None:
    reference = free(iso, shop)
    found = iso.change(reference, "cancelled", reason=f"  {ILL}\n").get_json()
    assert found["statusHistory"][-1]["reason"] == ILL
    assert seats(shop.sessions) == Seats(0, 0, 0)
    assert deliveries(shop.sessions, "mail")[-1] == ("order.cancelled", "due")
    assert iso.made()["id"] != reference


def test_S9_a_reason_is_needed_to_cancel_and_for_nothing_else(iso: Caller, shop: Shop) -> None:
    reference = free(iso, shop)
    for body in ({}, {"reason": None}, {"reason": "  "}):
        answer = iso.change(reference, "cancelled", **body)
        assert (answer.status_code, fields(answer)) == (400, ["reason"])
    assert states(shop.sessions) == ["confirmed"]
    begin(shop)
    assert iso.change(reference, "completed", reason="Was there").status_code == 200


def test_an_unpaid_place_is_given_up_once_its_gateway_says_so(iso: Caller, shop: Shop) -> None:
    add_class(shop.sessions)
    made = iso.made()
    shop.page_of(made["payment"]["reference"])
    shop.gateway.is_down = True
    answer = iso.change(made["id"], "cancelled", reason=ILL)
    assert (answer.status_code, answer.headers["Retry-After"]) == (409, "60")
    assert states(shop.sessions) == ["held"]
    shop.gateway.is_down = False
    answer = iso.change(made["id"], "cancelled", reason=ILL)
    assert (answer.status_code, answer.get_json()["payment"]["state"]) == (200, "void")
    assert seats(shop.sessions) == Seats(0, 0, 0)


def test_money_that_came_meanwhile_is_seen_before_the_place_is_given_up(
    iso: Caller, shop: Shop
) -> None:
    add_class(shop.sessions)
    made = iso.made()
    shop.gateway.pay(shop.page_of(made["payment"]["reference"]))
    assert iso.change(made["id"], "cancelled", reason=ILL).status_code == 409
    assert iso.read(made["id"])["status"] == "confirmed"
    assert iso.change(made["id"], "cancelled", reason=ILL).status_code == 200
    assert money(shop.sessions).refunds[0][0] is RefundState.ASKED


def test_what_has_to_be_paid_is_confirmed_by_its_payment_alone(iso: Caller, shop: Shop) -> None:
    add_class(shop.sessions)
    reference = iso.made()["id"]
    answer = iso.change(reference, "confirmed")
    assert (answer.status_code, fields(answer)) == (409, ["status"])
    assert iso.change(reference, "completed").status_code == 409
    assert states(shop.sessions) == ["held"]


def test_S10_cancelling_what_was_paid_asks_staff_and_sends_no_money(
    iso: Caller, shop: Shop
) -> None:
    reference = paid(iso, shop)
    answer = iso.change(reference, "cancelled", reason=ILL)
    assert (answer.status_code, answer.get_json()["payment"]["state"]) == (200, "paid")
    assert shop.refund_all() == []
    found = money(shop.sessions)
    assert found.paid == 420000
    assert found.refunds == [(RefundState.ASKED, 420000, "cancelled after it was paid")]
    iso.change(reference, "cancelled", reason=ILL)
    with reading(shop.sessions) as session:
        assert len(session.scalars(select(Refund)).all()) == 1


@pytest.mark.parametrize(
    ("state", "status"),
    [
        (RegistrationState.EXPIRED, "cancelled"),
        (RegistrationState.NO_SHOW, "confirmed"),
        (RegistrationState.FAILED, "confirmed"),
        (RegistrationState.WAITLISTED, "waitlisted"),
    ],
)
def test_I6_every_state_has_a_word_here_and_its_repeat_changes_nothing(
    iso: Caller, shop: Shop, state: RegistrationState, status: str
) -> None:
    reference = free(iso, shop)
    put(shop, state)
    assert iso.read(reference)["status"] == status
    expected = 400 if status == "waitlisted" else 200
    assert iso.change(reference, status, reason=ILL).status_code == expected
    assert iso.change(reference, "completed").status_code == 409
    assert states(shop.sessions) == [state]


def test_a_waitlisted_place_is_not_confirmed_by_word(iso: Caller, shop: Shop) -> None:
    reference = free(iso, shop)
    put(shop, RegistrationState.WAITLISTED)
    assert iso.change(reference, "confirmed").status_code == 409


@pytest.mark.parametrize("status", [None, "", "pending", "waitlisted", "CONFIRMED", 5, ["x"], {}])
def test_I6_a_status_that_is_none_is_named(iso: Caller, shop: Shop, status: object) -> None:
    answer = iso.change(free(iso, shop), status, reason=ILL)
    assert (answer.status_code, fields(answer)) == (400, ["status"])


@pytest.mark.parametrize("reason", [5, "x" * 201, "a\0b", "\ud800", ["x"]])
def test_a_reason_that_is_none_is_named(iso: Caller, shop: Shop, reason: object) -> None:
    answer = iso.change(free(iso, shop), "completed", reason=reason)
    assert (answer.status_code, fields(answer)) == (400, ["reason"])


def test_a_place_that_staff_handed_over_is_nobody_elses_any_more(iso: Caller, shop: Shop) -> None:
    reference = free(iso, shop)
    new = hand_over(
        shop.sessions,
        reference=reference,
        to=Contact("Cy Dahl", "cy@example.org", "+4722123458"),
        partners=shop.partners,
        wake=shop.wake,
        now=shop.now,
    )
    assert new is not None
    assert iso.read(reference)["status"] == "cancelled"
    assert iso.get(f"{MAKE}/{new}").status_code == 404
    assert iso.change(new, "cancelled", reason=ILL).status_code == 404
    assert states(shop.sessions) == ["cancelled", "confirmed"]
