"""The addresses of Trainingportal: parse, ask, answer.

POST only, credentials only in the form body (section 4). Answers are JSON, or XML when asked for.
"""

import hmac
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, jsonify, request
from lxml import etree

from app.sandbox.calls import current
from app.sandbox.clock import Clock
from app.sandbox.dials import Dials
from app.sandbox.part import Part
from app.sandbox.settings import Credentials
from app.sandbox.shelf import Document, Shelf
from app.sandbox.trainingportal.bookings import Bookings
from app.sandbox.trainingportal.classes import INVITED, Classes
from app.sandbox.trainingportal.told import Told

PREFIX = "/mintra"
API = "/mintra/api/courseprovider/rest/v1"
CLASS = (
    "cancelled",
    "courseExternalId",
    "externalId",
    "location",
    "availableSeats",
    "enrollmentDeadline",
    "cancellationDeadline",
    "startDate",
    "startTime",
    "endDate",
    "endTime",
    INVITED,
)
FORM = "application/x-www-form-urlencoded"
LARGEST_FORM = 4_000_000


class Trainingportal:
    """Trainingportal's views over its classes and bookings."""

    def __init__(self, shelf: Shelf, clock: Clock, dials: Dials, credentials: Credentials) -> None:
        self.classes = Classes(shelf, clock, dials)
        self.bookings = Bookings(shelf, clock, dials)
        self._dials = dials
        self._login = (credentials.trainingportal_username, credentials.trainingportal_password)

    def part(self) -> Part:
        """Return Trainingportal's place in the sandbox."""
        blueprint = Blueprint("trainingportal", __name__, url_prefix=API)
        blueprint.before_request(self._enter)
        blueprint.register_error_handler(Told, self._told)
        one_course = "/courses/get/<course>/courseClasses"
        for path, view in (
            ("/courses/get", self.get_courses),
            (f"{one_course}/get", self.get_classes),
            (f"{one_course}/add", self.add_class),
            (f"{one_course}/update", self.update_class),
            (f"{one_course}/cancel/<number>", self.cancel_class),
            (f"{one_course}/restore/<number>", self.restore_class),
            ("/booking/get/<reference>", self.get_booking),
            ("/booking/update/<reference>", self.update_booking),
            ("/booking/uploadDocumentation/<reference>", self.upload_documentation),
        ):
            blueprint.add_url_rule(path, view_func=view, methods=["POST"])
        return Part(
            name="trainingportal",
            prefix=PREFIX,
            blueprint=blueprint,
            refusal=refusal,
            holdings=self.holdings,
        )

    def holdings(self) -> dict[str, list[Document]]:
        """Return what Trainingportal holds."""
        return {
            "classes": self.classes.all(),
            "bookings": self.bookings.all(),
            "courses": self.classes.courses(),
        }

    def get_courses(self) -> Response:
        """List the courses agreed with Mintra."""
        return _answer(self.classes.courses(), "courses")

    def get_classes(self, course: str) -> Response:
        """List the classes of one course."""
        current().heard(course)
        return _answer([self._class(each) for each in self.classes.of(course)], "courseClasses")

    def add_class(self, course: str) -> Response:
        """Add a class."""
        current().heard(request.form.get("externalId"))
        return self._kept(self.classes.add(course, request.form), "added")

    def update_class(self, course: str) -> Response:
        """Change a class, its free seats above all."""
        current().heard(request.form.get("externalId"))
        return self._kept(self.classes.update(course, request.form), "updated")

    def cancel_class(self, course: str, number: str) -> Response:
        """Cancel a class."""
        current().heard(number)
        self.classes.cancel(course, number)
        current().judged("cancelled")
        return _answer({"successful": "true", "errorMessage": ""}, "status")

    def restore_class(self, course: str, number: str) -> Response:
        """Undo a cancellation; the flag is misspelt and a real boolean (T2, T3)."""
        current().heard(number)
        self.classes.restore(course, number)
        current().judged("restored")
        return _answer({"sucessful": True, "errorMessage": ""}, "status")

    def get_booking(self, reference: str) -> Response:
        """Tell what is known of a booking."""
        current().heard(reference)
        shown = self.bookings.look_up(reference)
        current().judged("told")
        return _answer(shown, "booking")

    def update_booking(self, reference: str) -> Response:
        """Take a result; the flag is misspelt and text, on failure too (T2, T3)."""
        current().heard(reference)
        try:
            kept = self.bookings.finish(reference, request.form)
        except Told as told:
            current().judged(f"refused: {told.message}")
            return _answer({"sucessful": "false", "errorMessage": told.message}, "status")
        current().judged(f"result {kept['result']}")
        return _answer({"sucessful": "true", "errorMessage": ""}, "status")

    def upload_documentation(self, reference: str) -> Response:
        """Take a document of a booking; the flag is text, on failure too (T3)."""
        current().heard(reference)
        try:
            self.bookings.attach(reference, request.form)
        except Told as told:
            current().judged(f"refused: {told.message}")
            return _answer({"successful": "false", "errorMessage": told.message}, "status")
        current().judged("attached")
        return _answer({"successful": "true", "errorMessage": ""}, "status")

    def _enter(self) -> None:
        # A document in a form is larger than Flask lets a form be.
        request.max_form_memory_size = LARGEST_FORM
        if request.args.keys() & {"username", "password"}:
            raise Told("Credentials do not belong in the address", HTTPStatus.BAD_REQUEST)
        if request.mimetype != FORM:
            raise Told(f"Content-Type must be {FORM}", HTTPStatus.UNSUPPORTED_MEDIA_TYPE)
        shown = (request.form.get("username", ""), request.form.get("password", ""))
        if not all(map(_same, shown, self._login)):
            raise Told("Login failed: wrong username or password", HTTPStatus.UNAUTHORIZED)

    def _kept(self, kept: Document, verdict: str) -> Response:
        current().judged(verdict)
        return _answer(self._class(kept), "courseClass")

    def _class(self, kept: Document) -> Document:
        """Return the class as 6.3 shows it, address and price nested or dotted."""
        shown = {name: kept.get(name) for name in CLASS}
        if not self._dials.habit("trainingportal", "dotted_fields"):
            return shown | {"address": kept["address"], "price": kept["price"]}
        for group in ("address", "price"):
            shown |= {f"{group}.{name}": value for name, value in kept[group].items()}
        return shown

    def _told(self, told: Exception) -> Response:
        if not isinstance(told, Told):
            raise told
        current().judged(f"refused: {told.message}")
        usual = int(self._dials.habit("trainingportal", "error_status"))
        return refusal(told.status or usual, told.message)


def refusal(status: int, message: str) -> Response:
    """Return Trainingportal's error answer: the message and nothing else (section 10)."""
    response = _answer({"errorMessage": message}, "error")
    response.status_code = status
    return response


def _answer(shown: Any, root: str) -> Response:
    if request.accept_mimetypes.best_match(["application/json", "application/xml"]) == (
        "application/xml"
    ):
        return Response(etree.tostring(_element(root, shown)), mimetype="application/xml")
    return jsonify(shown)


def _element(name: str, value: Any) -> etree._Element:
    element = etree.Element(name)
    match value:
        case Mapping():
            element.extend([_element(key, each) for key, each in value.items()])
        case list():
            element.extend([_element("item", each) for each in value])
        case bool():
            element.text = str(value).lower()
        case None:
            pass
        case _:
            element.text = str(value)
    return element


def _same(shown: str, expected: str) -> bool:
    return hmac.compare_digest(shown.encode(), expected.encode())
