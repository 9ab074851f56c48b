"""The addresses of PayPal: parse, ask, answer once for each key; and its controls."""

import hashlib
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

from flask import Blueprint, Response, jsonify, request
from werkzeug.exceptions import BadRequest

from app.sandbox.calls import current
from app.sandbox.clock import Clock
from app.sandbox.dials import Dials
from app.sandbox.part import Part
from app.sandbox.paypal import errors, events, orders, payments, tokens
from app.sandbox.paypal.errors import PayPalError, TokenError
from app.sandbox.paypal.pages import Pages
from app.sandbox.paypal.sender import Sender
from app.sandbox.paypal.world import CAPTURES, DISPUTES, ORDERS, PREFIX, REFUNDS, World
from app.sandbox.settings import Credentials
from app.sandbox.shelf import Document, Shelf

KEYS = "paypal/keys"
LONGEST_KEY = 108


class PayPal:
    """PayPal's views over its orders, captures and refunds."""

    def __init__(
        self,
        shelf: Shelf,
        clock: Clock,
        dials: Dials,
        credentials: Credentials,
        *,
        url: str,
        product_url: str,
    ) -> None:
        self._sender = Sender()
        self.world = World(
            shelf=shelf,
            clock=clock,
            dials=dials,
            client_id=credentials.paypal_client_id,
            client_secret=credentials.paypal_client_secret,
            webhook_id=credentials.paypal_webhook_id,
            url=url,
            product_url=product_url,
            ring=self._sender.ring,
        )

    def start(self) -> None:
        """Begin to send events."""
        self._sender.start(self.world)

    def stop(self) -> None:
        """End sending."""
        self._sender.stop()

    def wake(self) -> None:
        """Look at once what is due, after the clock was wound on."""
        self._sender.ring()

    def part(self) -> Part:
        """Return PayPal's place in the sandbox; its dials hold for the API, not for the page."""
        blueprint = Blueprint("paypal", __name__, template_folder="templates")
        blueprint.register_error_handler(PayPalError, _refused)
        blueprint.register_error_handler(TokenError, _stranger)
        add = blueprint.add_url_rule
        add(f"{PREFIX}/v1/oauth2/token", view_func=self.token, methods=["POST"])
        verify = f"{PREFIX}/v1/notifications/verify-webhook-signature"
        add(verify, view_func=self.verify, methods=["POST"])
        calls = f"{PREFIX}/v2/checkout/orders"
        add(calls, view_func=self.create, methods=["POST"])
        add(f"{calls}/<number>", view_func=self.show, methods=["GET"])
        add(f"{calls}/<number>", view_func=self.change, methods=["PATCH"])
        add(f"{calls}/<number>/capture", view_func=self.capture, methods=["POST"])
        money = f"{PREFIX}/v2/payments"
        add(f"{money}/captures/<number>", view_func=self.show_capture, methods=["GET"])
        add(f"{money}/captures/<number>/refund", view_func=self.refund, methods=["POST"])
        add(f"{money}/refunds/<number>", view_func=self.show_refund, methods=["GET"])
        disputed = f"{PREFIX}/v1/customer/disputes/<number>"
        add(disputed, view_func=self.show_dispute, methods=["GET"])
        Pages(self.world).register(blueprint)
        return Part(
            name="paypal",
            prefix=PREFIX,
            blueprint=blueprint,
            refusal=errors.refusal,
            holdings=self.holdings,
        )

    def holdings(self) -> dict[str, list[Document]]:
        """Return what PayPal holds."""
        shelf = self.world.shelf
        return {
            "orders": shelf.all(ORDERS),
            "captures": shelf.all(CAPTURES),
            "refunds": shelf.all(REFUNDS),
            "disputes": shelf.all(DISPUTES),
            "undelivered": shelf.all(events.PENDING),
        }

    def token(self) -> Response:
        """Give out a token."""
        answer = tokens.grant(self.world, request.authorization, request.form.get("grant_type", ""))
        current().judged("token given")
        response = jsonify(answer)
        response.headers["Cache-Control"] = "no-store"
        return response

    def verify(self) -> Response:
        """Say whether we sent an event."""
        self._enter()
        said = events.verify(self.world, request.get_data())
        current().judged(said["verification_status"])
        return jsonify(said)

    def create(self) -> Response:
        """Make an order."""
        return self._once(lambda: orders.create(self.world, _json()))

    def show(self, number: str) -> Response:
        """Show an order."""
        return self._show(ORDERS, number)

    def change(self, number: str) -> Response:
        """Change an order."""
        self._enter()
        with self.world.shelf.together():
            orders.patch(self.world, number, _json())
        current().judged("changed")
        return Response(status=HTTPStatus.NO_CONTENT)

    def capture(self, number: str) -> Response:
        """Take an order's money."""
        return self._once(lambda: orders.capture(self.world, number))

    def show_capture(self, number: str) -> Response:
        """Show a capture."""
        return self._show(CAPTURES, number)

    def refund(self, number: str) -> Response:
        """Send money back."""
        return self._once(lambda: payments.refund(self.world, number, _json()))

    def show_refund(self, number: str) -> Response:
        """Show a refund."""
        return self._show(REFUNDS, number)

    def show_dispute(self, number: str) -> Response:
        """Show a dispute."""
        return self._show(DISPUTES, number)

    def _show(self, kind: str, number: str) -> Response:
        self._enter()
        found = self.world.find(kind, number)
        current().judged(found["status"])
        return jsonify(found)

    def _once(self, do: Callable[[], Document]) -> Response:
        """Do it, or answer as before where it was done under this key; errors are not kept."""
        self._enter()
        key = request.headers.get("PayPal-Request-Id", "")[:LONGEST_KEY]
        current().heard(key)
        place = f"{request.path}|{key}"
        fingerprint = hashlib.sha256(request.get_data()).hexdigest()
        with self.world.shelf.together():
            known = self.world.shelf.get(KEYS, place) if key else None
            if known is not None and known["fingerprint"] != fingerprint:
                raise PayPalError(422, "DUPLICATE_REQUEST_ID", "The key was used already.")
            made = known["answer"] if known else do()
            if key and known is None:
                self.world.shelf.put(KEYS, place, {"fingerprint": fingerprint, "answer": made})
        current().judged(f"{'replayed' if known else 'made'} {made['id']}")
        response = jsonify(made)
        response.status_code = HTTPStatus.OK if known else HTTPStatus.CREATED
        return response

    def _enter(self) -> None:
        tokens.check(self.world, request.headers.get("Authorization", ""))


def _json() -> Any:
    if not request.get_data():
        return {}
    if request.mimetype != "application/json":
        raise PayPalError(415)
    try:
        return request.get_json()
    except (BadRequest, RecursionError) as error:
        raise PayPalError(
            400, "MALFORMED_REQUEST_JSON", "The request JSON is not well formed."
        ) from error


def _refused(error: Exception) -> Response:
    if not isinstance(error, PayPalError):
        raise error
    current().judged(f"refused: {error.issue or error.status}")
    return errors.answer(error)


def _stranger(error: Exception) -> Response:
    if not isinstance(error, TokenError):
        raise error
    current().judged(f"refused: {error.error}")
    return errors.token_answer(error)
