"""One of a group that waits no more, by its buyer's hand. Not here: all of it (orders.py)."""

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response

from app.domain.guard import guarded
from app.domain.order import OrderState
from app.logs import request_id
from app.parts import Parts
from app.queries.order.page import order_page
from app.usecases.leave_with_one import leave_with_one
from app.web.opening import has_token
from app.web.order_files import unknown
from app.web.order_news import News
from app.web.paying import to_order
from app.web.reader import read_by
from app.web.site import Site


class Leaving:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, parts: Parts, site: Site) -> None:
        self._parts = parts
        self._site = site

    @guarded("order_token")
    def ask(self, reference: str, place: str) -> Response:
        """Ask whether this one is really to wait no more."""
        if not has_token(self._parts, self._site, reference):
            return unknown()
        order = order_page(self._parts.sessions, reference=reference, now=self._parts.clock())
        if order is None:
            return unknown()
        read_by(order.language)
        waits = [each for each in order.places if each.state is OrderState.ON_WAITING_LIST]
        leaves = next((each for each in waits if each.reference == place), None)
        if leaves is None or order.position is None:
            return to_order(self._parts, self._site, reference)
        page = render_template(
            "order/leave_with_one.html",
            order=order,
            place=leaves,
            others=len(waits) - 1,
            token=request.values["token"],
        )
        return make_response(page)

    @guarded("order_token")
    def leave(self, reference: str, place: str) -> Response:
        """Take it out of the line; who was offered places meanwhile sees them."""
        if not has_token(self._parts, self._site, reference):
            return unknown()
        parts = self._parts
        left = leave_with_one(
            parts.sessions,
            order_reference=reference,
            reference=place,
            partners=parts.partners,
            wake=parts.wake,
            now=parts.clock(),
            request_id=request_id() or "",
        )
        return to_order(self._parts, self._site, reference, news=News.FEWER if left else None)


def add_to(blueprint: Blueprint, parts: Parts, site: Site) -> None:
    """Add the addresses to those of orders."""
    views, address = Leaving(parts, site), "/orders/<reference>/places/<place>/leave"
    blueprint.add_url_rule(address, "ask_to_leave_with_one", views.ask, methods=["GET"])
    blueprint.add_url_rule(address, "leave_with_one", views.leave, methods=["POST"])
