"""A class's seats: the ledger, setting seats aside, and giving somebody a place by hand.

Not here: what the fields say (place_form.py), the class itself (classes.py).
"""

from collections.abc import Mapping
from http import HTTPStatus

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.course_class import ClassClosed, ClassFull
from app.domain.guard import guarded
from app.domain.registration import Channel
from app.domain.seat import ALLOTTED, NotFull, TooFewSeats
from app.parts import Parts
from app.queries.staff.place import PlacePage, place_page
from app.queries.staff.seats import SeatsPage, seats_page
from app.usecases.give_place import WHY_LIMIT, PriceUnknown, give_place
from app.usecases.set_seats_aside import REASON_LIMIT, ReasonMissing, set_seats_aside
from app.web.site import Site
from app.web.staff.around import around
from app.web.staff.door import Door
from app.web.staff.place_form import NOTE_LIMIT, PlaceForm, blank_form, read_form, ways_to_pay
from app.web.staff.words import pages_of, wanted_page, written


class Seats:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, parts: Parts, site: Site, door: Door) -> None:
        self._parts = parts
        self._site = site
        self._door = door

    @guarded("staff")
    def ledger(self, code: str) -> Response:
        """Show whose seats they are, and every change of them."""
        return self._ledger(code)

    @guarded("staff")
    def set_aside(self, code: str) -> Response:
        """Set seats aside for channels, or return them to the pool."""
        member = self._door.mender()
        given, reason = _seats_given(), written(request.form.get("reason", ""), limit=REASON_LIMIT)
        aside, errors = _whole_numbers(given)
        if errors:
            return self._ledger(code, given=given, reason=reason, errors=errors)
        try:
            found = set_seats_aside(
                self._parts.sessions,
                class_code=_code(code),
                aside=aside,
                reason=reason,
                by=member.email,
                **around(self._parts),
            )
        except ReasonMissing as missing:
            return self._ledger(code, given=given, errors={"reason": str(missing)})
        except TooFewSeats as few:
            errors = {_field(ALLOTTED[0]): _too_many(few)}
            return self._ledger(code, given=given, reason=reason, errors=errors)
        if not found:
            abort(HTTPStatus.NOT_FOUND)
        flash("It is as you said. Whoever that concerns is told.", "good")
        return redirect(url_for("staff.seats", code=code), HTTPStatus.SEE_OTHER)

    @guarded("staff")
    def place_form(self, code: str) -> Response:
        """Show the form by which somebody is given a place."""
        self._door.mender()
        return self._place(self._place_page(code), blank_form())

    @guarded("staff")
    def give(self, code: str) -> Response:
        """Give somebody a place, or say what is wrong."""
        member, page = self._door.mender(), self._place_page(code)
        country = self._site.country
        home = page.seller_country or self._parts.seller.country or country
        form = read_form(request.form, page, country=country, home=home)
        if form.errors:
            return self._place(page, form)
        try:
            reference = give_place(
                self._parts.sessions,
                class_code=page.course.code,
                place=form.place(by=member.email),
                **around(self._parts),
            )
        except (ClassFull, NotFull) as seatless:
            page = self._place_page(code)
            return self._place(page, form.without_seat(page, str(seatless)))
        except (ClassClosed, PriceUnknown) as refused:
            return self._place(self._place_page(code), form.refused(str(refused)))
        flash("The place is given. Whoever that concerns is told.", "good")
        address = url_for("staff.registration", reference=reference)
        return redirect(address, HTTPStatus.SEE_OTHER)

    def _ledger(
        self,
        code: str,
        *,
        given: Mapping[Channel, str] | None = None,
        reason: str = "",
        errors: Mapping[str, str] | None = None,
    ) -> Response:
        page = seats_page(self._parts.sessions, _code(code), page=wanted_page())
        if page is None:
            abort(HTTPStatus.NOT_FOUND)
        shown = render_template(
            "staff/seats.html",
            page=page,
            pages=pages_of(page.extent),
            given=given or _as_it_is(page),
            reason=reason,
            reason_limit=REASON_LIMIT,
            errors=errors or {},
        )
        return make_response(shown, HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK)

    def _place_page(self, code: str) -> PlacePage:
        page = place_page(self._parts.sessions, _code(code), now=self._parts.clock())
        if page is None:
            abort(HTTPStatus.NOT_FOUND)
        return page

    def _place(self, page: PlacePage, form: PlaceForm) -> Response:
        shown = render_template(
            "staff/place.html",
            page=page,
            form=form,
            errors=form.errors,
            ways=ways_to_pay(page),
            note_limit=NOTE_LIMIT,
            why_limit=WHY_LIMIT,
        )
        wrong = HTTPStatus.UNPROCESSABLE_ENTITY
        return make_response(shown, wrong if form.errors else HTTPStatus.OK)


def _code(text: str) -> str:
    return written(text, limit=64)


def _field(channel: Channel) -> str:
    return f"aside-{channel}"


def _seats_given() -> dict[Channel, str]:
    return {each: written(request.form.get(_field(each), ""), limit=12) for each in ALLOTTED}


def _as_it_is(page: SeatsPage) -> dict[Channel, str]:
    return {each: str(page.seats.aside[each]) for each in ALLOTTED}


def _whole_numbers(given: Mapping[Channel, str]) -> tuple[dict[Channel, int], dict[str, str]]:
    """Return the numbers, and the errors of those that are none; an empty field is nothing."""
    aside: dict[Channel, int] = {}
    errors: dict[str, str] = {}
    for channel, text in given.items():
        if not text or (text.isascii() and text.isdecimal() and len(text) < 7):
            aside[channel] = int(text or 0)
        else:
            errors[_field(channel)] = "How many seats are set aside must be a whole number"
    return aside, errors


def _too_many(few: TooFewSeats) -> str:
    taken, capacity = few.seats.taken, few.seats.capacity
    return (
        f"So many seats are not free: {taken} of {capacity} are taken, and with what you want to"
        f" set aside it would be {few.seats.promised}"
    )
