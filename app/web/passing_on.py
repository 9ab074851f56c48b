"""A place that goes to somebody else, or whose name was wrong, by its buyer's hand.

Not here: what staff do of it (staff/changes.py).
"""

from collections.abc import Mapping
from http import HTTPStatus

from flask import Blueprint, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.guard import guarded
from app.domain.replacing import PlaceStays, Unchangeable, say_to_buyer
from app.domain.said import sentence
from app.logs import request_id
from app.parts import Parts
from app.queries.order.lacking import lacking_of_order
from app.queries.order.passing_on import PassingOnPage, passing_on_page
from app.usecases.pass_on import Who, pass_on
from app.web.forms.contact import clean_contact, contact_from
from app.web.opening import has_token
from app.web.order_files import unknown
from app.web.order_news import News
from app.web.paying import to_order
from app.web.reader import read_by
from app.web.site import Site

_ROOM = 400
_WHO = (
    (Who.OTHER.value, sentence("Somebody else comes")),
    (Who.SAME.value, sentence("The same person comes, the name or the address was wrong")),
)
_NEWS = {Who.OTHER: News.PASSED_ON, Who.SAME: News.RENAMED}
_CHOOSE = sentence("Choose who comes")


class PassingOn:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, parts: Parts, site: Site) -> None:
        self._parts = parts
        self._site = site

    @guarded("order_token")
    def ask(self, reference: str, place: str) -> Response:
        """Ask who has the place from now on."""
        if not has_token(self._parts, self._site, reference):
            return unknown()
        page = self._page(reference, place)
        if page is None or page.why is not None:
            return to_order(self._parts, self._site, reference, news=News.PLACE_STAYS)
        given = {"name": page.name, "email": page.email, "phone": page.phone}
        return self._show(page, given, {})

    @guarded("order_token")
    def give(self, reference: str, place: str) -> Response:
        """Give it to them; what the form asks of a new participant is asked next."""
        if not has_token(self._parts, self._site, reference):
            return unknown()
        page = self._page(reference, place)
        if page is None:
            return to_order(self._parts, self._site, reference, news=News.PLACE_STAYS)
        given = {name: request.form.get(name, "")[:_ROOM] for name in ("name", "email", "phone")}
        cleaned, errors = clean_contact(given, country=self._site.country)
        who = _who()
        if who is None:
            errors = {"who": _CHOOSE, **errors}
        if who is None or errors:
            return self._show(page, given, errors)
        try:
            self._give(page, cleaned, who)
        except PlaceStays as refused:
            if refused.why is Unchangeable.SAME_PERSON:
                return self._show(page, given, {"name": say_to_buyer(refused.why)})
            return to_order(self._parts, self._site, reference, news=News.PLACE_STAYS)
        return self._go_on(reference, who)

    def _give(self, page: PassingOnPage, cleaned: Mapping[str, str], who: Who) -> None:
        parts = self._parts
        pass_on(
            parts.sessions,
            order_reference=page.order,
            reference=page.reference,
            to=contact_from(cleaned),
            who=who,
            partners=parts.partners,
            wake=parts.wake,
            now=parts.clock(),
            request_id=request_id() or "",
        )

    def _go_on(self, reference: str, who: Who) -> Response:
        now = self._parts.clock()
        found = lacking_of_order(self._parts.sessions, reference, now=now, seal=self._parts.seal)
        if who is not Who.OTHER or not any(each.number for each in found or ()):
            return to_order(self._parts, self._site, reference, news=_NEWS[who])
        token = request.form["token"]
        asked = url_for("orders.show_answers", reference=reference, token=token, passed_on=1)
        return redirect(asked, HTTPStatus.SEE_OTHER)

    def _page(self, reference: str, place: str) -> PassingOnPage | None:
        page = passing_on_page(
            self._parts.sessions,
            order_reference=reference,
            reference=place,
            now=self._parts.clock(),
        )
        if page is not None:
            read_by(page.language)
        return page

    def _show(
        self, page: PassingOnPage, given: Mapping[str, str], errors: Mapping[str, str]
    ) -> Response:
        shown = render_template(
            "order/name.html",
            page=page,
            token=request.values["token"],
            given=given,
            who=request.form.get("who", ""),
            ways=_WHO,
            errors=errors,
        )
        return make_response(shown, HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK)


def add_to(blueprint: Blueprint, parts: Parts, site: Site) -> None:
    """Add the addresses to those of orders."""
    views, address = PassingOn(parts, site), "/orders/<reference>/places/<place>/name"
    blueprint.add_url_rule(address, "ask_who_comes", views.ask, methods=["GET"])
    blueprint.add_url_rule(address, "pass_on", views.give, methods=["POST"])


def _who() -> Who | None:
    given = request.form.get("who", "")
    return Who(given) if given in set(Who) else None
