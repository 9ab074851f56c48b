"""Claims about reading ISO's programs back beside the classes that came from them."""

import json
from typing import Any

import pytest

from app.domain.reconcile import ALL, Held, NotHeld, Ours, ReadBack, Thing, Unread
from app.sandbox.server import Sandbox
from tests.fakes.wire import Conversation, Script, Wire, hang_up, saying
from tests.partners.built import Built, built
from tests.partners.iso_world import program

KNOWN = Ours(Thing.PROGRAM, "ISO-prg-310", {}, known={"program": "prg-310"})
LISTED = Held(
    Thing.PROGRAM,
    "ISO-prg-310",
    {
        "status": "open",
        "name": "Weekend Intensive",
        "type": "workshop",
        "dates": "2031-06-06 00:00 to 2031-06-06 23:59, 2031-06-07 00:00 to 2031-06-07 23:59, "
        "2031-06-08 00:00 to 2031-06-08 23:59 (Europe/Lisbon)",
        "venue": "Riverside Hall",
        "price": "Standard 180.00 EUR",
        "free places": "13",
        "waiting list": "no",
        "deadline": "",
    },
)


def ours(number: str, *, expected: bool = True) -> Ours:
    """Return a class that came from ISO."""
    known = {"program": number}
    return Ours(Thing.PROGRAM, f"ISO-{number}", {}, known=known, expected=expected)


def iso(listed: list[Any], **one: Any) -> Script:
    """Answer with a token, the list, and a program asked for by itself."""

    def answer(conversation: Conversation) -> None:
        path = conversation.heard.path
        if "token" in path:
            conversation.answer("200 OK", b'{"access_token": "t", "expires_in": 3600}')
        elif path.endswith("/programs") or "?" in path:
            conversation.answer("200 OK", json.dumps({"data": listed}).encode())
        else:
            found = one.get(path.rpartition("/")[2].replace("-", "_"))
            status = "404 Not Found" if found is None else "200 OK"
            conversation.answer(status, json.dumps(found or {}).encode())

    return answer


def read(script: Script, *held: Ours) -> list[ReadBack]:
    """Read back from whoever answers so."""
    with Wire(script) as wire:
        return list(built(wire.url).iso.read_back(held))


def test_programs_are_read_back_in_our_words(sandbox: Sandbox, partners: Built) -> None:
    found = list(partners.iso.read_back([ours("prg-310"), ours("prg-999")]))
    assert [(each.code, type(each)) for each in found] == [
        ("ISO-prg-312", Held),
        ("ISO-prg-310", Held),
        ("ISO-prg-311", Held),
        ("ISO-prg-999", NotHeld),
    ]
    first = found[1]
    assert isinstance(first, Held)
    assert (first.code, first.fields) == (LISTED.code, LISTED.fields)
    assert first.words == "Weekend Intensive, 2031-06-06"
    assert first.over_at is not None


def test_a_program_that_has_ended_and_is_no_class_here_is_not_missed() -> None:
    ended = program(status="completed")
    assert read(iso([ended])) == []
    (known,) = read(iso([ended]), KNOWN)
    assert isinstance(known, Held)
    assert known.fields == {"status": "ended"}


def test_a_program_without_a_zone_is_said_to_be_unread() -> None:
    broken = [program(schedule={}), program(id="prg 7", schedule={})]
    known, other = read(iso(broken), KNOWN)
    assert known == Unread(Thing.PROGRAM, "ISO-prg-310", "schedule.timezone is missing")
    assert other.code.startswith("ISO-prg-7-")


def test_what_the_list_lacks_is_asked_for_by_itself() -> None:
    (skipped,) = read(iso([], prg_310=program()), KNOWN)
    assert isinstance(skipped, Held)
    (broken,) = read(iso([], prg_310=program(schedule={})), KNOWN)
    assert isinstance(broken, Unread)
    (gone,) = read(iso([]), KNOWN)
    assert gone == NotHeld(Thing.PROGRAM, "ISO-prg-310")
    (wrong,) = read(iso([], prg_310=program(id="prg-1")), KNOWN)
    assert isinstance(wrong, Unread)
    assert wrong.away


def test_what_iso_need_not_have_is_not_asked_for() -> None:
    assert read(iso([]), ours("prg-300", expected=False)) == []


@pytest.mark.parametrize(
    ("script", "away"), [(hang_up, True), (saying("400 Bad Request", b"{}"), False)]
)
def test_a_list_that_cannot_be_read_stands_for_every_class(script: Script, away: bool) -> None:
    def answer(conversation: Conversation) -> None:
        if "token" in conversation.heard.path:
            conversation.answer("200 OK", b'{"access_token": "t", "expires_in": 3600}')
        else:
            script(conversation)

    (found,) = read(answer, KNOWN)
    assert isinstance(found, Unread)
    assert (found.code, found.codes, found.away) == (ALL, ("ISO-prg-310",), away)
    (none_of_ours,) = read(answer)
    assert isinstance(none_of_ours, Unread)
    assert (none_of_ours.codes, none_of_ours.lists) == ((), Thing.PROGRAM)


def test_it_is_said_that_registrations_cannot_be_read(partners: Built) -> None:
    assert "registrations" in partners.iso.not_read
