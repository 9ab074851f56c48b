"""Whatever is sent: the envelope says what is wrong, nothing breaks, and nothing took effect."""

import json
from io import BytesIO

import pytest

from tests.api.caller import MAKE, NOOR, PROGRAMS, Caller, asking, fields
from tests.usecases.shop import Shop
from tests.watching import WatchedResponse
from tests.worlds import add_class, states

JSON = "application/json"


def send(iso: Caller, data: bytes | str, content_type: str | None = JSON) -> WatchedResponse:
    """Send any body to where people are registered."""
    return iso.call("POST", MAKE, data=data, content_type=content_type)


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"{",
        b"null",
        b"[]",
        b'"text"',
        b"{'programId': 1}",
        b'{"programId": NaN}',
        b'{"programId": -Infinity}',
        b'{"a": 1, "a": 2}',
        b'{"participant": {"name": "a", "name": "b"}}',
        b'{"a": "\xff"}',
        b"\xff\xfe{\x00}\x00",
        b"\xef\xbb\xbf{}",
        b'{"a": "\0"}',
        b'{"a": ' + b"9" * 5000 + b"}",
        b"[" * 1000 + b"]" * 1000,
        b'{"a":' * 1000 + b"1" + b"}" * 1000,
        b"[" * 90_000,
        b'{"formData":' + b"[" * 17 + b"]" * 17 + b"}",
    ],
)
def test_a_body_that_is_no_plain_json_object_is_refused(
    iso: Caller, shop: Shop, data: bytes
) -> None:
    answer = send(iso, data)
    assert (answer.status_code, fields(answer)[0]) == (400, "body")
    assert states(shop.sessions) == []


def test_a_type_that_says_more_is_read(iso: Caller, shop: Shop) -> None:
    add_class(shop.sessions)
    assert send(iso, json.dumps(asking()), "application/json; charset=utf-8").status_code == 201


def test_a_body_that_does_not_say_how_long_it_is_is_too_large_as_well(iso: Caller) -> None:
    chunked = {"wsgi.input_terminated": True, "CONTENT_LENGTH": None}
    for size, status in ((200_000, 413), (100, 400)):
        answer = iso.call(
            "POST",
            MAKE,
            input_stream=BytesIO(json.dumps({"a": "x" * size}).encode()),
            content_type=JSON,
            environ_overrides=chunked,
        )
        assert answer.status_code == status


@pytest.mark.parametrize(
    ("method", "address", "allowed"),
    [
        ("PUT", MAKE, {"POST", "OPTIONS"}),
        ("DELETE", f"{MAKE}/x", {"GET", "HEAD", "OPTIONS"}),
        ("POST", PROGRAMS, {"GET", "HEAD", "OPTIONS"}),
        ("POST", f"{MAKE}/x/status", {"PUT", "OPTIONS"}),
    ],
)
def test_another_method_is_told_which_there_are(
    iso: Caller, method: str, address: str, allowed: set[str]
) -> None:
    answer = iso.call(method, address)
    assert answer.status_code == 405
    assert set(answer.headers["Allow"].split(", ")) == allowed
    assert answer.get_json()["error"]["code"] == "INVALID_REQUEST"


@pytest.mark.parametrize("address", ["/api/", "/api/v1/", "/api/v2/programs", "/oauth/authorize"])
def test_an_address_that_is_not_there_gets_the_envelope(iso: Caller, address: str) -> None:
    answer = iso.get(address)
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (404, "NOT_FOUND")


def test_every_field_that_is_missing_is_named(iso: Caller) -> None:
    everything = ["programId", "participant.name", "participant.email", "participant.phone"]
    nobody: tuple[object, ...] = (None, "Noor", [])
    for body in ({}, *({"participant": each} for each in nobody)):
        answer = iso.make(body)
        assert (answer.status_code, fields(answer)) == (400, everything)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", ""),
        ("name", " "),
        ("name", 5),
        ("name", "x" * 201),
        ("name", "a\0b"),
        ("name", "\ud800"),
        ("name", "a\u202eb"),
        ("email", "noor"),
        ("email", "a\0b@example.org"),
        ("email", "\ud800@example.org"),
        ("email", {"at": "example.org"}),
        ("phone", "none"),
        ("phone", "1"),
        ("phone", 4722123456),
        ("phone", "\ud800"),
    ],
)
def test_a_participant_that_cannot_be_is_named(
    iso: Caller, shop: Shop, field: str, value: object
) -> None:
    add_class(shop.sessions)
    answer = iso.make(asking(participant={**NOOR, field: value}))
    assert (answer.status_code, fields(answer)) == (400, [f"participant.{field}"])
    assert states(shop.sessions) == []


def test_form_data_may_be_left_out(iso: Caller, shop: Shop) -> None:
    add_class(shop.sessions)
    assert iso.make(asking(formData=None)).status_code == 201


def test_what_nobody_foresaw_gets_the_envelope_too(iso: Caller, shop: Shop) -> None:
    def fail() -> None:
        raise RuntimeError("noor@example.org")

    iso.http.application.before_request_funcs.setdefault("api", []).append(fail)
    answer = iso.get(PROGRAMS)
    assert (answer.status_code, answer.get_json()["error"]["code"]) == (500, "INTERNAL_ERROR")
    assert "noor" not in answer.get_data(as_text=True)


def test_a_head_says_what_a_get_would_and_no_more(iso: Caller, shop: Shop) -> None:
    add_class(shop.sessions)
    answer = iso.http.head(PROGRAMS, headers=iso.headers)
    assert (answer.status_code, answer.get_data()) == (200, b"")
