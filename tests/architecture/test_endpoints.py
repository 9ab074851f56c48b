"""Every address is listed with who it is for, is marked so, and lets nobody else in."""

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from app.domain.guard import guard_of
from tests.architecture.endpoints import ENDPOINTS
from tests.architecture.whole import Whole
from tests.watching import recording

STRANGER = {"REMOTE_ADDR": "203.0.113.9"}
REFUSED = {400, 401, 403, 404}


def guarded_by(guard: str) -> list[str]:
    return [name for name, kind in ENDPOINTS.items() if kind == guard]


def ask(whole: Whole, name: str, **others: str) -> TestResponse:
    """Ask as a stranger would who knows every address and no secret."""
    method = name.partition(" ")[0]
    client = whole.app.test_client()
    return client.open(whole.address(name, **others), method=method, environ_base=STRANGER)


def test_every_address_is_listed_and_every_listed_one_is_there(whole: Whole) -> None:
    assert set(whole.endpoints()) == set(ENDPOINTS)


def test_every_view_is_marked_with_its_guard(whole: Whole) -> None:
    views = whole.app.view_functions
    marked = {name: guard_of(views[endpoint]) for name, endpoint in whole.endpoints().items()}
    assert marked == {name: ENDPOINTS.get(name) for name in marked}


@pytest.mark.parametrize("name", guarded_by("public"))
def test_public_addresses_are_open(whole: Whole, name: str) -> None:
    assert ask(whole, name).status_code in {200, 422}


@pytest.mark.parametrize("name", [*guarded_by("staff"), *guarded_by("admin")])
def test_staff_addresses_lead_strangers_to_the_sign_in_page(whole: Whole, name: str) -> None:
    answer = ask(whole, name)
    assert answer.status_code == 303
    assert answer.location.startswith("/staff/sign-in")


@pytest.mark.parametrize("name", guarded_by("order_token"))
@pytest.mark.parametrize("token", ["", "?token=", "?token=0123456789abcdef0123456789abcdef"])
def test_orders_are_closed_without_their_token(whole: Whole, name: str, token: str) -> None:
    method = name.partition(" ")[0]
    client = whole.app.test_client()
    answer = client.open(whole.address(name) + token, method=method, environ_base=STRANGER)
    assert answer.status_code in REFUSED
    opened = client.get(f"{whole.address('GET /orders/<reference>')}?token={whole.token}")
    assert opened.status_code == 200, "the token itself opens the order"


@pytest.mark.parametrize("name", guarded_by("draft_token"))
def test_drafts_are_closed_without_their_token(whole: Whole, name: str) -> None:
    assert b"Bo Berg" not in ask(whole, name, token="0123456789abcdef").get_data()


@pytest.mark.parametrize("name", guarded_by("signature"))
def test_what_must_be_signed_is_refused_unsigned(whole: Whole, name: str) -> None:
    assert ask(whole, name).status_code in REFUSED


@pytest.mark.parametrize("name", [*guarded_by("signature"), *guarded_by("partner")])
def test_who_asks_what_may_be_asked_of_a_partners_address_gets_no_answer(
    whole: Whole, name: str
) -> None:
    answer = whole.app.test_client().options(whole.address(name), data=b"token" * 100)
    assert answer.status_code in REFUSED | {405}


KEYED = [name for name in guarded_by("partner") if "<key>" in name]
TOKENED = [name for name in guarded_by("partner") if name not in KEYED]


@pytest.mark.parametrize("name", TOKENED)
@pytest.mark.parametrize("token", ["", "Bearer ", "Bearer another-token", "Basic !"])
def test_partners_addresses_are_closed_to_whoever_has_another_token(
    whole: Whole, name: str, token: str
) -> None:
    method, client = name.partition(" ")[0], whole.app.test_client()
    with recording() as recorder:
        answer = client.open(
            whole.address(name), method=method, headers={"Authorization": token} if token else {}
        )
    assert answer.status_code == 401
    assert recorder.writes == []
    knows = client.open(whole.address(name), method=method, headers=whole.shown(name))
    assert knows.status_code in {200, 415}


@pytest.mark.parametrize("name", KEYED)
def test_partners_addresses_are_closed_to_whoever_has_another_key(whole: Whole, name: str) -> None:
    assert ask(whole, name, key="another-key").status_code in REFUSED
    assert ask(whole, name).status_code == 200


@pytest.mark.parametrize("name", guarded_by("client"))
def test_the_api_is_closed_without_a_token(whole: Whole, name: str) -> None:
    assert ask(whole, name).status_code in {401, 415}
    method, address = name.partition(" ")[0], whole.address(name)
    known = whole.app.test_client().open(address, method=method, headers=whole.shown(name))
    # 409: a registration that costs nothing has no intent, which none but its client is told.
    assert known.status_code in {200, 409, 415}, "the token itself opens it"


def test_numbers_are_for_this_machine_unless_there_is_a_token(whole: Whole) -> None:
    assert ask(whole, "GET /metrics").status_code in REFUSED
    assert whole.app.test_client().get("/metrics").status_code == 200
    assert ask(whole, "GET /healthz").status_code == 200


@pytest.mark.parametrize(
    "name",
    [
        name
        for name, guard in ENDPOINTS.items()
        if name[:4] == "POST" and guard not in ("signature", "partner", "client")
    ],
)
def test_a_form_sent_from_another_site_does_nothing(
    whole: Whole, staff: FlaskClient, name: str
) -> None:
    with recording() as recorder, whole.csrf():
        answer = staff.post(whole.address(name), data={"token": whole.token, "action": "go"})
    assert answer.status_code in {303, 400}
    assert recorder.writes == []


@pytest.mark.parametrize("name", guarded_by("client"))
def test_a_cookie_opens_nothing_of_the_api(whole: Whole, staff: FlaskClient, name: str) -> None:
    with recording() as recorder, whole.csrf():
        answer = staff.open(whole.address(name), method=name.partition(" ")[0], data={"a": "b"})
    assert answer.status_code in {400, 401}
    assert recorder.writes == []


def test_a_form_sent_from_another_site_would_do_something_without_the_guard(whole: Whole) -> None:
    with recording() as recorder:
        whole.app.test_client().post(whole.address("POST /classes/<code>/register/<token>"))
    assert recorder.writes
