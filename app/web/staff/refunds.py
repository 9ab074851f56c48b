"""Mending a refund: it is sent (again), or closed. Not here: showing it (registrations)."""

from typing import Any

from flask import flash, request, url_for
from werkzeug.wrappers import Response

from app.domain.contract import HOUSE
from app.domain.guard import guarded
from app.domain.payment import Closing, WentAlready, WentNot
from app.parts import Parts
from app.usecases.close_refund import close_refund
from app.usecases.retry_refund import retry_refund
from app.web.staff.around import around
from app.web.staff.door import Door, go_back
from app.web.staff.words import written

NOTE_LIMIT = 200
_NOTHING = "Nothing was done: that refund waits for nobody."
_CLOSED = {
    Closing.PAID_OTHERWISE: "It is written down that the money went back. The buyer is told.",
    Closing.LOST_ALREADY: "It is what the dispute took, and is counted once.",
    Closing.WENT_THAT_WAY: "It is closed: its money went without us, and nothing more goes.",
    Closing.WITHDRAWN: "The refund is withdrawn: the money stays.",
}
# These say themselves why.
_UNWORDED = frozenset({Closing.WENT_THAT_WAY, Closing.LOST_ALREADY})


class Refunds:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, parts: Parts, door: Door) -> None:
        self._parts = parts
        self._door = door

    @guarded("staff")
    def retry(self, refund_uid: str) -> Response:
        """Have a refund that waits, or was refused, sent now."""
        self._door.mender()
        parts = self._parts
        try:
            sent = retry_refund(parts.sessions, refund_uid=refund_uid, now=parts.clock())
        except WentAlready as refused:
            return _refused(refused)
        if sent:
            parts.wake([HOUSE])
        flash(*(("The money is sent back now.", "good") if sent else (_NOTHING, "warn")))
        return _back()

    @guarded("staff")
    def close(self, refund_uid: str) -> Response:
        """Close a refund that waits, or was refused: paid back otherwise, gone, or withdrawn."""
        member, parts = self._door.mender(), self._parts
        how = next((each for each in Closing if each == request.form.get("how")), None)
        note = written(request.form.get("note", ""), limit=NOTE_LIMIT)
        if how is None or not (note or how in _UNWORDED):
            flash("Nothing was done: say how it ends, and why.", "warn")
            return _back()
        about: Any = {"refund_uid": refund_uid, "how": how, "note": note, "by": member.email}
        try:
            closed = close_refund(parts.sessions, **about, **around(parts))
        except (WentAlready, WentNot) as refused:
            return _refused(refused)
        flash(*((_CLOSED[how], "good") if closed else (_NOTHING, "warn")))
        return _back()


def _refused(refused: WentAlready | WentNot) -> Response:
    flash(f"Nothing was done: {refused}.", "warn")
    return _back()


def _back() -> Response:
    return go_back(otherwise=url_for("staff.overview"))
