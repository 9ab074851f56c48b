"""People that partners sent, and what staff add about people. Not here: leads (leads.py)."""

from http import HTTPStatus

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app import logs
from app.domain.contact import ContactRefused, clean_phone
from app.domain.guard import guarded
from app.parts import Parts
from app.queries.staff.leads import contacts_page
from app.usecases.close_review import close_review
from app.usecases.fill_in_phone import NumberKnown, fill_in_phone
from app.web.site import Site
from app.web.staff.door import Door
from app.web.staff.words import pages_of, wanted_page, written


class Contacts:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, parts: Parts, site: Site, door: Door) -> None:
        self._parts = parts
        self._site = site
        self._door = door

    @guarded("staff")
    def list(self) -> Response:
        """Show the people that partners sent."""
        page = contacts_page(self._parts.sessions, page=wanted_page())
        return make_response(
            render_template("staff/contacts.html", page=page, pages=pages_of(page.extent))
        )

    @guarded("staff")
    def close(self, code: str) -> Response:
        """Note that somebody has looked at a person; who did is logged."""
        member = self._door.mender()
        here = url_for("staff.contacts")
        if not close_review(self._parts.sessions, person=written(code, limit=32)):
            return _back(here, "Nothing was done: they were not waiting for anybody.")
        logs.log().info("person looked at", person=written(code, limit=32), staff=member.id)
        return _back(here, "Noted that you have looked at them.", tone="good")

    @guarded("staff")
    def fill_in(self, reference: str) -> Response:
        """Fill in the telephone number of a registration that has none."""
        self._door.mender()
        here = url_for("staff.registration", reference=reference)
        given = written(request.form.get("phone", ""), limit=40)
        try:
            destinations = fill_in_phone(
                self._parts.sessions,
                reference=written(reference, limit=32),
                phone=clean_phone(given, country=self._site.country),
                partners=self._parts.partners,
                now=self._parts.clock(),
                request_id=logs.request_id() or "",
            )
        except (ContactRefused, NumberKnown) as refused:
            return _back(here, f"Nothing was done: {refused}.")
        if destinations is None:
            abort(HTTPStatus.NOT_FOUND)
        self._parts.wake(destinations)
        return _back(here, "The telephone number is filled in.", tone="good")


def _back(address: str, message: str, *, tone: str = "warn") -> Response:
    flash(message, tone)
    return redirect(address, HTTPStatus.SEE_OTHER)
