"""Trainingportal's classes: added, updated, cancelled, restored, and deleted when it is time (T11).

Every oddity of the document is played: the deadline's misspelling (T1), the invitations that go out
unless told not to (T6), the empty second address line that must be there (T10).
"""

from collections.abc import Mapping
from http import HTTPStatus

from app.sandbox.calls import current, instant
from app.sandbox.clock import Clock
from app.sandbox.dials import Dials
from app.sandbox.shelf import Document, Shelf
from app.sandbox.trainingportal.told import ADDRESS, Told, Value, fields, flag

COLLECTION, COURSES = "trainingportal/classes", "trainingportal/courses"
CANCELLED, BOOKINGS = "trainingportal/cancelled", "trainingportal/bookings"
NEEDED = (
    "location",
    "availableSeats",
    "enrollmentDeadline",
    "cancellationDeadline",
    "startDate",
    "endDate",
    *(f"address.{part}" for part in ADDRESS),
    "price.currency",
    "price.amount",
)
KEPT_AFTER_CANCEL = 3600  # seconds a cancelled class with enrolments can still be restored
INVITED = "sendScheduleInfoToParticipants"
KNOWN = {*NEEDED, "username", "password", "externalId", "startTime", "endTime", INVITED}


class Classes:
    """The classes the product keeps up to date here."""

    def __init__(self, shelf: Shelf, clock: Clock, dials: Dials) -> None:
        self._shelf = shelf
        self._clock = clock
        self._dials = dials

    def all(self) -> list[Document]:
        """Return every class not deleted."""
        with self._shelf.lock:
            self._delete_lapsed()
            return self._shelf.all(COLLECTION)

    def courses(self) -> list[Document]:
        """Return the courses agreed with Mintra."""
        return self._shelf.all(COURSES)

    def agree(self, course: str) -> None:
        """Enter a course as Mintra's administrator would (S21)."""
        self._shelf.put(COURSES, course, {"courseExternalId": course, "name": course})

    def of(self, course: str) -> list[Document]:
        """Return the classes of one course."""
        self._check_course(course)
        return [each for each in self.all() if each["courseExternalId"] == course]

    def add(self, course: str, form: Mapping[str, str]) -> Document:
        """Add a class; Told when something is missing or the class is there already."""
        number = _number(form)
        read = fields(form, "enrollmentDeadline")
        for name in (n for n in NEEDED if n not in read):
            raise Told(f"Missing parameter {name}")
        with self._shelf.lock:
            self._check_course(course)
            self._delete_lapsed()
            if self._shelf.get(COLLECTION, number) is not None:
                raise Told(f"Class {number} already exists")
            kept: Document = {
                "cancelled": False,
                "courseExternalId": course,
                "externalId": number,
                "startTime": None,
                "endTime": None,
                "address": {},
                "price": {},
                "invitations": 0,
                "warnings": [],
            }
            return self._keep(kept, read, form, _doubts(form, KNOWN))

    def update(self, course: str, form: Mapping[str, str]) -> Document:
        """Change what was sent and keep the rest (S7); only the misspelt deadline moves it (T1)."""
        number = _number(form)
        read = fields(form, "erollmentDeadline")
        with self._shelf.lock:
            kept = self._known(course, number)
            doubts = []
            if "enrollmentDeadline" in form and "erollmentDeadline" not in form:
                doubts.append("enrollmentDeadline ignored, it did not move (T1)")
            doubts += _doubts(form, KNOWN | {"erollmentDeadline"})
            return self._keep(kept, read, form, doubts)

    def cancel(self, course: str, number: str) -> Document:
        """Cancel a class: gone at once without enrolments, after an hour with them (T11)."""
        with self._shelf.together():
            kept = self._known(course, number)
            if kept["cancelled"]:
                raise Told(f"Class {number} is cancelled already")
            kept["cancelled"] = True
            if self._enrolled(number):
                self._shelf.put(COLLECTION, number, kept)
                self._shelf.put(CANCELLED, number, {"externalId": number, "at": self._clock.now()})
            else:
                self._shelf.delete(COLLECTION, number)
            return kept

    def restore(self, course: str, number: str) -> Document:
        """Undo a cancellation; Told with 404 when deleted, 409 when not cancelled (6.4)."""
        with self._shelf.together():
            try:
                kept = self._known(course, number)
            except Told as told:
                raise Told(told.message, HTTPStatus.NOT_FOUND) from told
            if not kept["cancelled"]:
                raise Told(f"Class {number} is already published", HTTPStatus.CONFLICT)
            kept["cancelled"] = False
            self._shelf.delete(CANCELLED, number)
            self._shelf.put(COLLECTION, number, kept)
            return kept

    def _keep(
        self,
        kept: Document,
        read: Mapping[str, Value],
        form: Mapping[str, str],
        doubts: list[str],
    ) -> Document:
        for name, value in read.items():
            group, dot, part = name.partition(".")
            if dot:
                kept[group][part] = value
            else:
                kept[name] = value
        kept[INVITED] = flag(form.get(INVITED, "true"))
        if kept[INVITED]:
            kept["invitations"] += 1
        current().warnings.extend(doubts)
        kept["warnings"] += [doubt for doubt in doubts if doubt not in kept["warnings"]]
        kept["changedAt"] = instant(self._clock.now())
        self._shelf.put(COLLECTION, kept["externalId"], kept)
        return kept

    def _known(self, course: str, number: str) -> Document:
        self._delete_lapsed()
        kept = self._shelf.get(COLLECTION, number)
        if kept is None or kept["courseExternalId"] != course:
            raise Told(f"Class {number} not found on course {course}")
        return kept

    def _check_course(self, course: str) -> None:
        if self._shelf.get(COURSES, course) is None:
            if self._dials.habit("trainingportal", "strict_courses"):
                raise Told(f"Course {course} not found")
            self.agree(course)

    def _enrolled(self, number: str) -> bool:
        return any(
            each["externalCourseClassId"] == number and not each["cancelled"]
            for each in self._shelf.all(BOOKINGS)
        )

    def _delete_lapsed(self) -> None:
        now = self._clock.now()
        for each in self._shelf.all(CANCELLED):
            if each["at"] + KEPT_AFTER_CANCEL <= now:
                self._shelf.delete(COLLECTION, each["externalId"])
                self._shelf.delete(CANCELLED, each["externalId"])


def _number(form: Mapping[str, str]) -> str:
    number = form.get("externalId", "")
    if not number.strip():
        raise Told("Missing parameter externalId")
    return number


def _doubts(form: Mapping[str, str], known: set[str]) -> list[str]:
    """Return what Trainingportal takes without a word although it can hardly be meant."""
    doubts = [
        f"unknown parameter {name} ignored"
        for name in sorted(set(form) - known)
        if name != "enrollmentDeadline"
    ]
    if INVITED not in form:
        doubts.append("calendar invitations went out, nobody said not to (T6)")
    return doubts
