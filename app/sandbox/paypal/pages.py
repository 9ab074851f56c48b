"""The page where the buyer agrees to pay, or leaves. Plain HTML, no script."""

from urllib.parse import urlencode, urlsplit, urlunsplit

from flask import Blueprint, Response, make_response, redirect, render_template, request
from werkzeug.wrappers import Response as Answer

from app.sandbox.paypal import orders
from app.sandbox.paypal.errors import PayPalError
from app.sandbox.paypal.world import ORDERS, PAGE, World
from app.sandbox.shelf import Document

# What may be chosen, in the page's words; the last is refused on the page itself.
CHOICES = {
    "balance": "PayPal balance",
    "declined": "A card that is declined once the shop takes the money",
    "echeck": "Bank account (the money comes days later)",
    "slow_refunds": "PayPal balance, refunds take a while",
    "refused": "A card that PayPal does not accept",
}


class Pages:
    """The addresses under /paypal-pay."""

    def __init__(self, world: World) -> None:
        self._world = world

    def register(self, blueprint: Blueprint) -> None:
        """Put the page in its place."""
        blueprint.add_url_rule(f"{PAGE}/<number>", view_func=self.ask, methods=["GET"])
        blueprint.add_url_rule(
            f"{PAGE}/<number>", view_func=self.agree, methods=["POST"], endpoint="agree"
        )

    def ask(self, number: str) -> Answer:
        """Show what is to be paid, and how it can be."""
        order = self._order(number)
        if order is None or order["status"] in ("COMPLETED", "VOIDED"):
            return self._over(order)
        return self._page(order)

    def agree(self, number: str) -> Answer:
        """Agree to pay, and go back to the shop."""
        order = self._order(number)
        if order is None or order["status"] in ("COMPLETED", "VOIDED"):
            return self._over(order)
        funding = request.form.get("funding", "balance")
        if funding not in orders.FUNDING:
            return self._page(order, alert="This card was refused. Choose another way to pay.")
        orders.approve(self._world, number, funding)
        back = self._world.backstage(number)["return_url"]
        return redirect(_with(back, token=number, PayerID="QYR5Z8XDVJNXQ"), code=303)

    def _order(self, number: str) -> Document | None:
        try:
            return self._world.find(ORDERS, number)
        except PayPalError:
            return None

    def _page(self, order: Document, *, alert: str = "") -> Answer:
        unit, back = order["purchase_units"][0], self._world.backstage(order["id"])
        html = render_template(
            "paypal/agree.html",
            unit=unit,
            total=f"{unit['amount']['currency_code']} {unit['amount']['value']}",
            choices=CHOICES,
            alert=alert,
            back=_with(back["cancel_url"], token=order["id"]),
        )
        status = 422 if alert else 200
        return _guarded(make_response(html, status), back["return_url"], back["cancel_url"])

    def _over(self, order: Document | None) -> Answer:
        word = order["status"] if order else "unknown"
        back = self._world.backstage(order["id"])["return_url"] if order else ""
        html = render_template("paypal/over.html", word=word, back=back)
        return _guarded(make_response(html, 200 if word == "COMPLETED" else 404))


def _with(address: str, **more: str) -> str:
    """Return the address with more in its query, as PayPal adds to it."""
    parts = urlsplit(address)
    query = "&".join(filter(None, [parts.query, urlencode(more)]))
    return urlunsplit(parts._replace(query=query))


def _guarded(response: Response, *ahead: str) -> Response:
    origins = sorted({"{0.scheme}://{0.netloc}".format(urlsplit(url)) for url in ahead})
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'; "
        f"form-action 'self' {' '.join(origins)}".rstrip()
    )
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response
