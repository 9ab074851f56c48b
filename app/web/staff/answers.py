"""Sensitive answers and files of a registration, opened by a click that is kept.

Not here: all other answers.
"""

from http import HTTPStatus
from io import BytesIO

from flask import abort, make_response, render_template, request, send_file
from werkzeug.wrappers import Response

from app.domain.form.file import MEDIA_TYPES
from app.domain.guard import guarded
from app.logs import request_id
from app.parts import Parts
from app.usecases.open_file import open_file
from app.usecases.read_sensitive import read_sensitive
from app.web.staff.door import Door
from app.web.staff.words import written


class Answers:
    """The views; each parses, makes one call inwards and answers."""

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

    @guarded("staff")
    def file(self, reference: str) -> Response:
        """Hand a file out, to be kept and not shown: what is in it is a stranger's."""
        found = open_file(
            self._parts.sessions,
            reference=written(reference, limit=32),
            uid=written(request.form.get("file", ""), limit=36),
            seal=self._parts.seal,
            by=self._door.mender().email,
            now=self._parts.clock(),
            request_id=request_id() or "",
        )
        if found is None:
            abort(HTTPStatus.NOT_FOUND)
        kind = MEDIA_TYPES[found.kind]
        answer = send_file(
            BytesIO(found.body), mimetype=kind, as_attachment=True, download_name=found.name
        )
        answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
        answer.headers["Cache-Control"] = "no-store"
        return answer
