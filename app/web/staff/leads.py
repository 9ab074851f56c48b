"""Lead sources, coordinators, a registration's source and owner, and people from partners."""

from http import HTTPStatus

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.guard import guarded
from app.domain.lead_source import LeadSourceRefused
from app.logs import request_id
from app.parts import Parts
from app.queries.staff.leads import coordinators_page, lead_sources_page
from app.usecases.assign_lead import LeadUnknown, assign_lead
from app.usecases.keep_lead_source import Kept, add_lead_source, change_lead_source
from app.usecases.name_coordinator import NobodyLikeThat, name_coordinator
from app.web.staff.door import Door
from app.web.staff.words import written

_ROOM = 400


class Leads:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, parts: Parts, door: Door) -> None:
        self._parts = parts
        self._door = door

    @guarded("staff")
    def sources(self) -> Response:
        """Show every lead source."""
        return self._sources(HTTPStatus.OK)

    @guarded("staff")
    def add_source(self) -> Response:
        """Add a lead source."""
        self._door.mender()
        name = written(request.form.get("name", ""), limit=_ROOM)
        try:
            kept = add_lead_source(
                self._parts.sessions,
                name=name,
                partners=self._parts.partners,
                now=self._parts.clock(),
                request_id=request_id() or "",
            )
        except LeadSourceRefused as refused:
            return self._sources(
                HTTPStatus.UNPROCESSABLE_ENTITY, name=name, errors={"name": str(refused)}
            )
        return self._kept(kept, f"{name} is added.")

    @guarded("staff")
    def change_source(self, code: str) -> Response:
        """Rename a lead source, or stop or resume using it."""
        self._door.mender()
        name, action = request.form.get("name"), request.form.get("action", "")
        try:
            kept = change_lead_source(
                self._parts.sessions,
                code=written(code, limit=64),
                name=None if name is None else written(name, limit=_ROOM),
                active={"stop": False, "resume": True}.get(action),
                partners=self._parts.partners,
                now=self._parts.clock(),
                request_id=request_id() or "",
            )
        except LeadSourceRefused as refused:
            return self._sources(
                HTTPStatus.UNPROCESSABLE_ENTITY, errors={f"name-{code}": str(refused)}
            )
        return self._kept(kept, "The lead source is changed.")

    @guarded("staff")
    def assign(self, reference: str) -> Response:
        """Choose a registration's source and owner."""
        self._door.mender()
        here = url_for("staff.registration", reference=reference)
        try:
            destinations = assign_lead(
                self._parts.sessions,
                reference=written(reference, limit=32),
                source=written(request.form.get("source", ""), limit=64),
                owner=written(request.form.get("owner", ""), limit=64),
                partners=self._parts.partners,
                now=self._parts.clock(),
                request_id=request_id() or "",
            )
        except LeadUnknown as unknown:
            return _back(here, f"Nothing was done: {unknown}.")
        if destinations is None:
            abort(HTTPStatus.NOT_FOUND)
        self._parts.wake(destinations)
        return _back(here, "Source and owner are set.", tone="good")

    @guarded("staff")
    def coordinators(self) -> Response:
        """Show every program and who is in charge of its leads."""
        page = coordinators_page(self._parts.sessions)
        return make_response(render_template("staff/coordinators.html", page=page))

    @guarded("staff")
    def name_coordinator(self, code: str) -> Response:
        """Choose who is in charge of a program's leads."""
        self._door.mender()
        owner = written(request.form.get("owner", ""), limit=64)
        try:
            known = name_coordinator(
                self._parts.sessions, program=written(code, limit=64), owner=owner
            )
        except NobodyLikeThat as nobody:
            return _back(url_for("staff.coordinators"), f"Nothing was done: {nobody}.")
        if not known:
            abort(HTTPStatus.NOT_FOUND)
        return _back(url_for("staff.coordinators"), "The coordinator is set.", tone="good")

    def _kept(self, kept: Kept | None, words: str) -> Response:
        if kept is None:
            abort(HTTPStatus.NOT_FOUND)
        self._parts.wake(kept.destinations)
        return _back(url_for("staff.sources"), words, tone="good")

    def _sources(
        self, status: HTTPStatus, *, name: str = "", errors: dict[str, str] | None = None
    ) -> Response:
        lines = lead_sources_page(self._parts.sessions)
        page = render_template(
            "staff/lead_sources.html", lines=lines, name=name, errors=errors or {}
        )
        return make_response(page, status)


def _back(address: str, message: str, *, tone: str = "warn") -> Response:
    flash(message, tone)
    return redirect(address, HTTPStatus.SEE_OTHER)
