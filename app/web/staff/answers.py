"""Sensitive answers of a registration, opened by a click that is kept. Not here: all others."""

from http import HTTPStatus

from flask import abort, make_response, render_template
from werkzeug.wrappers import Response

from app.domain.guard import guarded
from app.logs import request_id
from app.parts import Parts
from app.usecases.read_sensitive import read_sensitive
from app.web.staff.door import Door
from app.web.staff.words import written


class Answers:
    """The view; it parses, makes one call inwards and answers."""

    def __init__(self, parts: Parts, door: Door) -> None:
        self._parts = parts
        self._door = door

    @guarded("staff")
    def read(self, reference: str) -> Response:
        """Show them; reading them is an act, and so it is no address to go to."""
        member = self._door.mender()
        answers = read_sensitive(
            self._parts.sessions,
            reference=written(reference, limit=32),
            seal=self._parts.seal,
            by=member.email,
            now=self._parts.clock(),
            request_id=request_id() or "",
        )
        if answers is None:
            abort(HTTPStatus.NOT_FOUND)
        page = render_template("staff/answers.html", answers=answers, reference=reference)
        return make_response(page)
