"""Paying a checkout session: what the hosted page and the control API do to it.

Here: the session's moves and its events. Not here: HTML, nor how an intent is paid (paying.py).
"""

from dataclasses import dataclass

from app.sandbox.stripe import agenda, customers, paying
from app.sandbox.stripe.events import emit
from app.sandbox.stripe.world import Document, World, nothing


class NotOpen(Exception):
    """The session is complete or expired; nothing was charged."""

    def __init__(self, session: Document) -> None:
        super().__init__(session["status"])
        self.session = session


@dataclass(frozen=True, slots=True)
class Payer:
    """Who fills in the page."""

    email: str
    name: str


def pay(world: World, key: str, payer: Payer, *, method: Document | None) -> Document:
    """Try to pay the session and return its intent as it then stands.

    ``method`` may be None only when nothing is due; then the answer is an empty document. Raises
    NotOpen, and StripeError when there is no such session.
    """
    session = _open(world, key)
    world.note(key, payer={"email": payer.email, "name": payer.name})
    if session["amount_total"] == 0:
        _complete(world, session, status="no_payment_required", intent=None)
        return {}
    if method is None:
        raise ValueError("a payment method is needed when an amount is due")
    back = f"{world.base_url}/pay/{key}"
    intent = paying.pay(world, _intent(world, session), method, challenge_url=back)
    return _after(world, session, intent)


def challenged(world: World, key: str, *, passed: bool) -> Document:
    """Go on after 3-D Secure and return the intent; raises NotOpen."""
    session = _open(world, key)
    intent = _intent(world, session)
    if intent["status"] != "requires_action":
        return intent
    step = paying.authenticated if passed else paying.not_authenticated
    return _after(world, session, step(world, intent))


def settle(world: World, intent: Document, *, status: str) -> Document:
    """End money that comes later: ``succeeded`` or ``failed``; tells about the session too."""
    settled = paying.settle(world, intent, status=status)
    key = world.backstage(intent["id"]).get("session")
    if key is not None:
        session = world.get("checkout.session", key)
        if status == "succeeded":
            session = world.keep(session | {"payment_status": "paid"})
        emit(world, f"checkout.session.async_payment_{status}", session)
    return settled


def _open(world: World, key: str) -> Document:
    session = world.get("checkout.session", key, param="session")
    if session["status"] != "open":
        raise NotOpen(session)
    return session


def _intent(world: World, session: Document) -> Document:
    """Return the intent begun in this session, or a new one; one session never pays twice."""
    kept = world.backstage(session["id"])
    begun = world.find("payment_intent", kept.get("intent", ""))
    if begun is not None:
        return begun
    given = kept["intent_data"]
    intent = paying.new_intent(
        world,
        amount=session["amount_total"],
        currency=session["currency"],
        customer=session["customer"],
        metadata=given.get("metadata", {}),
        payment_method_types=session["payment_method_types"],
        **{k: v for k, v in given.items() if k not in ("metadata",)},
    )
    world.note(session["id"], intent=intent["id"])
    world.note(intent["id"], session=session["id"])
    return intent


def _after(world: World, session: Document, intent: Document) -> Document:
    if intent["status"] == "succeeded":
        _complete(world, session, status="paid", intent=intent)
    elif intent["status"] == "processing":
        _complete(world, session, status="unpaid", intent=intent)
    return intent


def _complete(world: World, session: Document, *, status: str, intent: Document | None) -> None:
    agenda.drop(world, "expire", session["id"])
    payer = world.backstage(session["id"])["payer"]
    details = session["customer_details"] or nothing(
        "address", "business_name", "individual_name", "phone", "tax_ids"
    )
    customer = session["customer"]
    if customer is None and session["customer_creation"] == "always":
        customer = _customer(world, payer)
    complete = world.keep(
        session
        | {
            "status": "complete",
            "payment_status": status,
            "payment_intent": intent["id"] if intent else None,
            "customer": customer,
            "customer_details": details
            | {"email": payer["email"], "name": payer["name"] or None, "tax_exempt": "none"},
            "url": None,
        }
    )
    emit(world, "checkout.session.completed", complete)


def _customer(world: World, payer: Document) -> str:
    return str(customers.create(world, {"email": payer["email"], "name": payer["name"]})["id"])
