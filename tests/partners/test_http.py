"""Claims about the one place that calls out."""

import json
import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from app.partners.http import (
    LARGEST_ANSWER,
    AddressRefused,
    Answer,
    Call,
    Caller,
    Lost,
    NotSent,
    deadline,
    not_now,
    one_line,
    read_json,
)
from app.partners.retry_after import parse_retry_after
from app.partners.watch import Watch
from tests.fakes.wire import Conversation, Script, Wire, hang_up, saying
from tests.fixtures.ports import free_port

NOW = datetime(2031, 1, 1, tzinfo=UTC)


def call(path: str = "/thing", *, seconds: float = 5, **fields: object) -> Call:
    """Return a call that is given some seconds."""
    until = deadline(timedelta(seconds=seconds))
    return Call("POST", path, key="key-1", until=until, **fields)  # type: ignore[arg-type]  # by name


def caller(url: str) -> Caller:
    """Return a caller of the address."""
    return Caller(url, setting="ISO_BASE_URL")


@pytest.mark.parametrize(
    "base", ["http://example.org", "http://192.0.2.1/x", "ftp://127.0.0.1", "https://", "nonsense"]
)
def test_an_address_that_must_not_be_called_is_refused_by_the_name_of_its_setting(
    base: str,
) -> None:
    with pytest.raises(AddressRefused, match="ISO_BASE_URL"):
        caller(base)


@pytest.mark.parametrize(
    "base", ["https://example.org", "http://localhost:1/x", "http://127.0.0.1:1", "http://[::1]:1"]
)
def test_https_and_plain_http_on_loopback_may_be_called(base: str) -> None:
    assert isinstance(caller(base), Caller)


def test_an_answer_comes_with_status_body_and_retry_after() -> None:
    with Wire(saying("429 Too Many", b"later", Retry_After="7")) as wire:
        reply = caller(wire.url).send(call(body=b"hello"))
    assert reply == Answer(429, b"later", timedelta(seconds=7))
    assert wire.heard[0].body == b"hello"


def test_a_connection_that_is_refused_means_that_nothing_was_sent() -> None:
    reply = caller(f"http://127.0.0.1:{free_port()}").send(call())
    assert isinstance(reply, NotSent)


def test_a_handshake_that_fails_means_that_nothing_was_sent() -> None:
    with Wire(hang_up) as wire:
        reply = caller(wire.url.replace("http:", "https:")).send(call(seconds=0.3))
    assert isinstance(reply, NotSent)
    assert wire.heard == []


def test_without_time_left_nothing_is_sent() -> None:
    with Wire(saying("200 OK")) as wire:
        reply = caller(wire.url).send(call(seconds=0))
    assert isinstance(reply, NotSent)
    assert wire.heard == []


def broken_off(conversation: Conversation) -> None:
    """Promise more than is sent."""
    conversation.send(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")


def cut_with_a_reset(conversation: Conversation) -> None:
    """Reset without an answer."""
    conversation.reset()


def too_large(conversation: Conversation) -> None:
    """Answer with more than anybody needs."""
    conversation.answer("200 OK", b"x" * (LARGEST_ANSWER + 1))


@pytest.mark.parametrize(
    "script",
    [
        hang_up,
        broken_off,
        cut_with_a_reset,
        too_large,
        lambda c: c.send(b"hello, who is there?\r\n\r\n"),
        saying("200 OK", b"\x1f\x8b\x08", Content_Encoding="gzip"),
    ],
)
def test_an_answer_that_cannot_be_used_is_lost(script: Script) -> None:
    with Wire(script) as wire:
        reply = caller(wire.url).send(call())
    assert isinstance(reply, Lost)
    assert len(wire.heard) == 1


@pytest.mark.parametrize(
    "script",
    [
        lambda c: c.drip(b"HTTP/1.1 200 OK\r\nX-Header: " + b"x" * 2000),
        lambda c: c.drip(b"HTTP/1.1 200 OK\r\nContent-Length: 2000\r\n\r\n" + b"x" * 2000),
    ],
)
def test_an_answer_that_drips_is_cut_off_when_the_time_is_used_up(script: Script) -> None:
    with Wire(script) as wire:
        began = time.monotonic()
        reply = caller(wire.url).send(call(seconds=0.4))
        assert time.monotonic() - began < 3
    assert isinstance(reply, Lost)


def test_a_failure_with_too_large_a_page_is_still_known_by_its_status() -> None:
    with Wire(saying("500 Oops", b"x" * (LARGEST_ANSWER + 1))) as wire:
        assert caller(wire.url).send(call()) == Answer(500, b"")


def test_redirects_are_not_followed() -> None:
    with Wire(saying("200 OK")) as elsewhere:
        with Wire(saying("302 Found", Location=elsewhere.url)) as wire:
            reply = caller(wire.url).send(call(body=b"personal"))
        assert elsewhere.heard == []
    assert isinstance(reply, Answer)
    assert reply.status == 302


def test_cookies_are_not_kept() -> None:
    with Wire(saying("200 OK", Set_Cookie="session=1; Path=/")) as wire:
        sender = caller(wire.url)
        sender.send(call())
        sender.send(call())
    assert "cookie" not in wire.heard[1].headers


def test_each_call_has_a_connection_of_its_own() -> None:
    # On a kept connection the second call would find it closed, and count as lost.
    with Wire(saying("200 OK", b"once")) as wire:
        sender = caller(wire.url)
        assert [sender.send(call()) for _ in range(3)] == [Answer(200, b"once")] * 3


@pytest.mark.parametrize(
    ("value", "on_the_wire"),
    [
        ("reg-1", "/r/reg-1/status"),
        ("a/b?c#d e", "/r/a%2Fb%3Fc%23d%20e/status"),
        ("..", "/r/%2E%2E/status"),
        ("ø", "/r/%C3%B8/status"),
    ],
)
def test_a_value_stays_in_its_place_in_the_path(value: str, on_the_wire: str) -> None:
    with Wire(saying("200 OK")) as wire:
        caller(wire.url).send(call("/r/{id}/status", values={"id": value}))
    assert wire.heard[0].path == on_the_wire


def test_the_log_has_the_template_and_nothing_that_was_sent() -> None:
    with capture_logs() as lines, Wire(saying("201 Created")) as wire:
        caller(f"{wire.url}/api").send(
            call("/r/{id}", values={"id": "Ingrid"}, body=b"Solheim", headers={"X-Key": "secret"})
        )
    (line,) = lines
    assert line.pop("milliseconds") >= 0
    assert line == {
        "event": "called out",
        "log_level": "info",
        "method": "POST",
        "host": wire.url.removeprefix("http://"),
        "path": "/api/r/{id}",
        "status": 201,
        "key": "key-1",
    }


def test_the_log_says_when_no_answer_came() -> None:
    with capture_logs() as lines, Wire(hang_up) as wire:
        caller(wire.url).send(call())
    assert [line["status"] for line in lines] == ["Lost"]


def test_threads_may_share_a_caller() -> None:
    replies = []
    with Wire(saying("200 OK", b"yes")) as wire:
        sender = caller(wire.url)
        threads = [
            threading.Thread(target=lambda: replies.append(sender.send(call()))) for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert replies == [Answer(200, b"yes")] * 8


class _Stream:
    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    def get_extra_info(self, name: str) -> socket.socket | None:
        return self._connection if name == "socket" else None


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Give both ends of a connection."""
    ours, theirs = socket.socketpair()
    yield ours, theirs
    ours.close()
    theirs.close()


def test_a_connection_that_is_made_too_late_is_cut_at_once(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    ours, theirs = pair
    watch = Watch()
    watch.cut()
    watch("connection.connect_tcp.complete", {"return_value": _Stream(ours)})
    assert theirs.recv(1) == b""


def test_cutting_what_is_closed_already_is_no_error(
    pair: tuple[socket.socket, socket.socket],
) -> None:
    watch = Watch()
    watch("connection.connect_tcp.complete", {"return_value": _Stream(pair[0])})
    pair[0].close()
    watch.cut()
    assert not watch.sent


@pytest.mark.parametrize(
    ("text", "wait"),
    [
        ("120", timedelta(minutes=2)),
        (" 0 ", timedelta(0)),
        ("99999999999999", timedelta(days=1)),
        ("Wed, 01 Jan 2031 00:01:30 GMT", timedelta(seconds=90)),
        ("Tue, 31 Dec 2030 23:00:00 GMT", timedelta(0)),
        ("Fri, 01 Jan 2099 00:00:00 GMT", timedelta(days=1)),
        ("", None),
        ("-5", None),
        ("soon", None),
        ("\u0663", None),
        ("Fri, 31 Dec 9999 23:59:59 -0100", None),
    ],
)
def test_retry_after_is_read_as_seconds_or_as_a_date(text: str, wait: timedelta | None) -> None:
    assert parse_retry_after(text, now=NOW) == wait


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"{", b"\xff\xfe\x00", b"[" * 100_000, b"1" * 10_000]
)
def test_what_is_no_json_is_nothing_and_no_error(body: bytes) -> None:
    assert read_json(body) is None


def test_words_of_others_become_one_printable_line() -> None:
    assert one_line("a\n\tb\x00\x1b[31m  c" + "d" * 900) == ("a b[31m c" + "d" * 900)[:300]


@pytest.mark.parametrize(
    ("status", "pause"),
    [(401, 60), (403, 60), (429, 5), (500, 5), (503, 5), (408, 5), (302, None), (101, None)],
)
def test_some_statuses_say_not_now(status: int, pause: int | None) -> None:
    later = not_now(Answer(status, b"", timedelta(seconds=5)), partner="ISO", words="their words")
    assert later is not None
    assert later.retry_after == (None if pause is None else timedelta(seconds=pause))
    assert later.words.startswith("configuration:") == (status in (401, 403))


@pytest.mark.parametrize("status", [200, 204, 400, 404, 409, 422])
def test_other_statuses_are_for_the_partner_to_read(status: int) -> None:
    assert not_now(Answer(status, json.dumps({}).encode()), partner="ISO", words="") is None
