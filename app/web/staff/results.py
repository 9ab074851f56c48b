"""Results: recording them for one or for a whole class, taking one back, a certificate's PDF."""

from collections.abc import Mapping
from datetime import date
from http import HTTPStatus

from flask import abort, flash, make_response, request, url_for
from werkzeug.wrappers import Response

from app.domain.guard import guarded
from app.domain.registration import IllegalMove
from app.domain.result import Result, ResultRefused
from app.paper.certificate import certificate_pdf
from app.parts import Parts
from app.queries.certificate import certificate_for
from app.usecases.record_results import record_results
from app.usecases.retract_result import retract_result
from app.web.site import Site
from app.web.staff.around import around
from app.web.staff.door import Door, go_back
from app.web.staff.words import written

# The field that carries a registration's result is called so, with its reference behind it.
FIELD = "result-"
EVERYBODY = "everybody"
_MOST = 1000


class Results:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, parts: Parts, site: Site, door: Door) -> None:
        self._parts = parts
        self._site = site
        self._door = door

    @guarded("staff")
    def record(self, code: str) -> Response:
        """Record the results of a class that were chosen."""
        self._door.mender()
        parts, chosen = self._parts, _chosen()
        try:
            recorded = record_results(
                parts.sessions,
                class_code=written(code, limit=64),
                results=chosen,
                on=_day(request.form.get("on", "")),
                **around(parts),
            )
        except (ResultRefused, IllegalMove) as refused:
            return _back(code, f"Nothing was recorded. {refused}.", tone="warn")
        if not recorded:
            return _back(code, "Nothing was recorded: nobody has a new result.", tone="warn")
        return _back(code, f"Recorded: {recorded}. Whoever that concerns is told.", tone="good")

    @guarded("staff")
    def retract(self, reference: str) -> Response:
        """Take a result back."""
        self._door.mender()
        parts, found = self._parts, False
        try:
            found = retract_result(
                parts.sessions,
                reference=written(reference, limit=32),
                **around(parts),
            )
        except IllegalMove:
            return _back("", "Nothing was done: there is no result to take back.", tone="warn")
        if not found:
            abort(HTTPStatus.NOT_FOUND)
        return _back("", "The result is taken back, and its certificate withdrawn.", tone="good")

    @guarded("staff")
    def certificate(self, reference: str) -> Response:
        """Hand out the certificate that a registration has now."""
        found = certificate_for(self._parts.sessions, written(reference, limit=32))
        if found is None:
            abort(HTTPStatus.NOT_FOUND)
        site = self._site
        response = make_response(certificate_pdf(found, site=site.name, base_url=site.base_url))
        response.mimetype = "application/pdf"
        name = f"{found.number}.pdf"
        response.headers["Content-Disposition"] = f'inline; filename="{name}"'
        return response


def _chosen() -> Mapping[str, Result]:
    """Return who was given which result; one button gives everybody who waits the same."""
    everybody = _result(request.form.get(EVERYBODY, ""))
    chosen = {}
    for name, text in list(request.form.items())[:_MOST]:
        reference = name.removeprefix(FIELD)
        if reference == name:
            continue
        result = everybody or _result(text)
        if result is not None:
            chosen[written(reference, limit=32)] = result
    return chosen


def _result(text: str) -> Result | None:
    return Result(text) if text in list(Result) else None


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _back(code: str, message: str, *, tone: str) -> Response:
    """Say what was done on the page that the button was on."""
    flash(message, tone)
    otherwise = url_for("staff.course_class", code=code) if code else url_for("staff.classes")
    return go_back(otherwise=otherwise)
