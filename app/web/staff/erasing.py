"""Having the data of an order erased on somebody's behalf: what goes and what stays is said first.

Not here: what its buyer does themselves (web/erasing.py), under the same rules.
"""

from http import HTTPStatus

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.erasing import NamesSomebody
from app.domain.guard import guarded
from app.domain.staff_act import StaffAct
from app.parts import Parts
from app.queries.order.erasing import erasing_page
from app.usecases.erase_order import erase_order
from app.web.staff.around import around
from app.web.staff.door import Door
from app.web.staff.words import written

REASON_LIMIT = 200
_NO_REASON = "Say why, as: asked for by telephone"
_UNSURE = "Say that you know it cannot be undone"


class Erasing:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, parts: Parts, door: Door) -> None:
        self._parts = parts
        self._door = door

    @guarded("staff")
    def ask(self, reference: str) -> Response:
        """Say what is erased and what is kept, or why it cannot be done now."""
        self._door.mender()
        return self._page(written(reference, limit=32), {})

    @guarded("staff")
    def erase(self, reference: str) -> Response:
        """Erase it, with a reason, once somebody said that they are sure."""
        member, order = self._door.mender(), written(reference, limit=32)
        errors, reason = {}, written(request.form.get("reason", ""), limit=REASON_LIMIT)
        if not reason:
            errors["reason"] = _NO_REASON
        if request.form.get("sure") != "yes":
            errors["sure"] = _UNSURE
        if errors:
            return self._page(order, errors)
        staff = StaffAct(by=member.email, reason=reason)
        try:
            bar = erase_order(
                self._parts.sessions, reference=order, staff=staff, **around(self._parts)
            )
        except NamesSomebody as refused:
            return self._page(order, {"reason": str(refused)})
        if bar is None:
            flash("The data is erased.", "good")
        # The page says why not, where it was not.
        return redirect(url_for("staff.ask_to_erase", reference=order), HTTPStatus.SEE_OTHER)

    def _page(self, reference: str, errors: dict[str, str]) -> Response:
        page = erasing_page(self._parts.sessions, reference, now=self._parts.clock())
        if page is None:
            abort(HTTPStatus.NOT_FOUND)
        shown = render_template(
            "staff/erase.html", page=page, order=reference, errors=errors, given=request.form
        )
        status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
        return make_response(shown, status)
