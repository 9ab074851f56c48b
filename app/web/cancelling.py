"""A buyer's own cancelling of one confirmed place: what comes back is shown, then it is done.

Not here: an order that is not paid yet (orders.py), what staff decide.
"""

import re
from http import HTTPStatus

from flask import make_response, render_template, request
from werkzeug.wrappers import Response

from app.domain.guard import guarded
from app.domain.refund_rule import BackAs, Waits, WhatGoesBack
from app.logs import request_id
from app.parts import Parts
from app.queries.order.cancelling import CancellingPage, cancelling_page
from app.usecases.cancel_by_rule import GivenUp, cancel_by_rule
from app.web.opening import has_token
from app.web.order_files import unknown
from app.web.order_news import News
from app.web.paying import to_order
from app.web.reader import read_by
from app.web.site import Site

_NEWS = {
    GivenUp.CANCELLED: News.CANCELLED,
    GivenUp.ALREADY: News.CANCELLED,
    GivenUp.STAYS: News.STAYS,
}
# How an amount is written down, in minor units: no more digits than any column holds.
_AMOUNT = re.compile(r"[0-9]{1,18}", re.ASCII)
_AT_ONCE = "now"
_WAITS: dict[str, Waits | None] = {_AT_ONCE: None, **{each.value: each for each in Waits}}


class Cancelling:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, parts: Parts, site: Site) -> None:
        self._parts = parts
        self._site = site

    @guarded("order_token")
    def ask(self, reference: str, place: str) -> Response:
        """Show what comes back of a place before it is cancelled."""
        if not has_token(self._parts, self._site, reference):
            return unknown()
        return self._show(reference, place, changed=False)

    @guarded("order_token")
    def cancel(self, reference: str, place: str) -> Response:
        """Cancel the place, if what comes back is still what was shown."""
        if not has_token(self._parts, self._site, reference):
            return unknown()
        parts = self._parts
        ended = cancel_by_rule(
            parts.sessions,
            order_reference=reference,
            reference=place,
            shown=_shown(),
            partners=parts.partners,
            wake=parts.wake,
            now=parts.clock(),
            request_id=request_id() or "",
        )
        if ended is GivenUp.CHANGED:
            return self._show(reference, place, changed=True)
        return to_order(self._parts, self._site, reference, news=_NEWS[ended])

    def _show(self, reference: str, place: str, *, changed: bool) -> Response:
        page = cancelling_page(
            self._parts.sessions,
            order_reference=reference,
            reference=place,
            now=self._parts.clock(),
        )
        if page is None:
            return to_order(self._parts, self._site, reference, news=News.STAYS)
        read_by(page.language)
        shown = render_template(
            "order/cancel_place.html",
            page=page,
            token=request.values["token"],
            changed=changed,
            shown=_written(page),
        )
        return make_response(shown, HTTPStatus.CONFLICT if changed else HTTPStatus.OK)


def _written(page: CancellingPage) -> str:
    """Write down what is shown, so that nothing else can be agreed to."""
    what = page.goes_back
    minor = (what.back_minor, what.forgiven_minor, what.owed_minor)
    parts = (*minor, what.back_as.value, int(what.decided), what.waits or _AT_ONCE)
    return " ".join(str(each) for each in parts)


def _shown() -> WhatGoesBack:
    """Read what was shown; what is none equals nothing that goes back."""
    match request.form.get("shown", "").split():
        case [*minor, ("money" | "voucher") as back_as, ("0" | "1") as decided, waits] if (
            len(minor) == 3 and all(map(_AMOUNT.fullmatch, minor)) and waits in _WAITS
        ):
            back, forgiven, owed = map(int, minor)
            return WhatGoesBack(
                back,
                forgiven,
                BackAs(back_as),
                decided=decided == "1",
                owed_minor=owed,
                waits=_WAITS[waits],
            )
    return WhatGoesBack(-1, -1, BackAs.MONEY, decided=True)
