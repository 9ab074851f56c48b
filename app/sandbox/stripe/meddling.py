"""Meddling with the account: what makes the product's books and Stripe's differ, one deed each.

So there is something to find when the product proves its settlement. Whatever is done here is told
to nobody unless ``told`` says so, and is dated a quarter of an hour back, so that it is not taken
for something still on its way. Not here: disputes and payouts, which only Stripe's side begins.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from app.sandbox.clock import Clock
from app.sandbox.stripe import card_form, checkout, money, paying, refunds
from app.sandbox.stripe.card_form import Filled
from app.sandbox.stripe.checkout import Payer
from app.sandbox.stripe.errors import invalid
from app.sandbox.stripe.events import hushed
from app.sandbox.stripe.world import Document, World

Given = dict[str, Any]
AGO = 900
_NOBODY = Filled(
    email="payer@example.org",
    method=card_form.CARD,
    number="4242424242424242",
    expiry="12 / 2099",
    cvc="123",
    name="Test Payer",
)


class _Earlier(Clock):
    """A clock that is behind another one."""

    def __init__(self, clock: Clock) -> None:
        super().__init__(clock.ahead)

    def now(self) -> int:
        """Return the time a quarter of an hour ago."""
        return super().now() - AGO


def meddle(world: World, given: Given) -> Document:
    """Do the ``deed`` to the thing called ``key``; StripeError where it cannot be done."""
    deed = DEEDS.get(str(given.get("deed", "")))
    if deed is None:
        raise invalid(f"deed must be one of {', '.join(DEEDS)}", param="deed")
    if str(given.get("told", "")).lower() in ("true", "on", "yes"):
        return deed(world, given)
    with hushed():
        return deed(replace(world, clock=_Earlier(world.clock)), given)


def _refund(world: World, given: Given) -> Document:
    """Send money back as somebody at the dashboard does; all of it unless ``amount`` says less."""
    params: Given = {"payment_intent": _key(given)}
    if given.get("amount"):
        params["amount"] = _whole(given, "amount")
    return refunds.create(world, params)


def _pay_behind(world: World, given: Given) -> Document:
    """Let money arrive at a page whose time had run out, or that is open still."""
    session = world.get("checkout.session", _key(given))
    if session["status"] == "complete":
        raise invalid("The session is paid already.", param="key")
    world.keep(session | {"status": "open"})
    payer = Payer(_NOBODY.email, _NOBODY.name)
    method = card_form.method_of(world, _NOBODY)
    checkout.pay(world, session["id"], payer, method=method)
    return world.get("checkout.session", session["id"])


def _invent(world: World, given: Given) -> Document:
    """Take a payment that has nothing to do with the product."""
    currency = money.known_currency(str(given.get("currency") or "nok"), param="currency")
    amount = money.chargeable(_whole(given, "amount"), currency, param="amount")
    intent = paying.new_intent(world, amount=amount, currency=currency, description="By hand")
    method = card_form.method_of(world, _NOBODY)
    return paying.pay(world, intent, method, challenge_url=None)


def _amount(world: World, given: Given) -> Document:
    """Have another amount come than was asked for."""
    amount = _whole(given, "amount")
    return _altered(world, given, {"amount": amount, "amount_captured": amount}, amount=amount)


def _currency(world: World, given: Given) -> Document:
    """Have the same number of another currency come."""
    currency = money.known_currency(str(given.get("currency", "")), param="currency")
    return _altered(world, given, {"currency": currency}, currency=currency)


def _altered(world: World, given: Given, of_charge: Document, **of_row: Any) -> Document:
    intent, charge, row = _paid(world, given)
    world.keep(charge | of_charge)
    changed = row | of_row
    world.keep(changed | {"net": changed["amount"] - changed["fee"]})
    received = {"amount_received": of_row.get("amount", intent["amount_received"])}
    return world.keep(intent | received | {"currency": of_row.get("currency", intent["currency"])})


def _fee(world: World, given: Given) -> Document:
    """Keep another fee of a payment than was said at first."""
    _, _, row = _paid(world, given)
    fee = _whole(given, "amount")
    return world.keep(row | {"fee": fee, "net": row["amount"] - fee})


def _misadd(world: World, given: Given) -> Document:
    """Have a payment's figures not add up."""
    _, _, row = _paid(world, given)
    return world.keep(row | {"fee": _whole(given, "amount")})


def _forget_payment(world: World, given: Given) -> Document:
    """Have Stripe know nothing of a payment any more."""
    intent, charge, row = _paid(world, given)
    session = world.find("checkout.session", world.backstage(intent["id"]).get("session", ""))
    for each in (row, charge, intent, session):
        if each is not None:
            world.shelf.delete("stripe." + each["object"], each["id"])
    return intent


def _forget_refund(world: World, given: Given) -> Document:
    """Have Stripe know nothing of a refund any more."""
    refund = world.get("refund", _key(given))
    world.shelf.delete("stripe.refund", refund["id"])
    for row in world.all("balance_transaction"):
        if row["source"] == refund["id"]:
            world.shelf.delete("stripe.balance_transaction", row["id"])
    charge = world.get("charge", refund["charge"])
    left = charge["amount_refunded"] - refund["amount"]
    return world.keep(charge | {"amount_refunded": left, "refunded": False})


def _paid(world: World, given: Given) -> tuple[Document, Document, Document]:
    """Return a paid intent, its charge and what the charge left in the ledger."""
    intent = world.get("payment_intent", _key(given))
    charge = world.find("charge", intent["latest_charge"] or "")
    if charge is None or not charge["balance_transaction"]:
        raise invalid("Only a payment that was taken can be meddled with.", param="key")
    return intent, charge, world.get("balance_transaction", charge["balance_transaction"])


def _key(given: Given) -> str:
    key = str(given.get("key", "")).strip()
    if not key:
        raise invalid("key: the id of a payment, session or refund is needed", param="key")
    return key


def _whole(given: Given, name: str) -> int:
    text = str(given.get(name, "")).strip()
    if not (text.isascii() and text.isdecimal() and len(text) < 12):
        raise invalid(f"{name} must be a whole number of the smallest unit", param=name)
    return int(text)


DEEDS: dict[str, Callable[[World, Given], Document]] = {
    "refund": _refund,
    "pay_behind": _pay_behind,
    "invent": _invent,
    "amount": _amount,
    "currency": _currency,
    "fee": _fee,
    "misadd": _misadd,
    "forget_payment": _forget_payment,
    "forget_refund": _forget_refund,
}
