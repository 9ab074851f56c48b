"""The overview, the list of registrations, and one registration's page.

What somebody searches for is a name or an address: it is sent in a form and kept in their session,
never in an address of ours.
"""

from enum import StrEnum
from http import HTTPStatus
from typing import Any, TypeVar

from flask import abort, make_response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response

from app.domain.guard import guarded
from app.domain.naming import DESTINATIONS
from app.domain.registration import Channel, RegistrationState
from app.parts import Parts
from app.queries.staff.exchanges import exchanges_of
from app.queries.staff.overview import overview
from app.queries.staff.registration import registration_of, registration_page
from app.queries.staff.registrations import SEARCH_LIMIT, Wanted, registrations_page
from app.queries.standing import find_standings
from app.web.staff.words import pages_of, wanted_page, written

_SEARCH = "staff_search"
Word = TypeVar("Word", bound=StrEnum)


class Registrations:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, parts: Parts) -> None:
        self._parts = parts

    @guarded("staff")
    def overview(self) -> Response:
        """Show what happened in a day and what needs somebody's eyes."""
        page = overview(self._parts.sessions, now=self._parts.clock())
        off = [name for name in DESTINATIONS if name not in self._parts.partners]
        standings = find_standings(self._parts.sessions)
        return _page("staff/overview.html", page=page, off=off, standings=standings)

    @guarded("staff")
    def list(self) -> Response:
        """Show the registrations that the address and the search ask for."""
        wanted = Wanted(
            search=str(session.get(_SEARCH, "")),
            state=_word(RegistrationState, "state"),
            channel=_word(Channel, "channel"),
            class_code=written(request.args.get("class", ""), limit=64),
            page=wanted_page(),
        )
        page = registrations_page(self._parts.sessions, wanted)
        return _page(
            "staff/registrations.html",
            page=page,
            pages=pages_of(page.extent),
            wanted=wanted,
            states=[(state, state.value.replace("_", " ")) for state in RegistrationState],
            channels=list(Channel),
        )

    @guarded("staff")
    def search(self) -> Response:
        """Take what to search for out of the form, and show the list without it in the address."""
        session[_SEARCH] = written(request.form.get("search", ""), limit=SEARCH_LIMIT)
        kept: dict[str, Any] = {
            name: request.form[name]
            for name in ("state", "channel", "class")
            if request.form.get(name)
        }
        return redirect(url_for("staff.registrations", **kept), HTTPStatus.SEE_OTHER)

    @guarded("staff")
    def show(self, reference: str) -> Response:
        """Show one registration, whole."""
        page = registration_page(
            self._parts.sessions,
            written(reference, limit=32),
            known=DESTINATIONS,
            on=self._parts.partners,
            now=self._parts.clock(),
        )
        if page is None:
            abort(HTTPStatus.NOT_FOUND)
        said = exchanges_of(self._parts.sessions, page.deliveries)
        return _page("staff/registration.html", page=page, zone=page.course.timezone, said=said)

    @guarded("staff")
    def order(self, reference: str) -> Response:
        """Lead to the first registration of an order: its page has the order."""
        found = registration_of(self._parts.sessions, written(reference, limit=32))
        if found is None:
            abort(HTTPStatus.NOT_FOUND)
        return redirect(url_for("staff.registration", reference=found), HTTPStatus.SEE_OTHER)


def _word(kind: type[Word], name: str) -> Word | None:
    """Return the filter's word; one that is none filters nothing."""
    try:
        return kind(request.args.get(name, ""))
    except ValueError:
        return None


def _page(template: str, **shown: object) -> Response:
    return make_response(render_template(template, **shown))
