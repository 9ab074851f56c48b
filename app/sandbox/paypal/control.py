"""Acting as the buyer, the bank and PayPal: what a button or a test may have happen."""

from collections.abc import Callable
from http import HTTPStatus

from flask import Blueprint, Response, jsonify, redirect, request
from werkzeug.wrappers import Response as Answer

from app.sandbox.paypal import disputes, events, orders, payments, tokens
from app.sandbox.paypal.errors import PayPalError
from app.sandbox.paypal.world import World
from app.sandbox.shelf import Document

FORM = "application/x-www-form-urlencoded"


def paypal_control(world: World) -> Blueprint:
    """Return the addresses below /control/paypal; a form is answered with the way back."""
    blueprint = Blueprint("paypal_control", __name__)

    def failed(error: Exception) -> Response:
        response = jsonify({"error": str(error)})
        response.status_code = HTTPStatus.BAD_REQUEST
        return response

    def put(rule: str, do: Callable[[str, str], Document], word: str, usual: str) -> None:
        def view(number: str) -> Answer:
            given = (
                request.form if request.mimetype == FORM else request.get_json(silent=True) or {}
            )
            return _done(do(number, str(given.get(word, usual))))

        blueprint.add_url_rule(rule, endpoint=rule, view_func=view, methods=["POST"])

    _put_deeds(world, put)

    @blueprint.post("/expire-tokens")
    def expire() -> Answer:
        tokens.end_all(world)
        return _done({"expired": True})

    @blueprint.post("/sign")
    def sign() -> Answer:
        """Return the headers with which PayPal would send this very body."""
        return jsonify(events.signed(world, request.get_data()))

    blueprint.register_error_handler(PayPalError, failed)
    return blueprint


Put = Callable[[str, Callable[[str, str], Document], str, str], None]


def _put_deeds(world: World, put: Put) -> None:
    """Give each deed its address: what it does, its one field, and what that usually is."""
    put("/orders/<number>/approve", lambda n, w: orders.approve(world, n, w), "funding", "balance")
    put("/orders/<number>/void", lambda n, _: orders.void(world, n), "", "")
    settle_capture, settle_refund = payments.settle_capture, payments.settle_refund
    put(
        "/captures/<number>/settle", lambda n, w: settle_capture(world, n, w), "status", "COMPLETED"
    )
    put("/refunds/<number>/settle", lambda n, w: settle_refund(world, n, w), "status", "COMPLETED")

    put("/captures/<number>/refund", lambda n, w: payments.refund_there(world, n, w), "value", "")
    put("/captures/<number>/reverse", lambda n, w: payments.reverse(world, n, w), "value", "")
    put(
        "/captures/<number>/dispute",
        lambda n, w: disputes.dispute(world, n, w),
        *("reason", "MERCHANDISE_OR_SERVICE_NOT_AS_DESCRIBED"),
    )
    put("/disputes/<number>/grant", lambda n, w: disputes.grant(world, n, w), "value", "")
    put("/disputes/<number>/look-into", lambda n, _: disputes.look_into(world, n), "", "")
    put(
        "/disputes/<number>/end",
        lambda n, w: disputes.end(world, n, w),
        *("outcome", "RESOLVED_BUYER_FAVOUR"),
    )


def _done(result: Document) -> Answer:
    if request.mimetype == FORM:
        return redirect("/#paypal", HTTPStatus.SEE_OTHER)
    return jsonify(result)
