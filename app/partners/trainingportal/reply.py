"""What Trainingportal's answers mean (trainingportal.md 10): read in any spelling (T3)."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import compress
from typing import Any

from app.domain.contact import NAME_LIMIT, ContactRefused, clean_email, clean_phone
from app.domain.contract import (
    BookingAnswer,
    BookingDetails,
    BookingFound,
    BookingNotYet,
    Refused,
    Unreachable,
)
from app.partners.http import (
    Answer,
    Lost,
    NotSent,
    Reply,
    configuration,
    not_now,
    one_line,
    read_json,
)

_LOGIN = ("login", "log in", "password", "username", "credential", "not authori", "access denied")
_ABSENT = ("not found", "unknown", "does not exist", "doesn't exist", "no such", "not exist")
_PRESENT = ("already", "exists")
_LONGEST_TEXT = 1000
_FLAGS = ("successful", "sucessful")
# What a class's answer repeats of what was sent, and how a warning names it.
_ECHOED = {
    "enrollmentDeadline": "the enrolment deadline",
    "cancellationDeadline": "the cancellation deadline",
    "startDate": "the start date",
    "endDate": "the end date",
    "availableSeats": "free seats",
    "location": "the location",
}


@dataclass(frozen=True, slots=True)
class Done:
    """It was done."""


@dataclass(frozen=True, slots=True)
class Kept:
    """The class is there; ``warning`` says where what is held differs from what was sent (T1).

    ``cancelled``: it is there, and Trainingportal counts it as cancelled.
    """

    warning: str
    cancelled: bool = False


@dataclass(frozen=True, slots=True)
class Said:
    """It said no; what it said decides what comes next."""

    status: int
    words: str

    @property
    def absent(self) -> bool:
        """Whether it says that what was asked for is not there."""
        return self.status == 404 or any(sign in self.words.lower() for sign in _ABSENT)

    @property
    def present(self) -> bool:
        """Whether it says that what was to be added is there already."""
        return not self.absent and (
            self.status == 409 or any(sign in self.words.lower() for sign in _PRESENT)
        )

    def refused(self) -> Refused:
        """Return the outcome when nothing else can be tried."""
        return Refused(one_line(f"Trainingportal answered {self.status} {self.words}"))


def read_class(reply: Reply, *, sent: Mapping[str, str]) -> Kept | Said | Unreachable:
    """Return what became of an add or update: done only if our class id is echoed (6.3)."""
    found = _read(reply)
    if not isinstance(found, dict):
        return found
    if found.get("externalid") != sent["externalId"]:
        return Unreachable("Trainingportal's answer does not name the class")
    if found.get("enrollmentdeadline") is None:
        found["enrollmentdeadline"] = found.get("erollmentdeadline")
    return Kept(_differences(found, sent), cancelled=is_true(found.get("cancelled")))


def _differences(found: Mapping[str, Any], sent: Mapping[str, str]) -> str:
    """Return what is held otherwise than it was sent (T1, S7), or nothing.

    How a date is written in an answer is not stated: one that begins as ours did is ours.
    """
    differing = (
        f"{named} {held}, not {sent[name]}"
        for name, named in _ECHOED.items()
        if (held := found.get(name.lower())) is not None and not str(held).startswith(sent[name])
    )
    said = ", ".join(differing)
    return one_line(f"Trainingportal holds {said}") if said else ""


def read_status(reply: Reply) -> Done | Said | Unreachable:
    """Return what became of a call that answers with a flag, in either spelling (T2, T3)."""
    found = _read(reply)
    if not isinstance(found, dict):
        return found
    flag = next((found[name] for name in _FLAGS if found.get(name) is not None), None)
    if flag is None:
        return Unreachable("Trainingportal's answer does not say whether it worked")
    return Done() if is_true(flag) else Said(200, "no, without a reason")


def is_true(flag: object) -> bool:
    """Say whether a flag is set: true, or the word in any case (section 10)."""
    return flag is True or (isinstance(flag, str) and flag.strip().lower() == "true")


def read_booking(reply: Reply) -> BookingAnswer:
    """Return the booking; "not found", in whatever words, is *not yet* (T7).

    Only a status that says the question itself was wrong is a refusal: which messages there are is
    not documented, and a booking given up too early costs somebody their seat.
    """
    found = _read(reply)
    if isinstance(found, Unreachable):
        return found
    if isinstance(found, Said):
        if found.absent or found.status < 400:
            return BookingNotYet(one_line(f"Trainingportal does not know it yet: {found.words}"))
        return found.refused()
    reference = _text(found, "bookingReference")
    if not reference:
        return Unreachable("Trainingportal's answer holds no booking")
    details = _details(found, reference)
    return BookingFound(details, f"Trainingportal has it as {one_line(reference)}")


def read_list(reply: Reply) -> list[dict[str, Any]] | Said | Unreachable:
    """Return the objects answered, names in lower case, alone or as the only list of an object."""
    whole = read_json(reply.body) if isinstance(reply, Answer) and reply.ok else None
    if not isinstance(whole, list):
        found = _read(reply)
        if not isinstance(found, dict):
            return found
        lists = [each for each in found.values() if isinstance(each, list)]
        if len(lists) != 1:
            return Unreachable("Trainingportal's answer holds no list")
        whole = lists[0]
    return [_lowered(each) for each in whole if _object(each)]


def _read(reply: Reply) -> dict[str, Any] | Said | Unreachable:
    """Return the object answered, its names in lower case (T9), or what went wrong."""
    match reply:
        case NotSent(words) | Lost(words):
            return Unreachable(f"Trainingportal: {words}")
    found = _lowered(read_json(reply.body))
    # T3: the prose has a third s.
    words = one_line(found.get("errormessage") or found.get("errormesssage") or "")
    if later := not_now(reply, partner="Trainingportal", words=words):
        return later
    # S22: which status wrong credentials get is not documented.
    if words and any(sign in words.lower() for sign in _LOGIN):
        return configuration("Trainingportal", words)
    if words or not reply.ok:
        return Said(reply.status, words)
    return _some(reply, found)


def _some(answer: Answer, found: dict[str, Any]) -> dict[str, Any] | Unreachable:
    return found or Unreachable(f"Trainingportal answered {answer.status} without a usable body")


def _lowered(found: Any) -> dict[str, Any]:
    return {str(name).lower(): value for name, value in found.items()} if _object(found) else {}


def _object(found: Any) -> bool:
    return isinstance(found, dict)


def _details(found: dict[str, Any], reference: str) -> BookingDetails:
    enroller = _lowered(found.get("enroller"))
    return BookingDetails(
        partner_reference=reference,
        class_code=_text(found, "externalCourseClassId"),
        name=_name(found),
        email=_email(found),
        phone=_phone(found),
        birth_date=_day(_text(found, "birthDate")),
        enroller_name=_name(enroller),
        enroller_email=_email(enroller),
        enroller_phone=_phone(enroller),
        # T15: here the word means the student's employer, at the reservation it meant who pays.
        employer=_text(found, "company"),
        comment=_text(found, "commentOnEnrollment"),
        purchase_order=_text(found, "purchaseOrderNumber"),
    )


def _text(found: Mapping[str, Any], name: str) -> str:
    value = found.get(name.lower())
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return _keepable(value).strip()[:_LONGEST_TEXT] if isinstance(value, str) else ""


def _keepable(text: str) -> str:
    """Return the text without what no database keeps: control characters, lone surrogates."""
    kept = (unicodedata.category(sign) not in ("Cc", "Cs") or sign in "\r\n\t" for sign in text)
    return "".join(compress(text, kept))


def _name(found: Mapping[str, Any]) -> str:
    name = " ".join(f"{_text(found, 'firstName')} {_text(found, 'lastName')}".split())
    return name[:NAME_LIMIT].rstrip()


def _email(found: Mapping[str, Any]) -> str:
    try:
        return clean_email(_text(found, "email"))
    except ContactRefused:
        return ""


def _phone(found: Mapping[str, Any]) -> str:
    """Return the number in E.164; it comes as digits with country code and no plus sign (6.5)."""
    text = _text(found, "phone")
    for attempt in (text if text.startswith(("+", "00")) else f"+{text}", text):
        try:
            return clean_phone(attempt, country="NO")
        except ContactRefused:
            continue
    return ""


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        return None
