"""The control API at /control/stripe: dials, what is held, and what only Stripe's side can do.

JSON in and out; a plain HTML form may post too and name ``back``, a path to return to.
Not here: a page, nor what each deed means.
"""

from collections.abc import Callable
from dataclasses import asdict, fields
from typing import Any

from flask import Blueprint, Response, jsonify, redirect, request
from werkzeug.wrappers import Response as Answer

from app.sandbox.stripe import (
    card_form,
    checkout,
    dials,
    disputes,
    events,
    happenings,
    meddling,
    payouts,
    refunds,
    sessions,
)
from app.sandbox.stripe.card_form import Filled
from app.sandbox.stripe.checkout import NotOpen, Payer
from app.sandbox.stripe.dials import DialError, Dials
from app.sandbox.stripe.errors import StripeError, invalid
from app.sandbox.stripe.world import Document, World

Deed = Callable[[World, str, dict[str, Any]], Document]


def pay_session(world: World, key: str, given: dict[str, Any]) -> Document:
    """Pay an open session as a payer would: ``card`` or ``iban``, ``email``, ``authentication``."""
    session = world.get("checkout.session", key)
    known = (session["customer_details"] or {}).get("email")
    filled = Filled(
        email=known or given.get("email", "payer@example.org"),
        method=card_form.DEBIT if "iban" in given else card_form.CARD,
        number=given.get("card", "4242424242424242"),
        expiry="12 / 2099",
        cvc="123",
        name=given.get("name", "Test Payer"),
        iban=given.get("iban", ""),
        holder=given.get("name", "Test Payer"),
    )
    due = session["amount_total"]
    wrong = card_form.problems(filled, now=world.now(), due=due)
    if wrong:
        raise invalid("; ".join(wrong.values()))
    try:
        method = card_form.method_of(world, filled) if due else None
        intent = checkout.pay(world, key, Payer(filled.email, filled.payer_name), method=method)
        if intent.get("status") == "requires_action" and "authentication" in given:
            checkout.challenged(world, key, passed=given["authentication"] == "complete")
    except NotOpen as over:
        raise invalid(f"The session is {over.session['status']}.") from over
    return world.get("checkout.session", key)


def expire_session(world: World, key: str, given: dict[str, Any]) -> Document:
    """Expire an open session."""
    return sessions.expire(world, key, given)


def settle_intent(world: World, key: str, given: dict[str, Any]) -> Document:
    """End money that comes later: ``status`` is ``succeeded`` or ``failed``."""
    intent = world.get("payment_intent", key)
    if intent["status"] != "processing":
        raise invalid(f"Only a processing payment can be settled, this is {intent['status']}.")
    status = _one_of(given, "status", ("succeeded", "failed"))
    return checkout.settle(world, intent, status=status)


def dispute_charge(world: World, key: str, given: dict[str, Any]) -> Document:
    """Dispute a charge, or the charge of an intent; ``reason`` is Stripe's word."""
    if key.startswith("pi_"):
        key = world.get("payment_intent", key)["latest_charge"] or ""
    charge = world.get("charge", key)
    return disputes.open_dispute(world, charge, reason=given.get("reason") or "fraudulent")


def end_dispute(world: World, key: str, given: dict[str, Any]) -> Document:
    """End a dispute: ``status`` is ``won`` or ``lost``."""
    dispute = world.get("dispute", key)
    return disputes.end(world, dispute, status=_one_of(given, "status", ("won", "lost")))


def fail_refund(world: World, key: str, given: dict[str, Any]) -> Document:
    """Let a refund fail; ``reason`` is Stripe's word."""
    reason = given.get("reason") or "expired_or_canceled_card"
    return refunds.fail(world, world.get("refund", key), reason=reason)


def arrive_payout(world: World, key: str, _given: dict[str, Any]) -> Document:
    """Let a payout reach the bank."""
    payout = world.get("payout", key)
    if payout["status"] != "pending":
        raise invalid(f"The payout is {payout['status']}.")
    return payouts.arrive(world, payout)


def resend_event(world: World, key: str, _given: dict[str, Any]) -> Document:
    """Send an event again."""
    return {"id": key, "sent_to": events.resend(world, key)}


DEEDS: dict[str, Deed] = {
    "sessions/<key>/pay": pay_session,
    "sessions/<key>/expire": expire_session,
    "intents/<key>/settle": settle_intent,
    "charges/<key>/dispute": dispute_charge,
    "disputes/<key>/end": end_dispute,
    "refunds/<key>/fail": fail_refund,
    "payouts/<key>/arrive": arrive_payout,
    "events/<key>/resend": resend_event,
}
SWITCH = {"true": True, "on": True, "false": False, "off": False}
LISTS = {
    "sessions": "checkout.session", "intents": "payment_intent", "charges": "charge",
    "refunds": "refund", "disputes": "dispute", "payouts": "payout", "events": "event",
    "endpoints": "webhook_endpoint", "transactions": "balance_transaction",
}  # fmt: skip


def control_blueprint(world: World) -> Blueprint:
    """Return the control API over the account."""
    blueprint = Blueprint("stripe_control", __name__, url_prefix="/control/stripe")
    blueprint.add_url_rule("/dials", "dials", _dials(world), methods=["GET", "POST", "DELETE"])
    blueprint.add_url_rule("/deliveries", "deliveries", _deliveries(world))
    blueprint.add_url_rule("/payouts", "payout", _payout(world), methods=["POST"])
    blueprint.add_url_rule("/meddle", "meddle", _meddle(world), methods=["POST"])
    for name, kind in LISTS.items():
        blueprint.add_url_rule(f"/{name}", f"list_{name}", _list(world, kind))
    for path, deed in DEEDS.items():
        blueprint.add_url_rule(f"/{path}", deed.__name__, _deed(world, deed), methods=["POST"])
    blueprint.register_error_handler(StripeError, _refused)
    blueprint.register_error_handler(DialError, _misturned)
    return blueprint


def _dials(world: World) -> Callable[[], Answer]:
    def view() -> Answer:
        if request.method == "POST":
            return _done(asdict(dials.turn(world, _numbers(_given()))))
        stand = dials.mend(world) if request.method == "DELETE" else dials.current(world)
        return jsonify(asdict(stand))

    return view


def _deliveries(world: World) -> Callable[[], Answer]:
    def view() -> Answer:
        return jsonify(
            pending=world.shelf.all(events.PENDING), settled=world.shelf.all(events.SETTLED)
        )

    return view


def _payout(world: World) -> Callable[[], Answer]:
    def view() -> Answer:
        with world.shelf.together():
            return _done(payouts.automatic(world, _given().get("currency", "nok")))

    return view


def _meddle(world: World) -> Callable[[], Answer]:
    def view() -> Answer:
        with world.shelf.together():
            return _done(meddling.meddle(world, _given()))

    return view


def _list(world: World, kind: str) -> Callable[[], Answer]:
    def view() -> Answer:
        happenings.play(world)
        return jsonify(world.all(kind))

    return view


def _deed(world: World, deed: Deed) -> Callable[[str], Answer]:
    def view(key: str) -> Answer:
        with world.shelf.together():
            happenings.play(world)
            return _done(deed(world, key, _given()))

    return view


def _done(document: Document) -> Answer:
    back = request.form.get("back", "")
    if back.startswith("/") and not back.startswith("//"):
        return redirect(back, code=303)
    return jsonify(document)


def _given() -> dict[str, Any]:
    if request.is_json:
        body = request.get_json()
        return dict(body) if isinstance(body, dict) else {}
    return {name: value for name, value in request.form.items() if name != "back"}


def _numbers(given: dict[str, Any]) -> dict[str, Any]:
    """Return dials from a form as what they are; JSON passes unchanged."""
    kinds: dict[str, type] = {f.name: type(f.default) for f in fields(Dials)}
    turned: dict[str, Any] = {}
    for name, value in given.items():
        kind = kinds.get(name)
        turned[name] = value
        if not isinstance(value, str):
            continue
        if kind is bool:
            turned[name] = SWITCH.get(value.lower(), value)
        elif kind in (int, float):
            try:
                turned[name] = kind(value)
            except ValueError as wrong:
                raise DialError(f"{name}: must be a number") from wrong
    return turned


def _one_of(given: dict[str, Any], name: str, words: tuple[str, ...]) -> str:
    word = str(given.get(name, ""))
    if word not in words:
        raise invalid(f"{name} must be one of {', '.join(words)}", param=name)
    return word


def _refused(wrong: StripeError) -> tuple[Response, int]:
    return jsonify(wrong.body()), wrong.status


def _misturned(wrong: DialError) -> tuple[Response, int]:
    return jsonify(error=str(wrong)), 400
