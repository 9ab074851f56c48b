"""Trainingportal's bookings: known to it only a little after the seat was reserved (T7).

Here: what it stores of a booking, tells about it, and is told of its result. Not here: reserving a
seat at the product (``enroller``).
"""

from collections.abc import Mapping
from uuid import uuid4

from app.sandbox.calls import instant
from app.sandbox.clock import Clock
from app.sandbox.dials import Dials
from app.sandbox.shelf import Document, Shelf
from app.sandbox.trainingportal.classes import BOOKINGS
from app.sandbox.trainingportal.documents import read_document
from app.sandbox.trainingportal.told import Told, day

RESULTS = ("NEW", "NO_SHOW", "FAILED", "COMPLETED")
READABLE = ("NEW", "COMPLETED")  # T16: the other two can be written but are not read back
STUDENT = ("firstName", "lastName", "email", "phone", "birthDate")
ENROLLER = ("firstName", "lastName", "email", "phone")


class Bookings:
    """The bookings, found by the product's reference or by Trainingportal's own (T4)."""

    def __init__(self, shelf: Shelf, clock: Clock, dials: Dials) -> None:
        self._shelf = shelf
        self._clock = clock
        self._dials = dials

    def all(self) -> list[Document]:
        """Return every booking."""
        return self._shelf.all(BOOKINGS)

    def store(self, reference: str, wanted: Mapping[str, str]) -> Document:
        """Keep a booking under the product's reference; the same reference again changes nothing.

        Args:
            reference: what the product answered to the reservation.
            wanted: ``class`` and what the enroller filled in, by the names of the control API.
        """
        with self._shelf.lock:
            kept = self._shelf.get(BOOKINGS, reference)
            if kept is not None:
                return kept
            kept = _booking(reference, wanted) | {
                "lookupsLeft": self._dials.habit("trainingportal", "booking_unknown_times"),
                "createdAt": instant(self._clock.now()),
            }
            self._shelf.put(BOOKINGS, reference, kept)
            return kept

    def look_up(self, reference: str) -> Document:
        """Return what 6.5 tells of the booking; Told until it is known."""
        with self._shelf.lock:
            kept = self._known(reference)
            if kept["lookupsLeft"] > 0:
                kept["lookupsLeft"] -= 1
                self._shelf.put(BOOKINGS, kept["ourReference"], kept)
                raise Told("Booking not found")
        shown = {name: kept[name] for name in ("bookingReference", "externalCourseClassId")}
        shown |= {
            name.lower() if name.endswith("Name") else name: kept["student"][name]
            for name in STUDENT
        }  # T9
        shown |= {
            "enroller": kept["enroller"],
            "company": kept["company"],
            "enrollmentStatus": kept["result"] if kept["result"] in READABLE else "NEW",
            "commentOnEnrollment": kept["commentOnEnrollment"],
        }
        if kept["purchaseOrderNumber"]:
            shown["purchaseOrderNumber"] = kept["purchaseOrderNumber"]
        return shown

    def finish(self, reference: str, form: Mapping[str, str]) -> Document:
        """Write the result; Told for an unknown status, or COMPLETED without its date."""
        status = form.get("newStatus", "")
        if status not in RESULTS:
            raise Told(f"newStatus must be one of {', '.join(RESULTS)}")
        completed = form.get("completionDate", "")
        if status == "COMPLETED" and not completed:
            raise Told("completionDate is mandatory with COMPLETED")
        if completed:
            day("completionDate", completed)
        with self._shelf.lock:
            kept = self._known(reference)
            kept |= {"result": status, "completionDate": completed or None}
            step = {"result": status, "at": instant(self._clock.now())}
            kept["results"] = [*kept["results"], step]
            self._shelf.put(BOOKINGS, kept["ourReference"], kept)
            return kept

    def attach(self, reference: str, form: Mapping[str, str]) -> Document:
        """Attach a document; the same one again is a second one, for nobody says otherwise."""
        document = read_document(form) | {"at": instant(self._clock.now())}
        with self._shelf.lock:
            kept = self._known(reference)
            kept["documents"] = [*kept.get("documents", []), document]
            self._shelf.put(BOOKINGS, kept["ourReference"], kept)
            return kept

    def give_back(self, reference: str) -> Document | None:
        """Mark the booking cancelled by its enroller; None if it is unknown here."""
        with self._shelf.lock:
            kept = self._shelf.get(BOOKINGS, reference)
            if kept is not None:
                kept["cancelled"] = True
                self._shelf.put(BOOKINGS, reference, kept)
            return kept

    def _known(self, reference: str) -> Document:
        kept = self._shelf.get(BOOKINGS, reference)
        if kept is None:
            own = (each for each in self.all() if each["bookingReference"] == reference)
            kept = next(own, None)
        if kept is None:
            raise Told("Booking not found")
        return kept


def _booking(reference: str, wanted: Mapping[str, str]) -> Document:
    def person(prefix: str, names: tuple[str, ...]) -> dict[str, str]:
        return {name: wanted.get(f"{prefix}{name[0].upper()}{name[1:]}", "") for name in names}

    student, enroller = person("student", STUDENT), person("enroller", ENROLLER)
    for each in (student, enroller):
        each["phone"] = "".join(filter(str.isdigit, each["phone"]))
    return {
        "ourReference": reference,
        "bookingReference": str(uuid4()).replace("-", "_"),
        "externalCourseClassId": wanted.get("class", ""),
        "student": student,
        "enroller": enroller,
        "company": wanted.get("company", ""),
        "commentOnEnrollment": wanted.get("comment", ""),
        "purchaseOrderNumber": wanted.get("purchaseOrderNumber", ""),
        "result": "NEW",
        "completionDate": None,
        "results": [],
        "documents": [],
        "cancelled": False,
    }
