"""Addresses without mail: the list, and taking one off it."""

from http import HTTPStatus

from flask import abort, flash, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.domain.guard import guarded
from app.parts import Parts
from app.queries.staff.stopped import stopped_page
from app.usecases.take_off_list import take_off_list
from app.web.staff.door import Door
from app.web.staff.words import pages_of, wanted_page

# What every database has room for.
_LARGEST_ID = 2**31 - 1


class StoppedAddresses:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, parts: Parts, door: Door) -> None:
        self._parts = parts
        self._door = door

    @guarded("staff")
    def list(self) -> Response:
        """Show the addresses to which nothing is sent, and those taken off the list."""
        page = stopped_page(self._parts.sessions, page=wanted_page())
        return make_response(
            render_template("staff/stopped.html", page=page, pages=pages_of(page.extent))
        )

    @guarded("staff")
    def take_off(self, stopped_id: int) -> Response:
        """Have letters sent to an address again."""
        member = self._door.mender()
        if stopped_id > _LARGEST_ID:
            abort(HTTPStatus.NOT_FOUND)
        done = take_off_list(
            self._parts.sessions, stopped_id, by=member.email, now=self._parts.clock()
        )
        if done:
            flash("It is off the list: letters are sent there from now on.", "good")
        else:
            flash("Nothing was done: it is not on the list any more.", "warn")
        return redirect(url_for("staff.stopped"), HTTPStatus.SEE_OTHER)
