"""Claims about waiting for a seat by way of the API: waitlisted, then offered, then accepted."""

import pytest

from tests.api.caller import PROGRAMS, Caller, asking, details, fields, named
from tests.usecases.queue import make_room
from tests.usecases.shop import Shop
from tests.worlds import CLASS, add_class, register_once, seats, states

ILL = "Participant request"


@pytest.fixture
def full(shop: Shop) -> None:
    """Give a full class with a price and a waiting list."""
    add_class(shop.sessions, capacity=1, waiting_list=True)
    register_once(shop)


@pytest.fixture
def free(shop: Shop) -> None:
    """Give a full class that costs nothing and has a waiting list."""
    add_class(shop.sessions, capacity=1, waiting_list=True, prices=())
    register_once(shop, currency="")


def availability(iso: Caller) -> dict[str, object]:
    found: dict[str, object] = iso.get(f"{PROGRAMS}/{CLASS}").get_json()["availability"]
    return found


def test_a_full_class_with_a_list_answers_waitlisted(iso: Caller, shop: Shop, full: None) -> None:
    assert availability(iso) == {"capacity": 1, "available": 0, "waitlistOpen": True}
    made = iso.made()
    assert (made["status"], made["payment"]) == ("waitlisted", None)
    assert states(shop.sessions) == ["held", "waitlisted"]
    assert seats(shop.sessions).taken == 1
    again = iso.make(named("noor@example.org"))
    assert (again.status_code, details(again)["registrationId"]) == (409, made["id"])


def test_a_class_with_room_takes_them_at_once(iso: Caller, shop: Shop) -> None:
    add_class(shop.sessions, waiting_list=True)
    assert availability(iso) == {"capacity": 12, "available": 12, "waitlistOpen": True}
    assert iso.made()["status"] == "pending"


def test_the_repeat_of_a_key_is_the_same_answer_whatever_became_of_it(
    iso: Caller, shop: Shop, full: None
) -> None:
    first = iso.make(asking(), key="one").get_json()
    make_room(shop)
    assert iso.make(asking(), key="one").get_json() == first
    assert states(shop.sessions) == ["held", "held"]


def test_once_offered_it_is_pending_and_says_where_to_pay(
    iso: Caller, shop: Shop, full: None
) -> None:
    reference = iso.made()["id"]
    make_room(shop)
    found = iso.read(reference)
    assert found["status"] == "pending"
    assert found["payment"]["amount"] == 4200.0
    assert found["payment"]["payBefore"] == "2031-01-11T12:00:00Z"
    assert "/orders/" in found["payment"]["url"]
    assert [step["status"] for step in found["statusHistory"]] == ["waitlisted", "pending"]
    answer = iso.change(reference, "confirmed")
    assert (answer.status_code, fields(answer)) == (409, ["status"])


def test_what_was_offered_and_costs_nothing_is_accepted_by_word(
    iso: Caller, shop: Shop, free: None
) -> None:
    reference = iso.made()["id"]
    assert iso.change(reference, "confirmed").status_code == 409
    make_room(shop)
    assert iso.change(reference, "confirmed").get_json()["status"] == "confirmed"
    assert iso.change(reference, "confirmed").status_code == 200
    assert seats(shop.sessions).agree


def test_an_offer_that_ended_is_not_accepted_by_word(iso: Caller, shop: Shop, free: None) -> None:
    reference = iso.made()["id"]
    make_room(shop)
    shop.later(hours=24)
    iso.sign_in()
    answer = iso.change(reference, "confirmed")
    assert answer.status_code == 409
    assert "The offer has ended" in answer.get_json()["error"]["message"]


def test_who_waits_is_cancelled_and_gives_no_seat_back(iso: Caller, shop: Shop, full: None) -> None:
    reference = iso.made()["id"]
    assert iso.change(reference, "cancelled", reason=ILL).get_json()["status"] == "cancelled"
    assert states(shop.sessions) == ["held", "cancelled"]
    assert seats(shop.sessions).agree
    assert availability(iso)["waitlistOpen"] is True


def test_who_was_offered_a_seat_declines_it(iso: Caller, shop: Shop, full: None) -> None:
    reference = iso.made()["id"]
    make_room(shop)
    assert iso.change(reference, "cancelled", reason=ILL).status_code == 200
    assert seats(shop.sessions).taken == 1


def test_a_closed_class_has_no_open_list(iso: Caller, shop: Shop, full: None) -> None:
    shop.later(days=55)
    iso.sign_in()
    assert availability(iso)["waitlistOpen"] is False
    assert iso.make(asking()).status_code == 409
