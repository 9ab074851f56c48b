"""Claims about letters of a class that changed, was cancelled, or was completed."""

from typing import Any

import pytest

from app.domain.contract import Outcome, Refused, Told
from app.domain.ending import BY_BUYER
from app.domain.event import EventKind
from app.domain.registration import RegistrationState
from app.domain.waiting import DECLINED
from app.sandbox.server import Sandbox
from tests.fakes.events import REGISTRATION
from tests.mail.letters import inbox
from tests.mail.telling import (
    CALLED_OFF,
    CANCELLED,
    CLASS_CHANGED,
    COMPLETED,
    MOVED,
    PLACE_GONE,
    PLACE_LOST,
    WAITS_NO_MORE,
    flat,
    letter,
    tell,
)

ROOM = {"online_url": "https://meet.example/room", "venue": None}
HELD = {"state": RegistrationState.HELD}


@pytest.mark.parametrize("kind", [CLASS_CHANGED, MOVED])
def test_a_change_says_what_is_new_and_brings_the_dates(sandbox: Sandbox, kind: EventKind) -> None:
    came = letter(sandbox, kind, facts={"reason": "the place"}, course_class=ROOM)
    text = flat(came.part("plain"))
    assert "New: the place." in text
    assert "https://meet.example/room" in text
    assert came.calendar is not None


@pytest.mark.parametrize("kind", [CLASS_CHANGED, MOVED])
def test_who_has_not_paid_yet_is_told_of_the_change_but_not_how_to_join(
    sandbox: Sandbox, kind: EventKind
) -> None:
    came = letter(sandbox, kind, registration=HELD, course_class=ROOM)
    assert "meet.example" not in came.part("plain")
    assert came.calendar is None


def test_a_participant_is_told_of_a_cancellation_with_its_reason(sandbox: Sandbox) -> None:
    facts = {"reason": "The class was cancelled: the teacher is ill"}
    came = letter(sandbox, CALLED_OFF, facts=facts)
    assert came.to == ["ingrid@example.org"]
    assert "The class was cancelled: the teacher is ill." in flat(came.part("plain"))


@pytest.mark.parametrize(
    ("kind", "to"), [(PLACE_GONE, "ana@example.org"), (PLACE_LOST, "ingrid@example.org")]
)
def test_who_ordered_and_who_lost_a_place_are_told_why(
    sandbox: Sandbox, kind: EventKind, to: str
) -> None:
    came = letter(sandbox, kind, facts={"reason": "Ill"}, order={"email": "ana@example.org"})
    assert came.to == [to]
    assert "Why: Ill." in flat(came.part("plain"))
    assert came.calendar is None


@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        (CLASS_CHANGED, {"registration": {"state": RegistrationState.CANCELLED}}),
        (MOVED, {"registration": {"state": RegistrationState.CANCELLED}}),
        (MOVED, {"order": {"email": "ingrid@example.org"}}),
        (COMPLETED, {"registration": {"certificate": ""}}),
        (COMPLETED, {"registration": {"email": ""}}),
    ],
)
def test_nobody_is_written_to_needlessly(
    sandbox: Sandbox, kind: EventKind, changed: dict[str, Any]
) -> None:
    assert isinstance(tell(sandbox, kind, **changed), Told)
    assert inbox(sandbox) == []


def test_whoever_completed_gets_the_certificate_with_its_number_and_where_it_is_checked(
    sandbox: Sandbox,
) -> None:
    assert isinstance(tell(sandbox, COMPLETED), Told)
    (came,) = inbox(sandbox)
    assert came.to == ["ingrid@example.org"]
    assert "C-22222-33333" in came.part("plain")
    assert "https://desk.example/certificates/C-22222-33333" in came.part("html")
    (paper,) = came.message.iter_attachments()
    assert (paper.get_content_type(), paper.get_filename()) == (
        "application/pdf",
        "C-22222-33333.pdf",
    )
    assert paper.get_content() == b"%PDF C-22222-33333"


def test_an_address_that_cannot_be_written_to_is_refused(sandbox: Sandbox) -> None:
    outcome: Outcome = tell(sandbox, COMPLETED, registration={"email": "no address"})
    assert isinstance(outcome, Refused)


def test_of_one_who_waits_no_more_the_buyer_reads_that_the_others_wait_on(
    sandbox: Sandbox,
) -> None:
    came = letter(sandbox, WAITS_NO_MORE, facts={"reason": "taken off by staff"})
    assert came.to == ["per@example.org"]
    assert came.message["Subject"] == "One less on the waiting list: First aid"
    for part in ("plain", "html"):
        said = flat(came.part(part))
        assert "One of those you put on the waiting list waits no more" in said
        assert "Why: taken off by staff." in said
        assert "Ingrid Solheim" in said
        assert "The others keep their place in line." in said
        assert "calendar" not in said
        assert "cancelled" not in said


@pytest.mark.parametrize("kind", [PLACE_GONE, PLACE_LOST])
@pytest.mark.parametrize("part", ["plain", "html"])
def test_a_place_that_was_moved_is_told_from_where_to_where(
    sandbox: Sandbox, kind: EventKind, part: str
) -> None:
    facts = {"reason": "moved to B", "moved_from": "First aid (A)", "moved_to": "First aid (B)"}
    came = letter(sandbox, kind, facts=facts, order={"email": "ana@example.org"})
    said = flat(came.part(part))
    assert came.message["Subject"].startswith("Moved: ")
    assert "was moved" in said
    assert "From: First aid (A) To: First aid (B)" in said
    for words in ("cancelled", "The other places"):
        assert words not in said


@pytest.mark.parametrize("part", ["plain", "html"])
def test_whoever_takes_part_reads_which_extras_stayed_and_nothing_of_the_buyers_voucher(
    sandbox: Sandbox, part: str
) -> None:
    facts = {"moved_from": "A", "moved_to": "B", "left_behind": "Lunch", "left_of_voucher": "NOK 5"}
    came = letter(sandbox, PLACE_LOST, facts=facts, order={"email": "ana@example.org"})
    said = flat(came.part(part)).replace("- ", "")
    assert "These did not go along: Lunch Take the old dates" in said


@pytest.mark.parametrize("part", ["plain", "html"])
def test_other_places_are_spoken_of_only_where_there_are_any(sandbox: Sandbox, part: str) -> None:
    assert "other places" not in flat(letter(sandbox, PLACE_GONE).part(part))


@pytest.mark.parametrize("part", ["plain", "html"])
def test_the_other_places_of_an_order_are_said_to_stay(sandbox: Sandbox, part: str) -> None:
    tell(sandbox, PLACE_GONE, order={"registrations": (REGISTRATION, REGISTRATION)})
    (came,) = inbox(sandbox)
    assert "The other places of your registration are as they were." in flat(came.part(part))


@pytest.mark.parametrize("part", ["plain", "html"])
def test_who_declined_an_offer_is_not_told_of_a_cancellation(sandbox: Sandbox, part: str) -> None:
    came = letter(sandbox, CANCELLED, facts={"reason": DECLINED})
    assert came.message["Subject"].startswith("You declined the offer: ")
    said = flat(came.part(part))
    assert "You declined the offer" in said
    assert "The place goes to the next in line." in said
    for words in ("cancelled", "Why"):
        assert words not in said


@pytest.mark.parametrize(("reason", "why"), [(BY_BUYER, False), ("Ill", True)])
@pytest.mark.parametrize("part", ["plain", "html"])
def test_a_buyer_is_told_why_unless_it_was_they(
    sandbox: Sandbox, reason: str, why: bool, part: str
) -> None:
    said = flat(letter(sandbox, CANCELLED, facts={"reason": reason}).part(part))
    assert "Your registration is cancelled" in said
    assert ("Why:" in said) is why
