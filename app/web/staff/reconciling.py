"""What reconciling found, and a button for each repair. Not here: reading partners back."""

from http import HTTPStatus

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.guard import guarded
from app.domain.naming import name_destination
from app.domain.reconcile import Kind, Repair
from app.parts import Parts
from app.queries.staff.reconciling import reconciling_page
from app.usecases.repair_difference import NotRepaired, repair_difference
from app.web.staff.deliveries import LARGEST_ID
from app.web.staff.door import Door

_KINDS = {
    Kind.MISSING_THERE: "missing there",
    Kind.MISSING_HERE: "missing here",
    Kind.DIFFERS: "differs",
    Kind.UNREAD: "could not be read",
}
_REPAIRS = {
    Repair.TELL_AGAIN: "Tell again",
    Repair.TAKE_THEIRS: "Take theirs",
    Repair.IGNORE: "Ignore",
}
_DECIDED = {
    Repair.TELL_AGAIN: "told again",
    Repair.TAKE_THEIRS: "theirs taken",
    Repair.IGNORE: "ignored",
}


class Reconciling:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, parts: Parts, door: Door) -> None:
        self._parts = parts
        self._door = door

    @guarded("staff")
    def list(self) -> Response:
        """Show the last report of every partner, with what differs."""
        return make_response(
            render_template(
                "staff/reconcile.html",
                page=reconciling_page(self._parts.sessions),
                kinds=_KINDS,
                repairs=_REPAIRS,
                decided=_DECIDED,
            )
        )

    @guarded("staff")
    def repair(self, difference_id: int) -> Response:
        """Do what was decided about a difference."""
        self._door.mender()
        parts = self._parts
        if difference_id > LARGEST_ID:
            abort(HTTPStatus.NOT_FOUND)
        try:
            done = repair_difference(
                parts.sessions,
                difference_id=difference_id,
                repair=_repair(),
                partners=parts.partners,
                reason=request.form.get("reason", ""),
                now=parts.clock(),
            )
        except NotRepaired as refused:
            return _back(f"Nothing was done. {refused}.", tone="warn")
        if done is None:
            abort(HTTPStatus.NOT_FOUND)
        parts.wake(done.destinations)
        return _back(f"Done, at {name_destination(done.partner)}.", tone="good")


def _repair() -> Repair:
    try:
        return Repair(request.form.get("repair", ""))
    except ValueError:
        abort(HTTPStatus.BAD_REQUEST)


def _back(message: str, *, tone: str) -> Response:
    flash(message, tone)
    return redirect(url_for("staff.reconcile"), HTTPStatus.SEE_OTHER)
