"""Correcting an e-mail address of an order: what follows from it is said first.

Not here: giving a place to somebody else (changes.py).
"""

from http import HTTPStatus

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.contact import ContactRefused, clean_email
from app.domain.erasing import NamesSomebody
from app.domain.guard import guarded
from app.domain.readdressing import AddressStays
from app.domain.staff_act import StaffAct
from app.parts import Parts
from app.queries.staff.addresses import addresses_page
from app.usecases.correct_address import Corrected, correct_address
from app.web.staff.around import around
from app.web.staff.door import Door
from app.web.staff.words import written

REASON_LIMIT = 200
_ROOM = 400


class Addresses:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, parts: Parts, door: Door) -> None:
        self._parts = parts
        self._door = door

    @guarded("staff")
    def ask(self, reference: str) -> Response:
        """Show the order's addresses, and what follows where one is corrected."""
        self._door.mender()
        return self._page(written(reference, limit=32), {})

    @guarded("staff")
    def correct(self, reference: str) -> Response:
        """Correct one, with a reason."""
        member, order = self._door.mender(), written(reference, limit=32)
        old, new, reason, errors = _read()
        if errors:
            return self._page(order, errors)
        staff, parts = StaffAct(by=member.email, reason=reason), self._parts
        try:
            done = correct_address(
                parts.sessions,
                order_reference=order,
                old=old,
                new=new,
                staff=staff,
                **around(parts),
            )
        except NamesSomebody as refused:
            return self._page(order, {"reason": str(refused)})
        except AddressStays as refused:
            return self._page(order, {"old": f"Nothing was done: {refused}"})
        if done is None:
            abort(HTTPStatus.NOT_FOUND)
        flash(_said(done), "good")
        return redirect(url_for("staff.order", reference=order), HTTPStatus.SEE_OTHER)

    def _page(self, reference: str, errors: dict[str, str]) -> Response:
        page = addresses_page(self._parts.sessions, reference)
        if page is None:
            abort(HTTPStatus.NOT_FOUND)
        shown = render_template(
            "staff/address.html",
            page=page,
            order=reference,
            errors=errors,
            given=request.form,
            choices=[(each.email, each.said) for each in page.addresses],
        )
        status = HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK
        return make_response(shown, status)


def _read() -> tuple[str, str, str, dict[str, str]]:
    """Read which address is which now, why, and what is wrong with that."""
    errors: dict[str, str] = {}
    old = written(request.form.get("old", ""), limit=_ROOM)
    if not old:
        errors["old"] = "Choose the address that is wrong"
    new = ""
    try:
        new = clean_email(written(request.form.get("new", ""), limit=_ROOM))
    except ContactRefused as refused:
        errors["new"] = str(refused)
    reason = written(request.form.get("reason", ""), limit=REASON_LIMIT)
    if not reason:
        errors["reason"] = "Say why, as: misspelled, told by telephone"
    return old, new, reason, errors


def _said(done: Corrected) -> str:
    links = (
        " Links to the order that were mailed before open nothing any more." if done.buyer else ""
    )
    return f"The address is corrected, and a mail says so to the new one.{links}"
