"""Registering by API: once for each key, by the same rules as at the site, and told to everyone."""

from collections.abc import Callable

import pytest
from sqlalchemy import select

from app.domain.course_class import ClassState
from app.store.database import reading, transaction
from app.store.draft import Draft
from app.store.program import Form, Program
from app.store.registration import Registration
from app.usecases.forget_drafts import forget_drafts
from tests.api.caller import MAKE, NOOR, PROGRAMS, Caller, asking, details, fields, named
from tests.usecases.shop import Shop
from tests.worlds import (
    ANA,
    CLASS,
    Seats,
    add_class,
    deliveries,
    register_once,
    seats,
    states,
)


def kept(shop: Shop) -> Registration:
    """Return the only registration."""
    with reading(shop.sessions) as session:
        return session.scalars(select(Registration)).one()


def test_what_is_free_is_confirmed_at_once(iso: Caller, shop: Shop) -> None:
    add_class(shop.sessions, prices=())
    made = iso.made()
    assert made == {
        "id": kept(shop).reference,
        "programId": CLASS,
        "status": "confirmed",
        "createdAt": "2031-01-10T12:00:00Z",
        "payment": None,
    }
    assert seats(shop.sessions) == Seats(1, 1, 1)


def test_what_has_a_price_waits_at_the_orders_page_until_it_is_paid(
    iso: Caller, shop: Shop
) -> None:
    add_class(shop.sessions)
    made = iso.made()
    assert (made["status"], made["payment"]["state"]) == ("pending", "pending")
    assert (made["payment"]["amount"], made["payment"]["currency"]) == (4200.0, "NOK")
    where = made["payment"]["url"].removeprefix("http://desk.example.test")
    assert "waiting for payment" in iso.http.get(where).words
    page = shop.page_of(made["payment"]["reference"])
    shop.gateway.pay(page)
    shop.news(page)
    found = iso.read(made["id"])
    assert (found["status"], found["payment"]["state"]) == ("confirmed", "paid")
    assert found["payment"]["provider"] == "stripe"
    assert [each["status"] for each in found["statusHistory"]] == ["pending", "confirmed"]


def test_it_says_where_to_read_it_back_with_the_participant(iso: Caller, shop: Shop) -> None:
    add_class(shop.sessions)
    answer = iso.make(asking())
    assert answer.headers["Location"] == f"{MAKE}/{answer.get_json()['id']}"
    found = iso.get(answer.headers["Location"]).get_json()
    assert found["participant"] == NOOR
    assert found["payment"]["payBefore"] == "2031-01-10T12:30:00Z"


def test_everyone_is_told_as_of_any_other_registration(iso: Caller, shop: Shop) -> None:
    add_class(shop.sessions, prices=())
    iso.made()
    assert [kind for kind, _ in deliveries(shop.sessions, "iso")] == [
        "registration.held",
        "registration.confirmed",
    ]
    assert [kind for kind, _ in deliveries(shop.sessions, "mail")] == ["order.confirmed"]
    assert [kind for kind, _ in deliveries(shop.sessions, "trainingportal")] == [
        "class.seats_changed"
    ]
    assert set(shop.woken) == {"iso", "mail", "trainingportal"}
    assert kept(shop).channel == "api"


def test_S7_the_same_key_and_body_give_the_same_answer_and_one_registration(
    iso: Caller, shop: Shop
) -> None:
    add_class(shop.sessions, capacity=1)
    first = iso.make(asking(), key="k-1")
    assert first.status_code == 201
    # However it is written, whatever became of it, however late.
    turned = dict(reversed(asking().items()))
    iso.change(first.get_json()["id"], "cancelled", reason="Ill")
    shop.later(days=3)
    forget_drafts(shop.sessions, now=shop.now)
    iso.sign_in()
    again = iso.make(turned, key="k-1")
    assert (again.status_code, again.get_json()) == (201, first.get_json())
    assert states(shop.sessions) == ["cancelled"]


def test_S7_the_same_key_with_another_body_is_refused(iso: Caller, shop: Shop) -> None:
    add_class(shop.sessions)
    iso.make(asking(), key="k-1")
    for body in (named("other@example.org"), asking(more=1)):
        answer = iso.make(body, key="k-1")
        assert answer.status_code == 409
        assert fields(answer) == ["Idempotency-Key"]
    assert len(states(shop.sessions)) == 1


def test_a_key_is_each_clients_own(iso: Caller, shop: Shop, calls: Callable[..., Caller]) -> None:
    add_class(shop.sessions)
    iso.make(asking(), key="k-1")
    assert calls().make(named("other@example.org"), key="k-1").status_code == 201


def test_a_key_that_came_to_nothing_may_be_sent_again(iso: Caller, shop: Shop) -> None:
    add_class(shop.sessions, prices=())
    taken = iso.made()["id"]
    assert iso.make(asking(), key="k-2").status_code == 409
    iso.change(taken, "cancelled", reason="Ill")
    assert iso.make(asking(), key="k-2").status_code == 201
    assert states(shop.sessions) == ["cancelled", "confirmed"]


def test_a_key_sent_again_after_the_questions_changed_is_read_anew(iso: Caller, shop: Shop) -> None:
    add_class(shop.sessions, prices=())
    taken = iso.made()["id"]
    assert iso.make(asking(), key="k-2").status_code == 409
    _ask(shop, {"key": "diet", "kind": "text", "label": "Diet"})
    iso.change(taken, "cancelled", reason="Ill")
    assert iso.make(asking(), key="k-2").status_code == 201


@pytest.mark.parametrize("key", ["", " ", "two words", "é", "x" * 256])
def test_a_key_that_is_none_is_named(iso: Caller, shop: Shop, key: str) -> None:
    add_class(shop.sessions)
    answer = iso.call("POST", MAKE, json=asking(), headers={"Idempotency-Key": key})
    assert answer.status_code == 400
    assert fields(answer) == ["Idempotency-Key"]


def test_S7_one_address_has_one_open_place_in_a_class(
    iso: Caller, shop: Shop, calls: Callable[..., Caller]
) -> None:
    add_class(shop.sessions)
    add_class(shop.sessions, "OTHER")
    made = iso.made()
    another = calls()
    for caller in (iso, another):
        answer = caller.make(named("NOOR@example.org"))
        assert answer.status_code == 409
        assert details(answer)["registrationId"] == made["id"]
        assert fields(answer) == ["participant.email"]
    assert iso.make(asking(programId="OTHER")).status_code == 201
    assert seats(shop.sessions) == Seats(1, 1, 1)


def test_S7_a_place_taken_at_the_site_counts_as_well(iso: Caller, shop: Shop) -> None:
    add_class(shop.sessions)
    register_once(shop)
    answer = iso.make(named(ANA.email))
    assert (answer.status_code, "registrationId" in details(answer)) == (409, True)


def test_a_family_may_still_share_an_address_at_the_site(iso: Caller, shop: Shop) -> None:
    add_class(shop.sessions)
    iso.made(named(ANA.email))
    register_once(shop)
    assert states(shop.sessions) == ["held", "held"]


def test_a_full_class_without_a_waiting_list_is_told_so(iso: Caller, shop: Shop) -> None:
    add_class(shop.sessions, capacity=1)
    iso.made()
    answer = iso.make(named("other@example.org"))
    assert answer.status_code == 409
    assert answer.get_json()["error"]["message"] == "This class is full"
    assert seats(shop.sessions) == Seats(1, 1, 1)


@pytest.mark.parametrize(("days", "state"), [(0, ClassState.CANCELLED), (55, ClassState.PUBLISHED)])
def test_a_class_that_is_closed_is_told_so(
    iso: Caller, shop: Shop, days: int, state: ClassState
) -> None:
    add_class(shop.sessions, state=state)
    shop.later(days=days)
    iso.sign_in()
    assert iso.make(asking()).status_code == 409
    assert states(shop.sessions) == []


def test_an_unknown_program_is_not_found(iso: Caller) -> None:
    for code in ("NOPE", "a\0b", "\ud800", "x" * 2000):
        answer = iso.make(asking(programId=code))
        assert (answer.status_code, fields(answer)) == (404, ["programId"])


def test_I7_the_one_name_is_kept_as_it_came(iso: Caller, shop: Shop) -> None:
    add_class(shop.sessions)
    body = asking(participant={**NOOR, "name": "  María José  de la Cruz "})
    assert iso.read(iso.made(body)["id"])["participant"]["name"] == "María José de la Cruz"


def test_I2_programs_write_is_enough_to_register(shop: Shop, calls: Callable[..., Caller]) -> None:
    add_class(shop.sessions)
    caller = calls("programs.write")
    made = caller.make(asking())
    assert made.status_code == 201
    assert caller.change(made.get_json()["id"], "cancelled", reason="x").status_code == 200
    assert caller.get(f"{MAKE}/{made.get_json()['id']}").status_code == 403
    assert caller.get(PROGRAMS).status_code == 403
    assert calls("programs.read", name="third").make(asking()).status_code == 403


def test_a_client_sees_and_changes_only_what_it_made(
    iso: Caller, shop: Shop, calls: Callable[..., Caller]
) -> None:
    add_class(shop.sessions)
    reference = iso.made()["id"]
    register_once(shop)
    another = calls()
    with reading(shop.sessions) as session:
        references = session.scalars(select(Registration.reference)).all()
    for each in (*references, "R-NOPE", "%ED%A0%80"):
        assert another.get(f"{MAKE}/{each}").status_code == 404
        assert another.change(each, "cancelled", reason="x").status_code == 404
    assert iso.read(reference)["status"] == "pending"


def test_nobody_can_find_a_clients_draft_by_its_key(iso: Caller, shop: Shop) -> None:
    add_class(shop.sessions)
    iso.make(asking(), key="1")
    with reading(shop.sessions) as session:
        (token,) = session.scalars(select(Draft.token)).all()
    assert len(token) == 32
    assert token != "1"


def _ask(shop: Shop, question: dict[str, object]) -> None:
    with transaction(shop.sessions) as session:
        program = session.query(Program).one()
        program.form = Form(program_code=program.code, version=2, questions=[question])
