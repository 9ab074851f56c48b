"""Reading ISO's programs: what is asked for, what is understood, and what of bad answers comes."""

import json
from datetime import timedelta
from typing import Any

import pytest

from app.domain.contract import Refused, Unreachable
from app.domain.listing import ClassesListed, LeftOut, ListedClass, NotListed
from app.partners.http import Caller
from app.partners.iso.client import IsoClient
from app.partners.iso.listing import read_list, read_one
from app.partners.iso.token import Credentials, TokenDesk
from app.sandbox.server import Sandbox
from tests.fakes.events import event
from tests.fakes.wire import Script, Wire, hang_up, in_turn, saying
from tests.partners.built import Built, built
from tests.partners.iso_world import HELD, PROGRAM, held_at_iso, program, tokens_given


def page(*items: Any, total: int | None = None) -> bytes:
    """Return a page of the list."""
    body: dict[str, Any] = {"data": list(items)}
    if total is not None:
        body["pagination"] = {"limit": 100, "offset": 0, "total": total}
    return json.dumps(body).encode()


def client_of(url: str, slept: list[float] | None = None) -> IsoClient:
    """Return a client that waits for nothing and notes how long it would have."""
    tokens = TokenDesk(
        Caller(f"{url}/iso/oauth/token", setting="ISO_TOKEN_URL"), Credentials("c", "s", "x")
    )
    caller = Caller(f"{url}/iso", setting="ISO_BASE_URL")
    return IsoClient(caller, tokens, pause=(slept if slept is not None else []).append)


def list_of(wire: Wire, slept: list[float] | None = None) -> object:
    """Read the list from a wire."""
    return read_list(client_of(wire.url, slept), time_out=timedelta(seconds=20))


# -- the calls -------------------------------------------------------------------------------------


def test_I1_check_2_a_get_carries_its_parameters_in_the_query_and_no_body() -> None:
    with Wire(saying("200 OK", page(program(), total=1))) as wire:
        assert isinstance(list_of(wire), ClassesListed)
        (heard,) = wire.heard
    assert (heard.method, heard.path) == ("GET", "/iso/api/v1/programs?limit=100&offset=0")
    assert heard.body == b""
    assert {"content-length", "content-type", "transfer-encoding"}.isdisjoint(heard.headers)


def test_S6_the_list_is_read_page_by_page_to_its_end(sandbox: Sandbox, partners: Built) -> None:
    for number in range(230):
        sandbox.world.iso.programs.keep(program(id=f"many-{number:03}"))
    found = partners.iso.listed_classes()
    assert isinstance(found, ClassesListed)
    assert len(found.classes) == 233
    queries = [c for c in sandbox.world.calls.of("iso") if c["method"] == "GET"]
    assert len(queries) == 3


def test_S6_a_smaller_maximum_and_a_missing_total_end_where_nothing_new_comes() -> None:
    answers = [saying("200 OK", page(program(id=str(n)))) for n in range(3)]
    with Wire(in_turn(*answers, saying("200 OK", page()))) as wire:
        found = list_of(wire)
        assert [each.path.rpartition("=")[2] for each in wire.heard] == ["0", "1", "2", "3"]
    assert isinstance(found, ClassesListed)
    assert len(found.classes) == 3


def test_a_list_that_goes_round_in_circles_ends() -> None:
    with Wire(saying("200 OK", page(program(), total=5000))) as wire:
        found = list_of(wire)
        assert len(wire.heard) == 2
    assert isinstance(found, ClassesListed)


def test_a_list_without_an_end_is_given_up() -> None:
    numbers = iter(range(10_000))

    def more(conversation: Any) -> None:
        conversation.answer("200 OK", page(program(id=f"p{next(numbers)}")))

    with Wire(more) as wire:
        assert isinstance(list_of(wire), Refused)
        assert len(wire.heard) == 200


def test_I9_both_tokens_are_sent_where_a_system_token_is_set() -> None:
    with Wire(saying("200 OK", page(total=0))) as wire:
        built(wire.url, ISO_SYSTEM_TOKEN="sys-1").iso.listed_classes()
        (heard,) = wire.heard
    assert heard.headers["authorization"] == "Bearer token-1"
    assert heard.headers["x-system-token"] == "sys-1"


def test_one_program_is_read_by_its_number(sandbox: Sandbox, partners: Built) -> None:
    found = partners.iso.listed_class("prg-310")
    assert isinstance(found, ListedClass)
    assert found.code == "ISO-prg-310"


def test_I10_what_iso_does_not_know_is_not_listed_whatever_its_code_says(
    sandbox: Sandbox, partners: Built
) -> None:
    assert isinstance(partners.iso.listed_class("prg-999"), NotListed)


NOT_FOUND = b'{"error": {"code": "INVALID_REQUEST", "details": {"reason": "Program not found"}}}'


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        ("404 Not Found", b"<html>", NotListed),
        ("410 Gone", b"", NotListed),
        ("400 Bad Request", NOT_FOUND, NotListed),
        ("200 OK", NOT_FOUND, NotListed),
        ("400 Bad Request", b'{"status_code": 400, "detail": "no", "extra": {}}', Refused),
        ("200 OK", json.dumps(PROGRAM | {"id": "prg-7"}).encode(), Unreachable),
        ("200 OK", json.dumps({"data": PROGRAM}).encode(), ListedClass),
        ("200 OK", json.dumps({"data": {"id": "prg-310"}}).encode(), LeftOut),
        ("500 No", b"", Unreachable),
    ],
)
def test_I10_a_reading_is_judged_by_status_first_and_text_second(
    status: str, body: bytes, kind: type
) -> None:
    with Wire(saying(status, body)) as wire:
        client = client_of(wire.url)
        found = read_one(client, "prg-310", time_out=timedelta(seconds=20))
    assert isinstance(found, kind)


# -- check 5 and S17: what is tried again ----------------------------------------------------------

GOOD = saying("200 OK", page(program(), total=1))


def test_check_5_of_iso_401_refreshes_the_token_once(sandbox: Sandbox, partners: Built) -> None:
    partners.iso.listed_classes()
    sandbox.world.iso.tokens.expire()
    assert isinstance(partners.iso.listed_classes(), ClassesListed)
    assert tokens_given(sandbox) == 2


def test_check_5_of_iso_429_waits_as_long_as_it_says() -> None:
    slept: list[float] = []
    with Wire(in_turn(saying("429 Slow", Retry_After="3"), GOOD)) as wire:
        assert isinstance(list_of(wire, slept), ClassesListed)
    assert slept == [3.0]


def test_S16_a_wait_that_is_too_long_is_left_to_the_next_run() -> None:
    slept: list[float] = []
    with Wire(saying("429 Slow", Retry_After="600")) as wire:
        found = list_of(wire, slept)
        assert len(wire.heard) == 1
    assert isinstance(found, Unreachable)
    assert (found.retry_after, slept) == (timedelta(seconds=600), [])


@pytest.mark.parametrize("bad", [saying("503 No"), hang_up], ids=["5xx", "no answer"])
def test_check_5_of_iso_S17_5xx_and_silence_are_tried_three_times(bad: Script) -> None:
    slept: list[float] = []
    with Wire(bad) as wire:
        assert isinstance(list_of(wire, slept), Unreachable)
        assert len(wire.heard) == 3
    first, second = slept
    assert 0.5 <= first <= 0.75 <= 1.5 <= second <= 2.25


def test_check_5_of_iso_400_is_not_tried_again() -> None:
    with Wire(saying("400 Bad", b'{"error": {"code": "INVALID_REQUEST"}}')) as wire:
        assert list_of(wire) == Refused("ISO answered 400 INVALID_REQUEST")
        assert len(wire.heard) == 1


def test_I2_a_scope_that_is_missing_is_told_as_ours_to_mend() -> None:
    with Wire(saying("403 Forbidden", b'{"error": {"code": "FORBIDDEN"}}')) as wire:
        found = list_of(wire)
        assert len(wire.heard) == 1
    assert isinstance(found, Unreachable)
    assert found.words.startswith("configuration: ISO")


NONSENSE: dict[str, Script] = {
    "empty": saying("200 OK"),
    "a page": saying("200 OK", b"<!doctype html>", Content_Type="text/html"),
    "truncated": saying("200 OK", page(program())[:-9]),
    "half a body": lambda c: c.send(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{"),
    "huge": saying("200 OK", b"x" * 2_000_000),
    "a redirect": saying("302 Elsewhere", Location="http://127.0.0.1:9/"),
    "deep": saying("200 OK", b"[" * 200_000),
    "no number": saying("200 OK", b'{"data": [NaN]}'),
    "no list": saying("200 OK", b'{"data": {"id": 1}}'),
    "an error inside": saying("200 OK", b'{"error": {"code": "INTERNAL_ERROR"}, "data": []}'),
    "a number": saying("200 OK", b"7"),
}


@pytest.mark.parametrize("nonsense", NONSENSE)
def test_a_list_without_sense_is_never_an_empty_list(nonsense: str) -> None:
    with Wire(NONSENSE[nonsense]) as wire:
        found = list_of(wire)
    assert isinstance(found, Refused | Unreachable)
    assert found.words


def test_I13_a_slow_list_is_given_up_in_seconds() -> None:
    with Wire(lambda c: c.drip(b"HTTP/1.1 200 OK\r\n" + b"X-Slow: 1\r\n" * 999)) as wire:
        found = read_list(client_of(wire.url), time_out=timedelta(seconds=0.3))
    assert isinstance(found, Unreachable)
    assert built("http://127.0.0.1:9").iso.time_out == timedelta(seconds=30)


# -- registrations for imported classes ------------------------------------------------------------


def test_a_registration_for_an_imported_class_carries_isos_number(
    sandbox: Sandbox, partners: Built
) -> None:
    imported = {"code": "ISO-prg-310", "origin": "iso", "origin_id": "prg-310"}
    partners.iso.tell(event(HELD, course_class=imported), key="key-1")
    ours = {"origin": "elsewhere", "origin_id": "prg-311"}
    partners.iso.tell(event(HELD, course_class=ours), key="key-2")
    numbers = [each["programId"] for each in held_at_iso(sandbox)]
    assert numbers == ["prg-310", "FA-2031-07"]


def test_check_5_of_iso_a_token_that_ends_early_is_renewed_in_the_middle_of_a_list(
    sandbox: Sandbox, partners: Built
) -> None:
    for number in range(300):
        sandbox.world.iso.programs.keep(program(id=f"many-{number:03}"))
    sandbox.world.dials.turn("iso", {"token_uses": 2})
    found = partners.iso.listed_classes()
    assert isinstance(found, ClassesListed)
    assert (len(found.classes), tokens_given(sandbox)) == (303, 2)


def test_what_cannot_be_read_is_left_out_of_the_list_and_the_rest_is_read() -> None:
    with Wire(saying("200 OK", page({"id": "prg-9"}, program(), total=2))) as wire:
        found = list_of(wire)
    assert isinstance(found, ClassesListed)
    assert [each.partner_id for each in found.left_out] == ["prg-9"]
    assert [each.partner_id for each in found.classes] == ["prg-310"]


def test_without_a_token_nothing_is_read() -> None:
    found = read_list(client_of("http://127.0.0.1:9"), time_out=timedelta(seconds=20))
    assert isinstance(found, Unreachable)
    assert found.words.startswith("ISO token: ")
