"""A class's waiting list: who is in it, pausing it, picking somebody, taking somebody off.

Not here: the class itself (classes.py), its seats (seats.py).
"""

from http import HTTPStatus

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.guard import guarded
from app.domain.reason import TAKEN_OFF, filled
from app.domain.waiting import GATHERING_ENDS, GATHERING_LASTS, PATIENCE, LineState
from app.parts import Parts
from app.queries.staff.waiting import waiting_page
from app.usecases.leave_line import leave_line
from app.usecases.offer_seats import Picked, pick_from_line
from app.usecases.pause_line import pause_line
from app.web.staff.around import around
from app.web.staff.door import Door
from app.web.staff.words import pages_of, wanted_page, written

REASON_LIMIT = 150
_PICKED = {
    Picked.OFFERED: ("The seats are held for them, and they are written to.", "good"),
    Picked.NOT_WAITING: ("Nothing was done: they do not wait any more.", "warn"),
    Picked.NO_SEATS: ("Nothing was done: not so many seats are free.", "warn"),
    Picked.NO_PRICE: (
        "Nothing was done: they can have a place at no price now.",
        "warn",
    ),
    Picked.CLOSED: ("Nothing was done: the class takes no registrations any more.", "warn"),
}
_PAUSED = {
    LineState.PAUSED: "It stands still: only you offer seats now.",
    LineState.RUNNING: "It goes on by itself: what is free is offered now.",
}


class Waiting:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, parts: Parts, door: Door) -> None:
        self._parts = parts
        self._door = door

    @guarded("staff")
    def show(self, code: str) -> Response:
        """Show the line, and what came of the latest offers."""
        parts = self._parts
        page = waiting_page(parts.sessions, _code(code), page=wanted_page(), now=parts.clock())
        if page is None:
            abort(HTTPStatus.NOT_FOUND)
        shown = render_template(
            "staff/waiting.html",
            page=page,
            pages=pages_of(page.extent),
            zone=page.course.timezone,
            patience=PATIENCE,
            gathering_lasts=GATHERING_LASTS.days,
            gathering_ends=GATHERING_ENDS.days,
            reason_limit=REASON_LIMIT,
            hours=int(parts.offer_lasts.total_seconds() // 3600),
        )
        return make_response(shown)

    @guarded("staff")
    def pause(self, code: str) -> Response:
        """Have the line stand still, or go on."""
        member = self._door.mender()
        wanted = request.form.get("wanted", "")
        if wanted not in list(LineState):
            abort(HTTPStatus.BAD_REQUEST)
        found = pause_line(
            self._parts.sessions,
            class_code=_code(code),
            wanted=LineState(wanted),
            by=member.email,
            wake=self._parts.wake,
            now=self._parts.clock(),
        )
        if not found:
            abort(HTTPStatus.NOT_FOUND)
        return _to_line(code, _PAUSED[LineState(wanted)], tone="good")

    @guarded("staff")
    def pick(self, code: str, entry: int) -> Response:
        """Offer free seats to this one now, whoever is before them."""
        member = self._door.mender()
        ended = pick_from_line(
            self._parts.sessions,
            class_code=_code(code),
            entry=entry,
            picked_by=member.email,
            lasts=self._parts.offer_lasts,
            gateways=self._parts.gateways,
            **around(self._parts),
        )
        words, tone = _PICKED[ended]
        return _to_line(code, words, tone=tone)

    @guarded("staff")
    def take_off(self, code: str) -> Response:
        """Take an order out of the line; its buyer is told why."""
        self._door.mender()
        reason = written(request.form.get("reason", ""), limit=REASON_LIMIT)
        left = leave_line(
            self._parts.sessions,
            reference=written(request.form.get("order", ""), limit=32),
            reason=filled(TAKEN_OFF, reason),
            **around(self._parts),
        )
        if not left:
            return _to_line(code, "Nothing was done: they do not wait any more.", tone="warn")
        return _to_line(code, "They are off the list, and are told so.", tone="good")


def _code(text: str) -> str:
    return written(text, limit=64)


def _to_line(code: str, message: str, *, tone: str) -> Response:
    flash(message, tone)
    return redirect(url_for("staff.waiting", code=code), HTTPStatus.SEE_OTHER)
