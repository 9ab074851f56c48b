"""A place that goes to another class of its program, by its buyer's hand: what follows, then it.

Not here: what staff do of it (staff/changes.py).
"""

import json
from http import HTTPStatus

from flask import Blueprint, make_response, render_template, request
from werkzeug.wrappers import Response

from app.domain.guard import guarded
from app.domain.replacing import PlaceStays, WhatMoves, say_to_buyer
from app.domain.said import sentence
from app.logs import request_id
from app.parts import Parts
from app.queries.order.moving import MovingPage, moving_page
from app.usecases.move_by_buyer import MoveChanged, move_by_buyer
from app.web.opening import has_token
from app.web.order_files import unknown
from app.web.order_news import News
from app.web.paying import to_order
from app.web.reader import read_by
from app.web.site import Site

_CHANGED = sentence(
    "What follows of it has changed since. Please look at it again before you go on."
)
_MOST_WRITTEN = 4000


class Moving:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, parts: Parts, site: Site) -> None:
        self._parts = parts
        self._site = site

    @guarded("order_token")
    def ask(self, reference: str, place: str) -> Response:
        """Show where the place can go; of a class that is chosen, what follows."""
        if not has_token(self._parts, self._site, reference):
            return unknown()
        page = self._page(reference, place)
        if page is None or page.why is not None:
            return to_order(self._parts, self._site, reference, news=News.PLACE_STAYS)
        return self._show(page, request.args.get("to", ""))

    @guarded("order_token")
    def move(self, reference: str, place: str) -> Response:
        """Have it go there, if what follows is still what was shown."""
        if not has_token(self._parts, self._site, reference):
            return unknown()
        page, code = self._page(reference, place), request.form.get("to", "")
        if page is None or page.why is not None:
            return to_order(self._parts, self._site, reference, news=News.PLACE_STAYS)
        if page.to(code) is None:
            return self._show(page, code, why=_CHANGED)
        try:
            self._move(page, code)
        except MoveChanged:
            return self._show(page, code, why=_CHANGED)
        except PlaceStays as refused:
            return self._show(page, code, why=say_to_buyer(refused.why))
        return to_order(self._parts, self._site, reference, news=News.MOVED)

    def _move(self, page: MovingPage, code: str) -> None:
        parts = self._parts
        move_by_buyer(
            parts.sessions,
            order_reference=page.order,
            reference=page.reference,
            class_code=code,
            shown=_shown(),
            partners=parts.partners,
            wake=parts.wake,
            now=parts.clock(),
            request_id=request_id() or "",
        )

    def _page(self, reference: str, place: str) -> MovingPage | None:
        page = moving_page(
            self._parts.sessions,
            order_reference=reference,
            reference=place,
            now=self._parts.clock(),
        )
        if page is not None:
            read_by(page.language)
        return page

    def _show(self, page: MovingPage, code: str, *, why: str = "") -> Response:
        chosen = page.to(code)
        shown = render_template(
            "order/move_check.html" if chosen else "order/move.html",
            page=page,
            chosen=chosen,
            shown=_written(chosen.moves) if chosen else "",
            token=request.values["token"],
            why=why,
            say=say_to_buyer,
        )
        return make_response(shown, HTTPStatus.CONFLICT if why else HTTPStatus.OK)


def add_to(blueprint: Blueprint, parts: Parts, site: Site) -> None:
    """Add the addresses to those of orders."""
    views, address = Moving(parts, site), "/orders/<reference>/places/<place>/move"
    blueprint.add_url_rule(address, "ask_where_to", views.ask, methods=["GET"])
    blueprint.add_url_rule(address, "move_place", views.move, methods=["POST"])


def _written(moves: WhatMoves) -> str:
    """Write down what is shown, so that nothing else can be agreed to."""
    return json.dumps([moves.more_minor, moves.less_minor, *moves.left_behind])


def _shown() -> WhatMoves:
    """Read what was shown; what is none equals nothing that follows of a move."""
    try:
        written = json.loads(request.form.get("shown", "")[:_MOST_WRITTEN])
    except (ValueError, RecursionError):
        written = None
    match written:
        case [int(more), int(less), *left]:
            return WhatMoves(more, less, tuple(map(str, left)))
    return WhatMoves(-1, -1)
