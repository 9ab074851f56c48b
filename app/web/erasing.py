"""Having the data of an order erased: what goes and what stays is said first.

Not here: what else is done with what is kept (own_data.py).
"""

from http import HTTPStatus

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.domain.guard import guarded
from app.domain.said import sentence
from app.logs import request_id
from app.parts import Parts
from app.queries.order.erasing import erasing_page
from app.usecases.erase_order import erase_order
from app.web.opening import opened
from app.web.order_files import unknown
from app.web.site import Site

_SURE = sentence("Say that you know it cannot be undone")


class Erasing:
    """The views; each parses, makes one call inwards and answers."""

    def __init__(self, parts: Parts, site: Site) -> None:
        self._parts = parts
        self._site = site

    @guarded("order_token")
    def ask(self, reference: str) -> Response:
        """Say what is erased and what is kept, or why it cannot be done now."""
        if not self._fits(reference):
            return unknown()
        return self._page(reference)

    @guarded("order_token")
    def erase(self, reference: str) -> Response:
        """Erase it, once somebody said that they are sure."""
        token, parts = request.form.get("token", ""), self._parts
        if not self._fits(reference):
            return unknown()
        if request.form.get("sure") != "yes":
            return self._page(reference, error=_SURE)
        erase_order(
            parts.sessions,
            reference=reference,
            partners=parts.partners,
            wake=parts.wake,
            now=parts.clock(),
            request_id=request_id() or "",
        )
        # The page says that it was done, or why not.
        address = url_for("own_data.ask_to_erase", reference=reference, token=token)
        return redirect(address, HTTPStatus.SEE_OTHER)

    def _fits(self, reference: str) -> bool:
        return opened(self._parts, self._site, reference)

    def _page(self, reference: str, *, error: str = "") -> Response:
        page = erasing_page(self._parts.sessions, reference, now=self._parts.clock())
        if page is None:
            return unknown()
        shown = render_template(
            "order/erase.html",
            page=page,
            reference=reference,
            token=request.values["token"],
            errors={"sure": error} if error else {},
        )
        return make_response(shown, HTTPStatus.UNPROCESSABLE_ENTITY if error else HTTPStatus.OK)
