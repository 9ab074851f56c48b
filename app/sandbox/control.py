"""The control API: see what the partners hold, turn their dials, wind the clock, act as one.

Every address takes JSON and answers JSON; a form is answered with the way back to the page. Not
here: the pages themselves (``pages``), Stripe's own controls (``stripe.part``).
"""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from flask import Blueprint, abort, jsonify, redirect, render_template, request
from werkzeug.exceptions import BadRequest, HTTPException
from werkzeug.wrappers import Response

from app.sandbox import mail, pages
from app.sandbox.bounces import KINDS
from app.sandbox.dials import PARTNERS, DialError
from app.sandbox.iso.refused import Refused
from app.sandbox.meddling import NotDone
from app.sandbox.world import World

FURTHEST = 400 * 86400
FORM = "application/x-www-form-urlencoded"


class Control:
    """The control API over the whole of the sandbox."""

    def __init__(self, world: World) -> None:
        self._world = world

    def blueprint(self) -> Blueprint:
        """Return the addresses."""
        blueprint = Blueprint("control", __name__, url_prefix="/control")
        blueprint.register_error_handler(HTTPException, _failed)
        blueprint.register_error_handler(DialError, _bad_wish)
        blueprint.register_error_handler(Refused, _refused)
        blueprint.register_error_handler(NotDone, _bad_wish)
        rules: list[tuple[str, str, Callable[..., Response]]] = [
            ("GET", "/holdings", self.holdings),
            ("GET", "/calls/<partner>", self.calls),
            ("GET", "/dials", self.dials),
            ("POST", "/dials/<partner>", self.turn),
            ("POST", "/reset", self.reset),
            ("GET", "/clock", self.clock),
            ("POST", "/clock", self.advance),
            ("POST", "/iso/expire-tokens", self.expire_tokens),
            ("PUT", "/iso/programs", self.keep_program),
            ("POST", "/iso/programs", self.edit_program),
            ("POST", "/iso/programs/remove", self.remove_program),
            ("POST", "/iso/webhook", self.send_event),
            ("DELETE", "/iso/programs/<number>", self.drop_program),
            ("POST", "/change", self.change),
            ("POST", "/withdraw", self.withdraw),
            ("POST", "/mail/report", self.report_letter),
            ("POST", "/trainingportal/classes", self.add_class),
            ("POST", "/trainingportal/courses", self.agree),
            ("POST", "/trainingportal/bookings", self.plant),
            ("POST", "/trainingportal/reserve", self.reserve),
            ("POST", "/trainingportal/cancel", self.cancel),
        ]
        for method, path, view in rules:
            blueprint.add_url_rule(path, view_func=view, methods=[method])
        return blueprint

    def holdings(self) -> Response:
        """Return what every partner holds."""
        return jsonify(self._world.holdings())

    def calls(self, partner: str) -> Response:
        """Return every call the partner received, oldest first."""
        if partner not in PARTNERS:
            abort(HTTPStatus.NOT_FOUND, f"there is no partner {partner}")
        return jsonify(self._world.calls.of(partner))

    def dials(self) -> Response:
        """Return how every dial stands."""
        return jsonify(self._world.dials.shown())

    def turn(self, partner: str) -> Response:
        """Turn a partner's dials; what is wrong with the wish is answered with 400."""
        self._world.dials.turn(partner, _given())
        return _done(self._world.dials.shown()[partner])

    def reset(self) -> Response:
        """Forget everything that was told and mend every dial; the clock stays where it is."""
        self._world.reset()
        return _done({"reset": True})

    def clock(self) -> Response:
        """Return the sandbox's time."""
        return jsonify({"now": self._world.clock.now(), "ahead": self._world.clock.ahead})

    def advance(self) -> Response:
        """Wind the clock on by ``advance`` seconds."""
        text = str(_given().get("advance", ""))
        if not text.isdecimal() or int(text) > FURTHEST:
            raise BadRequest(f"advance: must be whole seconds from 0 to {FURTHEST}")
        now = self._world.advance(int(text))
        return _done({"now": now, "ahead": self._world.clock.ahead})

    def expire_tokens(self) -> Response:
        """End every token ISO gave out, before its time."""
        self._world.iso.tokens.expire()
        return _done({"expired": True})

    def keep_program(self) -> Response:
        """Add or replace one of ISO's own programs."""
        program = dict(_given())
        self._world.iso.programs.keep(program)
        return _done(program)

    def edit_program(self) -> Response:
        """Act as ISO: add or change a program; what is left empty stays."""
        return _done(self._world.iso.desk.edit(_given()))

    def remove_program(self) -> Response:
        """Act as ISO: take a program off the site."""
        self._world.iso.desk.remove(_needed("id"))
        return _done({"removed": _needed("id")})

    def send_event(self) -> Response:
        """Act as ISO: send the product an event, once, twice, late or badly signed."""
        return _done(self._world.iso.desk.send(_given()))

    def report_letter(self) -> Response:
        """Act as a mail service: report that the letter ``number`` came back, or is not wanted."""
        number, kind = _needed("number"), _needed("kind")
        kept = self._world.shelf.get(mail.COLLECTION, number)
        if kept is None or kind not in KINDS:
            raise BadRequest(f"number, kind: must be a letter's, and one of {', '.join(KINDS)}")
        said = self._world.bouncer.report(mail.read(kept), kind)
        if request.mimetype == FORM:
            return redirect(f"/mail/{number}", HTTPStatus.SEE_OTHER)
        return jsonify(said)

    def drop_program(self, number: str) -> Response:
        """Take a program off ISO's site."""
        self._world.iso.programs.drop(number)
        return _done({"dropped": number})

    def change(self) -> Response:
        """Change one field of what a partner holds, behind the product's back."""
        kind, number, field = (_needed(name) for name in ("kind", "number", "field"))
        value = _texts().get("value", "")
        return _done(self._world.meddler.change(kind, number, field, value))

    def withdraw(self) -> Response:
        """Have a partner hold something no more."""
        self._world.meddler.withdraw(_needed("kind"), _needed("number"))
        return _done({"withdrawn": _needed("number")})

    def add_class(self) -> Response:
        """Have Trainingportal show a class that nobody told it of."""
        course, number = _needed("course"), _needed("number")
        days = (_needed("startDate"), _needed("endDate"))
        self._world.trainingportal.classes.agree(course)
        return _done(self._world.meddler.add_class(course, number, *days))

    def agree(self) -> Response:
        """Agree a course with Trainingportal: ``course`` is our program's code."""
        self._world.trainingportal.classes.agree(_needed("course"))
        return _done({"course": _needed("course")})

    def plant(self) -> Response:
        """Store a booking at Trainingportal under ``reference`` without asking the product."""
        return _done(self._world.trainingportal.bookings.store(_needed("reference"), _texts()))

    def reserve(self) -> Response:
        """Act as Trainingportal: ask the product for a seat, keep the booking if it gives one."""
        wanted = _texts() | {"class": _needed("class")}
        answer = self._world.enroller.reserve(wanted)
        self._world.remember("reserve", wanted["class"], answer)
        reference = answer.fields.get("bookingReference", "")
        booking = None
        if answer.says("successful") and reference:
            booking = self._world.trainingportal.bookings.store(reference, wanted)
        return _done({"status": answer.status, "answer": answer.fields, "booking": booking})

    def cancel(self) -> Response:
        """Act as Trainingportal: give the seat of ``reference`` back."""
        reference = _needed("reference")
        parameter = str(_given().get("parameter") or "bookingReference")
        answer = self._world.enroller.cancel(reference, parameter)
        self._world.remember("cancel", reference, answer)
        booking = None
        if answer.says("cancelled"):
            booking = self._world.trainingportal.bookings.give_back(reference)
        return _done({"status": answer.status, "answer": answer.fields, "booking": booking})


def _given() -> Mapping[str, Any]:
    """Return what was sent, JSON or form; a form also says which panel to go back to."""
    if request.mimetype != "application/json":
        return {name: text for name, text in request.form.items() if name != "panel"}
    given = request.get_json()
    if not isinstance(given, dict):
        raise BadRequest("the body must be a JSON object")
    return given


def _texts() -> dict[str, str]:
    return {str(name): str(value) for name, value in _given().items() if value is not None}


def _needed(name: str) -> str:
    value = _texts().get(name, "")
    if not value:
        raise BadRequest(f"{name}: is required")
    return value


def _done(result: Any) -> Response:
    """Answer a JSON caller with the result, a form with the way back to the page."""
    if request.mimetype == FORM:
        return redirect(f"/#{request.form.get('panel', '')}", HTTPStatus.SEE_OTHER)
    return jsonify(result)


def _failed(error: Exception) -> Response:
    if not isinstance(error, HTTPException):
        raise error
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if request.mimetype == FORM:
        page = render_template("control/problem.html", reason=error.description)
        return pages.guarded(Response(page, status, mimetype="text/html"))
    response = jsonify({"error": error.description})
    response.status_code = status
    return response


def _bad_wish(error: Exception) -> Response:
    return _failed(BadRequest(str(error)))


def _refused(error: Exception) -> Response:
    if not isinstance(error, Refused):
        raise error
    return _failed(BadRequest(f"{error.field}: {error.reason}"))
