"""Claims about how often one address may send forms and guess at orders."""

import pytest
from flask import Blueprint, Flask, abort, current_app
from flask.testing import FlaskClient

from app.jobs.tally import Tally
from app.web.limits import limit_requests, note_wrong_voucher

NOWHERE = "redis://127.0.0.1:1/0"
VISITOR = {"REMOTE_ADDR": "203.0.113.7"}


@pytest.fixture
def client() -> FlaskClient:
    app = Flask("limited")
    for name in ("registering", "orders"):
        blueprint = Blueprint(name, name, url_prefix=f"/{name}")
        blueprint.add_url_rule("/form", "form", lambda: "sent", methods=["GET", "POST"])
        blueprint.add_url_rule("/unknown", "unknown", lambda: abort(404))
        blueprint.add_url_rule("/guess", "guess", _guess, methods=["POST"])
        blueprint.add_url_rule("/many/<int:more>", "many", _guess_at_once, methods=["POST"])
        app.register_blueprint(blueprint)
    pictures = Blueprint("pictures", "pictures", url_prefix="/pictures")
    pictures.add_url_rule("/card", "card", lambda: "drawn")
    pictures.add_url_rule("/picture", "picture", lambda: "drawn")
    app.register_blueprint(pictures)
    staff = Blueprint("staff", "staff", url_prefix="/staff")
    staff.add_url_rule("/find", "find_voucher", _guess, methods=["POST"])
    staff.add_url_rule("/other", "other", lambda: "done", methods=["POST"])
    app.register_blueprint(staff)
    limit_requests(app, count=Tally(NOWHERE, clock=lambda: 0).count)
    return app.test_client()


def _guess() -> str:
    note_wrong_voucher()
    return "not one of ours"


def _guess_at_once(more: int) -> str:
    """Guess while another guess is in hand, and so on; say how many were let in."""
    let_in = "0"
    if more:
        client = current_app.test_client()
        let_in = client.post(f"/registering/many/{more - 1}", environ_base=VISITOR).text
    note_wrong_voucher()
    return str(int(let_in) + 1) if let_in.isdecimal() else "1"


def test_forms_from_one_address_are_limited_even_without_redis(client: FlaskClient) -> None:
    sent = [client.post("/registering/form", environ_base=VISITOR).status_code for _ in range(260)]
    assert sent[0] == 200
    assert sent[-1] == 429
    other = client.post("/registering/form", environ_base={"REMOTE_ADDR": "203.0.113.8"})
    assert other.status_code == 200


def test_cards_that_take_long_to_draw_are_limited_and_pictures_are_not(client: FlaskClient) -> None:
    asked = [client.get("/pictures/card", environ_base=VISITOR).status_code for _ in range(61)]
    assert set(asked[:60]) == {200}
    assert asked[60] == 429
    other = client.get("/pictures/card", environ_base={"REMOTE_ADDR": "203.0.113.8"})
    assert other.status_code == 200
    shown = {client.get("/pictures/picture", environ_base=VISITOR).status_code for _ in range(260)}
    assert shown == {200}


def test_reading_a_form_is_not_limited(client: FlaskClient) -> None:
    read = {client.get("/registering/form", environ_base=VISITOR).status_code for _ in range(260)}
    assert read == {200}


def test_guessing_at_orders_is_limited_and_looking_at_them_is_not(client: FlaskClient) -> None:
    looked = {client.get("/orders/form", environ_base=VISITOR).status_code for _ in range(60)}
    assert looked == {200}
    guesses = [client.get("/orders/unknown", environ_base=VISITOR).status_code for _ in range(40)]
    assert guesses[0] == 404
    assert guesses[-1] == 429


def test_an_address_that_is_none_is_limited_too(client: FlaskClient) -> None:
    made_up = {"REMOTE_ADDR": "203.0.113.9:4711, rubbish"}
    sent = [client.post("/registering/form", environ_base=made_up).status_code for _ in range(260)]
    assert sent[-1] == 429


def test_the_many_addresses_of_one_subscriber_are_limited_as_one(client: FlaskClient) -> None:
    def send(page: str, place: str) -> int:
        address = {"REMOTE_ADDR": f"2001:db8:1:2::{place}"}
        return client.open(page, method="POST", environ_base=address).status_code

    for page, most in (("/registering/form", 240), ("/registering/guess", 30)):
        sent = [send(page, f"{number:x}") for number in range(most + 1)]
        assert (sent[most - 1], sent[most]) == (200, 429)
    neighbour = {"REMOTE_ADDR": "2001:db8:1:3::1"}
    assert client.post("/registering/guess", environ_base=neighbour).status_code == 200


def test_this_machine_is_not_limited(client: FlaskClient) -> None:
    assert {client.post("/registering/form").status_code for _ in range(260)} == {200}


def test_guessing_at_vouchers_is_limited_and_sending_forms_is_not(client: FlaskClient) -> None:
    sent = {client.post("/registering/form", environ_base=VISITOR).status_code for _ in range(60)}
    assert sent == {200}
    guesses = [client.post("/registering/guess", environ_base=VISITOR) for _ in range(40)]
    assert (guesses[0].status_code, guesses[-1].status_code) == (200, 429)
    assert client.post("/registering/form", environ_base=VISITOR).status_code == 429
    assert client.get("/registering/form", environ_base=VISITOR).status_code == 200


def test_staff_who_look_for_codes_guess_no_more_often_than_others(client: FlaskClient) -> None:
    guesses = [client.post("/staff/find", environ_base=VISITOR) for _ in range(40)]
    assert (guesses[0].status_code, guesses[-1].status_code) == (200, 429)
    assert client.post("/staff/other", environ_base=VISITOR).status_code == 200
    assert client.post("/registering/form", environ_base=VISITOR).status_code == 429


def test_guesses_made_at_once_are_counted_too(client: FlaskClient) -> None:
    assert client.post("/registering/many/39", environ_base=VISITOR).text == "30"
