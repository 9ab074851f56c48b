"""Claims about ISO's token (iso.md S1)."""

import json
import threading
import time
from datetime import timedelta

import pytest
from structlog.testing import capture_logs

from app.domain.contract import Told, Unreachable
from app.partners.http import Caller, deadline
from app.partners.iso.token import Credentials, TokenDesk
from app.sandbox.server import Sandbox
from tests.fakes.events import event
from tests.fakes.wire import Conversation, Script, Wire, hang_up, in_turn, saying
from tests.partners.built import Built, built
from tests.partners.iso_world import (
    CONFIRMED,
    CREATED,
    HELD,
    held_at_iso,
    paths,
    tokens_given,
)


def test_one_token_serves_many_tellings_S1(sandbox: Sandbox, partners: Built) -> None:
    known = partners.iso.tell(event(HELD), key="key-1").learned
    partners.iso.tell(event(CONFIRMED, known=known), key="key-2")
    assert tokens_given(sandbox) == 1


def test_a_token_that_ended_early_is_renewed_once_and_nothing_is_done_twice_S1(
    sandbox: Sandbox, partners: Built
) -> None:
    known = partners.iso.tell(event(HELD), key="key-1").learned
    sandbox.world.iso.tokens.expire()
    assert isinstance(partners.iso.tell(event(CONFIRMED, known=known), key="key-2"), Told)
    assert tokens_given(sandbox) == 2
    assert len(held_at_iso(sandbox)) == 1


def test_a_second_401_is_for_a_person_and_pauses_S1() -> None:
    with Wire(saying("401 Unauthorized", b"{}")) as wire:
        outcome = built(wire.url).iso.tell(event(HELD), key="key-1")
        assert len(wire.heard) == 2
    assert isinstance(outcome, Unreachable)
    assert outcome.words.startswith("configuration: ISO")
    assert outcome.retry_after == timedelta(seconds=60)


def test_I2_a_missing_scope_is_for_a_person_and_pauses(sandbox: Sandbox) -> None:
    iso = built(sandbox.url, ISO_SCOPES="programs.read").iso
    outcome = iso.tell(event(HELD), key="key-1")
    assert isinstance(outcome, Unreachable)
    assert outcome.words.startswith("configuration: ISO")
    assert "programs.write" in outcome.words
    assert outcome.retry_after == timedelta(seconds=60)


@pytest.mark.parametrize(
    "changed", [{"ISO_CLIENT_SECRET": "wrong"}, {"ISO_SCOPES": "registrations.everything"}]
)
def test_credentials_that_are_not_accepted_are_for_a_person(
    sandbox: Sandbox, changed: dict[str, str]
) -> None:
    outcome = built(sandbox.url, **changed).iso.tell(event(HELD), key="key-1")
    assert isinstance(outcome, Unreachable)
    assert outcome.words.startswith("configuration: ISO token")
    assert outcome.retry_after == timedelta(seconds=60)
    assert paths(sandbox) == []


def test_I9_the_system_token_goes_beside_the_bearer_token_when_set() -> None:
    with Wire(CREATED) as wire:
        built(wire.url, ISO_SYSTEM_TOKEN="system-1").iso.tell(event(HELD), key="key-1")
        built(wire.url).iso.tell(event(HELD), key="key-1")
    first, second = (each.headers for each in wire.heard)
    assert (first["authorization"], first["x-system-token"]) == ("Bearer token-1", "system-1")
    assert "x-system-token" not in second
    assert first["idempotency-key"] == "key-1"


def token_desk(script: Script, clock: list[float]) -> tuple[Wire, TokenDesk]:
    """Return a world that gives tokens by the script, and a desk whose clock the test winds."""
    wire = Wire(script)
    desk = TokenDesk(
        Caller(f"{wire.url}/give", setting="ISO_TOKEN_URL"),
        Credentials("me", "secret & more", "a b"),
        clock=lambda: clock[0],
    )
    return wire, desk


def soon() -> float:
    """Return a moment some seconds away."""
    return deadline(timedelta(seconds=5))


def numbered(life: object) -> Script:
    """Return a script that gives token-1, token-2 and so on."""
    given = iter(range(1, 100))

    def give(conversation: Conversation) -> None:
        body = {"access_token": f"token-{next(given)}", "expires_in": life}
        conversation.answer("200 OK", json.dumps(body).encode())

    return give


@pytest.mark.parametrize(
    ("life", "good_until"), [(3600, 3539), (None, 239), ("3600", 239), (-1, 239), (10**9, 239)]
)
def test_a_token_is_kept_until_a_minute_before_it_ends_S1(life: object, good_until: int) -> None:
    clock = [0.0]
    wire, desk = token_desk(numbered(life), clock)
    with wire:
        first = desk.token(key="k", until=soon())
        clock[0] = good_until
        assert desk.token(key="k", until=soon()) == first == "token-1"
        clock[0] = good_until + 1
        assert desk.token(key="k", until=soon()) == "token-2"
    assert wire.heard[0].path == "/give"
    assert wire.heard[0].body == (
        b"grant_type=client_credentials&client_id=me&client_secret=secret+%26+more&scope=a+b"
    )


def test_only_the_first_of_many_threads_renews_a_refused_token() -> None:
    wire, desk = token_desk(numbered(3600), [0.0])
    got: list[object] = []
    with wire:
        refused = desk.token(key="k", until=soon())
        assert isinstance(refused, str)

        def renew() -> None:
            got.append(desk.token(key="k", until=soon(), refused=refused))

        threads = [threading.Thread(target=renew) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert got == ["token-2"] * 8
    assert len(wire.heard) == 2


def test_a_thread_does_not_wait_for_a_token_for_ever() -> None:
    wire, desk = token_desk(lambda c: c.drip(b"x" * 1000), [0.0])
    with wire:
        slow = threading.Thread(target=lambda: desk.token(key="k", until=time.monotonic() + 1))
        slow.start()
        while not wire.heard:
            assert slow.is_alive()
        outcome = desk.token(key="k", until=time.monotonic() + 0.1)
        slow.join()
    assert outcome == Unreachable("ISO: waited too long for a token")


@pytest.mark.parametrize(
    "script",
    [
        hang_up,
        saying("500 Oops"),
        saying("302 Found", Location="http://127.0.0.1:9/"),
        saying("200 OK", b"<html>"),
        saying("200 OK", b"[]"),
        saying("200 OK", b'{"access_token": ""}'),
        saying("200 OK", b'{"access_token": 5}'),
        saying("200 OK", b'{"access_token": "two words"}'),
        saying("200 OK", b'{"access_token": "a\\r\\nX-Header: b"}'),
        saying("200 OK", '{"access_token": "tøken"}'.encode()),
    ],
)
def test_without_a_token_nothing_took_effect(script: Script) -> None:
    wire, desk = token_desk(script, [0.0])
    with wire:
        assert isinstance(desk.token(key="k", until=soon()), Unreachable)


def test_a_token_that_was_not_renewed_is_asked_for_again() -> None:
    wire, desk = token_desk(in_turn(saying("500 Oops"), numbered(60)), [0.0])
    with wire:
        assert isinstance(desk.token(key="k", until=soon()), Unreachable)
        assert desk.token(key="k", until=soon()) == "token-1"


def test_no_secret_comes_into_the_log(sandbox: Sandbox, partners: Built) -> None:
    with capture_logs() as lines:
        partners.iso.tell(event(HELD), key="key-1")
    assert len(lines) == 2
    assert "iso-sandbox-secret" not in str(lines)
    assert "Bearer" not in str(lines)
