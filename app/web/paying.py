"""The way from an order to where it is paid, and back. Not here: what a payment means."""

from collections.abc import Mapping
from http import HTTPStatus

from flask import redirect, request, url_for
from werkzeug.wrappers import Response

from app.domain.gateway import Gateway
from app.domain.link import order_token, way_back
from app.domain.money import Money
from app.domain.objection_wording import say_objection
from app.domain.payable import against_online
from app.parts import Parts
from app.queries.order.link import link_turn
from app.usecases.open_checkout import (
    CheckoutClosed,
    CheckoutPage,
    CheckoutUnavailable,
    open_checkout,
)
from app.web.opening import token_of
from app.web.site import Site


def to_order(
    parts: Parts,
    site: Site,
    reference: str,
    *,
    news: str | None = None,
    paid: str | None = None,
    new: bool = False,
) -> Response:
    """Lead to the order's page.

    ``news`` is the word for what it should say besides; ``paid`` is set for whoever comes from
    paying. ``new``: it was made just now, so that nobody renewed its link yet.
    """
    token = order_token(site.secret, reference) if new else token_of(parts, site, reference)
    address = url_for("orders.show", reference=reference, token=token, news=news, paid=paid)
    return redirect(address, HTTPStatus.SEE_OTHER)


def to_pay(parts: Parts, site: Site, reference: str, *, asked: Money | None) -> Response:
    """Lead to the page of the gateway that was chosen, or the usual one.

    Where there is none, to the order's page, which says why.
    """
    gateway = _chosen(parts, asked, request.form.get("gateway", ""))
    turn = link_turn(parts.sessions, reference)
    address = way_back(site.base_url, site.secret, reference, turn=turn)
    opened = (
        _nobody(parts, asked)
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
        return to_order(parts, site, reference, news="unavailable")
    return to_order(parts, site, reference, news="failed" if opened.failed else None)


def ways_to_pay(parts: Parts, asked: Money | None) -> Mapping[str, str]:
    """Return how so much can be paid, in words, by the gateway's name; the usual one first.

    Without an amount, how anything can.
    """
    on = parts.gateways.items()
    if asked is None or not asked.minor:
        return {name: each.way for name, each in on}
    return {name: each.way for name, each in on if each.objects_to(asked) is None}


def why_not_online(parts: Parts, asked: Money | None) -> str:
    """Say in a sentence why so much cannot be paid online; empty where it can be, or need not."""
    if asked is None or not asked.minor:
        return ""
    objection = against_online(parts.gateways.values(), asked)
    return say_objection(objection) if objection else ""


def _nobody(parts: Parts, asked: Money | None) -> CheckoutClosed | CheckoutUnavailable:
    """Say what it means that no gateway is asked: the order's page says why, or to try again."""
    why = why_not_online(parts, asked)
    return CheckoutClosed(why) if why else CheckoutUnavailable()


def _chosen(parts: Parts, asked: Money | None, name: str) -> Gateway | None:
    """Return the gateway of that name, or the usual one; None where nobody takes so much."""
    ways = ways_to_pay(parts, asked)
    usual = next(iter(ways), "")
    return parts.gateways.get(name if name in ways else usual)
