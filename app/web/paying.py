"""The way from an order to where it is paid, and back. Not here: what a payment means."""

from http import HTTPStatus

from flask import redirect, url_for
from werkzeug.wrappers import Response

from app.domain.link import order_address, order_token
from app.parts import Parts
from app.usecases.open_checkout import CheckoutPage, CheckoutUnavailable, open_checkout
from app.web.site import Site


def to_order(site: Site, reference: str, *, news: str | None = None) -> Response:
    """Lead to the order's page; ``news`` is the word for what it should say besides."""
    token = order_token(site.secret, reference)
    address = url_for("orders.show", reference=reference, token=token, news=news)
    return redirect(address, HTTPStatus.SEE_OTHER)


def to_pay(parts: Parts, site: Site, reference: str) -> Response:
    """Lead to the gateway's page, or to the order's page, which says why there is none."""
    gateway = next(iter(parts.gateways.values()), None)
    address = order_address(site.base_url, site.secret, reference)
    opened = (
        CheckoutUnavailable()
        if gateway is None
        else open_checkout(
            parts.sessions,
            reference=reference,
            gateway=gateway,
            success_url=f"{address}&paid=1",
            cancel_url=address,
            now=parts.clock(),
        )
    )
    if isinstance(opened, CheckoutPage):
        return redirect(opened.url, HTTPStatus.SEE_OTHER)
    if isinstance(opened, CheckoutUnavailable):
        return to_order(site, reference, news="unavailable")
    return to_order(site, reference)
