"""A destination that is down or paused: tried again now. Not here: showing it (registrations)."""

from http import HTTPStatus

from flask import abort, flash, redirect, url_for
from werkzeug.wrappers import Response

from app.domain.guard import guarded
from app.domain.naming import name_destination
from app.parts import Parts
from app.usecases.try_destination import try_now
from app.web.staff.door import Door


class Destinations:
    """The view; it makes one call inwards and answers."""

    def __init__(self, parts: Parts, door: Door) -> None:
        self._parts = parts
        self._door = door

    @guarded("staff")
    def try_now(self, destination: str) -> Response:
        """Have it told one thing now; the rest follows if that is well."""
        self._door.mender()
        parts = self._parts
        if destination not in parts.partners:
            abort(HTTPStatus.NOT_FOUND)
        name = name_destination(destination)
        if try_now(parts.sessions, destination=destination, now=parts.clock()):
            parts.wake([destination])
            flash(f"{name} is tried now.", "good")
        else:
            flash(f"Nothing was done: {name} is told as ever.", "warn")
        return redirect(url_for("staff.overview"), HTTPStatus.SEE_OTHER)
