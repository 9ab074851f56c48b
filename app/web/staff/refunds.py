"""Mending a refund: the money is sent back (again). Not here: showing it (registrations)."""

from http import HTTPStatus

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from app.domain.contract import HOUSE
from app.domain.guard import guarded
from app.parts import Parts
from app.usecases.retry_refund import retry_refund
from app.web.staff.door import Door, ours


class Refunds:
    """The view; it makes one call inwards and answers."""

    def __init__(self, parts: Parts, door: Door) -> None:
        self._parts = parts
        self._door = door

    @guarded("staff")
    def retry(self, refund_uid: str) -> Response:
        """Have a refund that waits, or was refused, sent now."""
        self._door.mender()
        parts = self._parts
        if retry_refund(parts.sessions, refund_uid=refund_uid, now=parts.clock()):
            parts.wake([HOUSE])
            flash("The money is sent back now.", "good")
        else:
            flash("Nothing was done: that refund waits for nobody.", "warn")
        address = ours(request.form.get("back", ""), otherwise=url_for("staff.overview"))
        return redirect(address, HTTPStatus.SEE_OTHER)
