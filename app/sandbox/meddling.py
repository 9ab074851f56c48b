"""Meddling: what a partner holds is changed, withdrawn or added by hand, behind the product's back.

So there is something to find when the product reads its partners back. ISO's programs have a desk
of their own (``iso.control``). Not here: what the product may call.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import itemgetter

from app.sandbox.calls import instant
from app.sandbox.clock import Clock
from app.sandbox.connector.records import SOURCES, STAFF, STATUSES, USERS, key_of
from app.sandbox.shelf import Document, Shelf
from app.sandbox.trainingportal.classes import BOOKINGS, COLLECTION
from app.sandbox.trainingportal.told import Told, day


class NotDone(Exception):
    """It cannot be meant; the words are for a person."""


def _text(name: str, value: str) -> str:
    return value


def _day(name: str, value: str) -> str:
    try:
        return day(name, value)
    except Told as told:
        raise NotDone(told.message) from told


def _whole(name: str, value: str) -> int:
    if not value.isdecimal() or len(value) > 6:
        raise NotDone(f"{name} must be zero or a positive number")
    return int(value)


def _flag(name: str, value: str) -> bool:
    return _one_of("true", "false")(name, value) == "true"


def _one_of(*words: str) -> Callable[[str, str], str]:
    def read(name: str, value: str) -> str:
        if value not in words:
            raise NotDone(f"{name} must be {' or '.join(sorted(words))}")
        return value

    return read


Reader = Callable[[str, str], str | int | bool]


@dataclass(frozen=True, slots=True)
class Holding:
    """A kind of thing that is held: its number's name, its key, and what of it can be changed."""

    number: str
    fields: Mapping[str, Reader]
    key: Callable[[Document], str]


_PERSON: Mapping[str, Reader] = {
    "firstname": _text,
    "lastname": _text,
    "email": _text,
    "mobile": _text,
    "userStatus": _one_of(*STATUSES),
}
HOLDINGS: Mapping[str, Holding] = {
    USERS: Holding("recordID", {**_PERSON, "userType": _one_of("PROSPECT", "MEMBER")}, key_of),
    STAFF: Holding("recordID", _PERSON, key_of),
    SOURCES: Holding("recordID", {"name": _text, "active": _one_of("true", "false")}, key_of),
    COLLECTION: Holding(
        "externalId",
        {
            "availableSeats": _whole,
            "cancelled": _flag,
            "startDate": _day,
            "endDate": _day,
            "enrollmentDeadline": _day,
            "location": _text,
        },
        itemgetter("externalId"),
    ),
    BOOKINGS: Holding(
        "ourReference",
        {
            "externalCourseClassId": _text,
            "student.firstName": _text,
            "student.lastName": _text,
            "student.email": _text,
            "student.phone": _text,
        },
        itemgetter("ourReference"),
    ),
}


class Meddler:
    """Somebody at a partner who changes things and tells nobody."""

    def __init__(self, shelf: Shelf, clock: Clock) -> None:
        self._shelf = shelf
        self._clock = clock

    def change(self, kind: str, number: str, field: str, value: str) -> Document:
        """Change one field of one thing; NotDone where there is no such thing, field or value."""
        holding = _holding(kind)
        reader = holding.fields.get(field)
        if reader is None:
            raise NotDone(f"field must be one of {', '.join(holding.fields)}")
        read = reader(field, value.strip())
        with self._shelf.together():
            kept = self._kept(kind, number)
            group, dot, part = field.partition(".")
            holder = kept[group] if dot else kept
            holder[part or group] = read
            if kind == COLLECTION:
                kept["changedAt"] = instant(self._clock.now())
            self._shelf.put(kind, holding.key(kept), kept)
        return kept

    def withdraw(self, kind: str, number: str) -> None:
        """Have the partner hold it no more."""
        holding = _holding(kind)
        with self._shelf.together():
            self._shelf.delete(kind, holding.key(self._kept(kind, number)))

    def add_class(self, course: str, number: str, first: str, last: str) -> Document:
        """Have Trainingportal show a class that nobody told it of."""
        if self._shelf.get(COLLECTION, number) is not None:
            raise NotDone(f"{number} is there already")
        shown: Document = {
            "cancelled": False,
            "courseExternalId": course,
            "externalId": number,
            "location": "Somewhere else",
            "availableSeats": 8,
            "enrollmentDeadline": _day("startDate", first),
            "cancellationDeadline": first,
            "startDate": first,
            "startTime": "09:00",
            "endDate": _day("endDate", last),
            "endTime": "16:00",
            "address": {},
            "price": {},
            "invitations": 0,
            "sendScheduleInfoToParticipants": False,
            "warnings": [],
            "changedAt": instant(self._clock.now()),
        }
        self._shelf.put(COLLECTION, number, shown)
        return shown

    def _kept(self, kind: str, number: str) -> Document:
        name = _holding(kind).number
        found = (each for each in self._shelf.all(kind) if each[name] == number)
        kept = next(found, None)
        if kept is None:
            raise NotDone(f"there is no {number} among {kind}")
        return kept


def _holding(kind: str) -> Holding:
    if kind not in HOLDINGS:
        raise NotDone(f"kind must be one of {', '.join(HOLDINGS)}")
    return HOLDINGS[kind]
