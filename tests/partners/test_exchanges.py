"""Claims about what is kept of calls out and in: all of it, but nobody in an address."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Blueprint, Flask, Response, g, request

from app import logs
from app.domain.exchange import Direction, Exchange
from app.partners.door import keep_calls
from app.partners.http import Call, Caller, deadline
from tests.fakes.wire import Wire, saying
from tests.fixtures.ports import free_port

SOON = timedelta(seconds=5)


def call(base: str, kept: list[Exchange], **values: str) -> None:
    caller = Caller(base, setting="ISO_BASE_URL", partner="iso", keep=kept.append)
    path = "/people/{name}" if values else "/people"
    caller.send(Call("POST", path, key="key-1", until=deadline(SOON), values=values, body=b"Ana"))


def test_a_call_out_is_kept_with_both_bodies_and_the_address_as_a_template() -> None:
    kept: list[Exchange] = []
    with Wire(saying("200 OK", b'{"id": 1}')) as wire, logs.following(None, delivery=7):
        call(wire.url, kept, name="Ana Lind")
    (one,) = kept
    assert (one.partner, one.direction, one.method, one.status) == (
        "iso",
        Direction.OUT,
        "POST",
        200,
    )
    assert one.address.endswith("/people/{name}")
    assert (one.sent, one.received, one.key, one.delivery) == (b"Ana", b'{"id": 1}', "key-1", 7)


def test_a_call_that_nobody_answered_is_kept_too() -> None:
    kept: list[Exchange] = []
    call(f"http://127.0.0.1:{free_port()}", kept)
    assert (kept[0].status, kept[0].received, kept[0].delivery) == (None, b"", None)
    assert kept[0].ending.startswith("no connection")


def site(kept: list[Exchange]) -> Flask:
    app = Flask(__name__)
    blueprint = Blueprint("partner", __name__, url_prefix="/partners/<key>")

    @blueprint.before_request
    def guard() -> tuple[str, int] | None:
        secret = (request.view_args or {}).pop("key", "")
        if secret != "right":
            return "who are you", 404
        g.let_in = True
        return None

    @blueprint.route("/tell", methods=["GET", "POST"])
    def tell() -> Response:
        return Response(f"heard {len(request.form)}")

    keep_calls(blueprint, partner="portal", keep=kept.append)
    app.register_blueprint(blueprint)
    return app


@pytest.mark.parametrize(
    ("arguments", "sent"),
    [
        ({"method": "GET", "query_string": "name=Ana"}, b"name=Ana"),
        ({"method": "POST", "data": {"name": "Ana"}}, b"name=Ana"),
        ({"method": "POST", "data": b"<a/>", "content_type": "text/xml"}, b"<a/>"),
        ({"method": "POST"}, b""),
    ],
)
def test_a_call_in_is_kept_whatever_it_carries(arguments: dict[str, Any], sent: bytes) -> None:
    kept: list[Exchange] = []
    site(kept).test_client().open("/partners/right/tell", **arguments)
    (one,) = kept
    assert (one.partner, one.direction, one.status) == ("portal", Direction.IN, 200)
    assert one.address == "/partners/<key>/tell"
    assert one.sent == sent
    assert one.let_in
    assert one.received.startswith(b"heard")


def test_of_a_call_that_was_not_let_in_no_body_is_kept() -> None:
    kept: list[Exchange] = []
    site(kept).test_client().post("/partners/wrong/tell", data={"name": "Ana"})
    (one,) = kept
    assert (one.status, one.sent, one.received, one.let_in) == (404, b"", b"", False)
    assert "wrong" not in one.address


def test_of_a_call_that_no_guard_saw_no_body_is_kept() -> None:
    kept: list[Exchange] = []
    app = Flask(__name__)
    blueprint = Blueprint("partner", __name__)
    blueprint.add_url_rule("/news", "news", lambda: "heard", methods=["POST"])
    keep_calls(blueprint, partner="portal", keep=kept.append)
    app.register_blueprint(blueprint)
    assert app.test_client().options("/news", data=b"token" * 100).status_code == 200
    assert (kept[0].sent, kept[0].received) == (b"", b"")
