"""The claims that hold at every address where a partner calls, whoever it is.

What an address does in particular is in the tests of its partner. One lobby serves all that must
change nothing; an effect that is counted has a lobby of its own. That no log names anybody is seen
to at every call, by the watching client.
"""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store.database import open_database
from tests.partners.addresses import ADDRESSES, JSON, QUERY, XML, Address
from tests.partners.lobby import KEY, Lobby
from tests.watching import WatchedResponse

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
BODIES = {name: each for name, each in ADDRESSES.items() if each.content != QUERY}
# What Connector's errors carry so that its operators find them again.
_NUMBER = re.compile(rb"[0-9a-f]{8}-[0-9a-f-]{27}")


@pytest.fixture(scope="module")
def lobby(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lobby]:
    """Give the lobby in which nothing changes."""
    yield from opened(sqlite_template, tmp_path_factory.mktemp("lobby"))


@pytest.fixture(scope="module")
def busy(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Lobby]:
    """Give a lobby in which many things happened before."""
    yield from opened(sqlite_template, tmp_path_factory.mktemp("busy"))


@pytest.fixture
def own(sqlite_template: Path, tmp_path: Path) -> Iterator[Lobby]:
    """Give a lobby of one's own."""
    yield from opened(sqlite_template, tmp_path)


def opened(template: Path, place: Path) -> Iterator[Lobby]:
    """Open a lobby there, and close it at last."""
    database = open_database(f"sqlite:///{shutil.copyfile(template, place / 'desk.db')}")
    yield Lobby(database, place)
    database.close()


def assert_kept(lobby: Lobby, address: Address, answer: WatchedResponse) -> None:
    """Fail unless the exchange is kept whole; of the API's none is."""
    kept = [each for each in lobby.archive.kept if each.partner == address.partner]
    if address.partner == "api":
        assert kept == []
        return
    (one,) = kept
    assert (one.method, one.status) == (address.method, answer.status_code)
    assert one.received == answer.get_data()
    assert one.sent == address.body or address.content == QUERY
    assert KEY not in one.address


def said_no(answer: WatchedResponse) -> bool:
    """Say whether it was refused: at Trainingportal's addresses by a flag (S9)."""
    return answer.status_code >= 400 or b'"false"' in answer.get_data()


@pytest.mark.parametrize("name", ADDRESSES)
def test_another_method_does_nothing(lobby: Lobby, name: str) -> None:
    address = ADDRESSES[name]
    # Of lead sources and of a registration there is something to read at the same address.
    known = {"GET", "HEAD"} if address.path.endswith("/lead-sources") else set()
    # Integrators' programs may ask what may be asked.
    known |= {"OPTIONS"} if address.partner == "api" else set()
    with lobby.unchanged():
        answers = {
            method: lobby.call(address, method=method).status_code
            for method in METHODS
            if method not in known | {address.method}
        }
    assert set(answers.values()) == {405}, answers


@pytest.mark.parametrize("name", [name for name, each in BODIES.items() if each.typed])
def test_a_body_of_another_type_is_415(lobby: Lobby, name: str) -> None:
    others = ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "nonsense")
    with lobby.unchanged():
        answers = [lobby.call(BODIES[name], content_type=each).status_code for each in others]
    assert answers == [415] * len(others)


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_is_too_large_is_413(lobby: Lobby, name: str) -> None:
    address = BODIES[name]
    with lobby.unchanged():
        answer = lobby.call(address, body=address.body + b" " * address.largest)
    assert answer.status_code == 413
    assert answer.get_data()


@pytest.mark.parametrize("name", ADDRESSES)
def test_who_is_not_believed_is_told_nothing_but_no(lobby: Lobby, name: str) -> None:
    address = ADDRESSES[name]
    with lobby.unchanged():
        answers = {
            (answer.status_code, _NUMBER.sub(b"", answer.get_data()))
            for body in (address.body, b"{", b"<")
            for stranger in lobby.strangers(address.partner, body)
            for answer in [lobby.call(address, body=body, stranger=stranger)]
        }
    assert len(answers) == 1, "the answer says nothing of why"
    [(status, _)] = answers
    assert status == {"stripe": 400, "trainingportal": 404}.get(address.partner, 401)


@pytest.mark.parametrize("name", [n for n, each in ADDRESSES.items() if each.partner != "api"])
def test_nothing_is_kept_of_what_a_stranger_sends(lobby: Lobby, name: str) -> None:
    address = ADDRESSES[name]
    for stranger in lobby.strangers(address.partner, address.body):
        lobby.call(address, stranger=stranger)
        kept = lobby.archive.kept[-1]
        assert (kept.partner, kept.sent, kept.received) == (address.partner, b"", b"")
        assert kept.status >= 400 if kept.status else False
        assert stranger.key not in kept.address


GOOD = ADDRESSES["connector people"].body
BOMB = b'<!DOCTYPE r [<!ENTITY a "aaaaaaaaaa">' + b"".join(
    b'<!ENTITY %c "%s">' % (letter, b"&%c;" % (letter - 1) * 10) for letter in range(98, 110)
)
UNREADABLE_XML = {
    "nothing": b"",
    "no XML": b"hello",
    "C3": b"<user><providerInfo></ providerInfo ></user>",
    "half": GOOD[:60],
    "not UTF-8": GOOD.replace(b"Amara", b"\xff\xfe"),
    "a NUL": GOOD.replace(b"Amara", b"A\x00"),
    "a document type": b"<!DOCTYPE user>" + GOOD,
    "a bomb": BOMB + b"]><user><userInfo><firstname>&m;</firstname></userInfo></user>",
    "a file": b'<!DOCTYPE user [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
    + GOOD.replace(b"Amara", b"&x;"),
    "an address": b'<!DOCTYPE user SYSTEM "http://127.0.0.1:9/x.dtd">' + GOOD,
    "a thousand deep": b"<user>" + b"<a>" * 1000 + b"</a>" * 1000 + b"</user>",
    "twenty deep": b"<user>" + b"<a>" * 20 + b"</a>" * 20 + b"</user>",
    "another root": b"<html><body>hello</body></html>",
}
UNREADABLE_JSON = {
    "nothing": b"",
    "no JSON": b"registrationId=reg-1",
    "half": b'{"id": "evt-1", ',
    "a list": b"[]",
    "a text": b'"text"',
    "null": b"null",
    "not UTF-8": b'{"id": "\xff", "event": "a.b"}',
    "UTF-16": '{"id": "evt-1"}'.encode("utf-16"),
    "a thousand deep": b"[" * 1000 + b"]" * 1000,
    "a thousand names deep": b'{"a":' * 1000 + b"1" + b"}" * 1000,
    "deep without end": b"[" * 90_000,
    "digits without end": b'{"id": ' + b"9" * 5000 + b"}",
}


@pytest.mark.parametrize("name", [name for name, each in BODIES.items() if each.content == XML])
def test_xml_that_cannot_be_read_is_400_and_nothing_is_looked_up(lobby: Lobby, name: str) -> None:
    with lobby.unchanged():
        answers = {
            what: lobby.call(BODIES[name], body=body) for what, body in UNREADABLE_XML.items()
        }
    assert {what for what, each in answers.items() if each.status_code != 400} == set()
    assert not any(b"root:" in each.get_data() for each in answers.values())


@pytest.mark.parametrize("name", [name for name, each in BODIES.items() if each.content == JSON])
def test_json_that_cannot_be_read_is_400(lobby: Lobby, name: str) -> None:
    with lobby.unchanged():
        answers = {
            what: lobby.call(BODIES[name], body=body).status_code
            for what, body in UNREADABLE_JSON.items()
        }
    assert {what for what, status in answers.items() if status != 400} == set()


@pytest.mark.parametrize("name", [name for name, each in ADDRESSES.items() if each.needs])
def test_each_field_that_is_missing_is_named_in_the_answer(lobby: Lobby, name: str) -> None:
    address = ADDRESSES[name]
    with lobby.unchanged():
        for where, named in address.needs.items():
            answer = lobby.call(address.without(where))
            assert said_no(answer), where
            assert named in answer.get_data(as_text=True)


@pytest.mark.parametrize("name", ADDRESSES)
def test_what_no_database_keeps_is_no_fault(busy: Lobby, name: str) -> None:
    address = ADDRESSES[name]
    body = address.body.replace(b"Ingrid", b"A%00B%ED%A0%80C")
    if address.content == JSON:
        body = json.dumps(address.said).replace("a", "\\u0000a", 1).encode()
        body = body.replace(b"Amara", b"A\\ud800").replace(b"Noor", b"N\\ud800")
    answer = busy.call(address, body=body)
    assert answer.status_code < 500
    assert not any("\\x00" in row for rows in busy.rows().values() for row in rows)


@pytest.mark.parametrize("name", ADDRESSES)
def test_fields_nobody_knows_are_tolerated(busy: Lobby, name: str) -> None:
    assert not said_no(busy.call(ADDRESSES[name].with_more()))


@pytest.mark.parametrize("name", ADDRESSES)
def test_a_call_is_recorded_before_it_is_answered_and_has_its_effect_once(
    own: Lobby, name: str
) -> None:
    address, before = ADDRESSES[name], own.rows()
    first = own.call(address)
    assert not said_no(first)
    assert own.rows() != before, "it stands before the answer goes out"
    assert_kept(own, address, first)
    own.work()
    done = own.rows()
    for _ in range(3):
        assert not said_no(own.call(address))
        own.work()
    # Each call to the Connector's addresses is a row of its own.
    changed = {table for table, rows in own.rows().items() if rows != done[table]}
    assert changed <= ({"inbound"} if address.partner == "connector" else set())
