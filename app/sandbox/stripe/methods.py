"""Payment methods and customers: who pays and with what. Not here: paying."""

import re
from typing import Any

from app.sandbox.stripe.cards import BY_NUMBER, TestCard, by_name, is_valid
from app.sandbox.stripe.errors import StripeError, invalid, missing
from app.sandbox.stripe.events import emit
from app.sandbox.stripe.world import Document, World, merged, new_id, nothing

Params = dict[str, Any]
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_IBAN = re.compile(r"[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}")
# What Stripe's test accounts for bank debits do; any other well-formed one is paid.
IBAN_THAT_FAILS = "AT861904300235473202"
IBAN_THAT_PAYS = "AT611904300234573201"


def valid_email(email: str, *, param: str) -> str:
    """Return the address; raises StripeError ``email_invalid``."""
    if not _EMAIL.fullmatch(email):
        raise invalid(f"Invalid email address: {email}", param=param, code="email_invalid")
    return email


def valid_iban(text: str) -> str | None:
    """Return the account number without spaces, or None when it cannot be one."""
    iban = re.sub(r"\s", "", text).upper()
    if not _IBAN.fullmatch(iban):
        return None
    turned = "".join(str(int(c, 36)) for c in iban[4:] + iban[:4])
    return iban if int(turned) % 97 == 1 else None


def blank_billing() -> Document:
    """Return billing details nobody filled in."""
    address = nothing("city", "country", "line1", "line2", "postal_code", "state")
    return {"address": address, **nothing("email", "name", "phone", "tax_id")}


def make_method(world: World, kind: str, details: Document, billing: Document) -> Document:
    """Keep and return a payment method of the kind, ``card`` or ``sepa_debit``."""
    return world.keep(
        {
            "id": new_id("pm"),
            "object": "payment_method",
            "allow_redisplay": "unspecified",
            "billing_details": blank_billing() | billing,
            "created": world.now(),
            "customer": None,
            "customer_account": None,
            "livemode": False,
            "metadata": {},
            "radar_options": None,
            "type": kind,
            kind: details,
        }
    )


def card_method(
    world: World, card: TestCard, *, month: int, year: int, billing: Document | None = None
) -> Document:
    """Keep and return the payment method of a test card."""
    details = {
        "brand": card.brand,
        "checks": {**nothing("address_line1_check", "address_postal_code_check"),
                   "cvc_check": "pass"},
        "country": card.country,
        "display_brand": card.brand,
        "exp_month": month,
        "exp_year": year,
        "fingerprint": "fp" + card.number[-10:],
        "funding": card.funding,
        "generated_from": None,
        "last4": card.number[-4:],
        "networks": {"available": [card.brand], "preferred": None},
        "regulated_status": "unregulated",
        "three_d_secure_usage": {"supported": True},
        "wallet": None,
    }  # fmt: skip
    method = make_method(world, "card", details, billing or {})
    world.note(method["id"], number=card.number)
    return method


def debit_method(world: World, iban: str, *, billing: Document | None = None) -> Document:
    """Keep and return the payment method of a bank account."""
    details = {
        "bank_code": iban[4:9],
        "branch_code": "",
        "country": iban[:2],
        "fingerprint": "fp" + iban[-10:],
        "generated_from": {"charge": None, "setup_attempt": None},
        "last4": iban[-4:],
    }
    method = make_method(world, "sepa_debit", details, billing or {})
    world.note(method["id"], iban=iban)
    return method


def card_of(world: World, method: Document) -> TestCard:
    """Return the test card behind a payment method; an unknown number is a plain good card."""
    number = world.backstage(method["id"]).get("number", "")
    return BY_NUMBER.get(number) or TestCard(number)


def usable(world: World, name: str, *, param: str = "payment_method") -> Document:
    """Return the payment method; a ``pm_card_`` name becomes a new one. Raises StripeError."""
    card = by_name(name) if name.startswith("pm_card_") else None
    if card is not None:
        return card_method(world, card, month=12, year=2099)
    return world.get("payment_method", name, param=param, status=400)


def create(world: World, params: Params) -> Document:
    """Make a payment method of type ``card`` or ``sepa_debit``."""
    billing = params.get("billing_details") or {}
    kind = params.get("type")
    if kind == "card" and "card" in params:
        method = _from_card(world, params["card"], billing)
    elif kind == "sepa_debit" and "sepa_debit" in params:
        iban = valid_iban(params["sepa_debit"]["iban"])
        if iban is None:
            raise invalid(
                "The IBAN you provided is invalid.",
                param="sepa_debit[iban]",
                code="invalid_bank_account_iban",
            )
        method = debit_method(world, iban, billing=billing)
    else:
        raise invalid(
            "Missing required param: type." if kind is None else f"Missing required param: {kind}.",
            param=kind or "type",
            code="parameter_missing",
        )
    return world.keep(method | {"metadata": merged({}, params.get("metadata", {}))})


def _from_card(world: World, given: Params, billing: Document) -> Document:
    if "token" in given:
        card = by_name(given["token"]) if given["token"].startswith("tok_") else None
        if card is None:
            raise missing("token", given["token"], param="card[token]", status=400)
        return card_method(world, card, month=12, year=2099, billing=billing)
    for name in ("number", "exp_month", "exp_year"):
        if name not in given:
            raise invalid(
                f"Missing required param: card[{name}].",
                param=f"card[{name}]",
                code="parameter_missing",
            )
    number = given["number"].replace(" ", "")
    if not is_valid(number):
        raise StripeError(
            402, "Your card number is incorrect.", type="card_error", code="incorrect_number",
            param="number",
        )  # fmt: skip
    card = BY_NUMBER.get(number) or TestCard(number)
    return card_method(
        world, card, month=given["exp_month"], year=given["exp_year"], billing=billing
    )


def update(world: World, key: str, params: Params) -> Document:
    """Change billing details, redisplay and metadata."""
    method = world.get("payment_method", key, param="payment_method")
    changed = method | {
        "allow_redisplay": params.get("allow_redisplay", method["allow_redisplay"]),
        "billing_details": method["billing_details"] | params.get("billing_details", {}),
        "metadata": merged(method["metadata"], params.get("metadata", {})),
    }
    emit(world, "payment_method.updated", world.keep(changed))
    return changed


def attach(world: World, key: str, params: Params) -> Document:
    """Give the payment method to a customer."""
    method = usable(world, key)
    if "customer" not in params:
        raise invalid(
            "Missing required param: customer.", param="customer", code="parameter_missing"
        )
    customer = world.get("customer", params["customer"], param="customer", status=400)
    if method["customer"] not in (None, customer["id"]):
        raise invalid(
            "The payment method you provided has already been attached to a customer.",
            code="payment_method_already_attached",
        )
    attached = world.keep(method | {"customer": customer["id"]})
    emit(world, "payment_method.attached", attached)
    return attached


def detach(world: World, key: str, _params: Params) -> Document:
    """Take the payment method from its customer."""
    method = world.get("payment_method", key, param="payment_method")
    if method["customer"] is None:
        raise invalid(
            "The payment method you provided is not attached to a customer so detachment is "
            "impossible."
        )
    detached = world.keep(method | {"customer": None})
    emit(world, "payment_method.detached", detached, previous={"customer": method["customer"]})
    return detached


def filtered(world: World, params: Params) -> list[Document]:
    """Return payment methods by customer and type, oldest first."""
    found = world.all("payment_method")
    for name in ("customer", "type"):
        if name in params:
            found = [m for m in found if m[name] == params[name]]
    return found
