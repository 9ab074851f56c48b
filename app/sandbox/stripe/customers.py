"""Customers. Not here: their payment methods, see methods.py."""

from typing import Any

from app.sandbox.stripe.events import emit
from app.sandbox.stripe.methods import valid_email
from app.sandbox.stripe.world import Document, World, merged, new_id, nothing

Params = dict[str, Any]
PLAIN = ("address", "business_name", "description", "email", "individual_name", "name", "phone",
         "preferred_locales", "shipping", "tax_exempt")  # fmt: skip
PLAYED = frozenset([*PLAIN, "metadata", "expand"])


def create(world: World, params: Params) -> Document:
    """Make a customer."""
    key = new_id("cus")
    customer: Document = {
        "id": key,
        "object": "customer",
        "balance": 0,
        "created": world.now(),
        "default_source": None,
        "delinquent": False,
        "discount": None,
        "invoice_prefix": key[-8:].upper(),
        "invoice_settings": nothing(
            "custom_fields", "default_payment_method", "footer", "rendering_options"
        ),
        "livemode": False,
        "metadata": merged({}, params.get("metadata", {})),
        "next_invoice_sequence": 1,
        "test_clock": None,
        **nothing("currency", "customer_account", *PLAIN),
        "preferred_locales": [],
        "tax_exempt": "none",
    }
    made = world.keep(customer | _changes(params))
    emit(world, "customer.created", made)
    return made


def update(world: World, key: str, params: Params) -> Document:
    """Change a customer."""
    customer = world.get("customer", key, param="customer")
    metadata = merged(customer["metadata"], params.get("metadata", {}))
    changed = world.keep(customer | _changes(params) | {"metadata": metadata})
    emit(world, "customer.updated", changed)
    return changed


def delete(world: World, key: str, _params: Params) -> Document:
    """Delete a customer."""
    customer = world.get("customer", key, param="customer")
    world.shelf.delete("stripe.customer", key)
    emit(world, "customer.deleted", customer)
    return {"id": key, "object": "customer", "deleted": True}


def filtered(world: World, params: Params) -> list[Document]:
    """Return customers, oldest first; the e-mail filter is case-sensitive, as Stripe's is."""
    found = world.all("customer")
    if "email" in params:
        found = [c for c in found if c["email"] == params["email"]]
    return found


def _changes(params: Params) -> Document:
    changes: Document = {name: params[name] or None for name in PLAIN if name in params}
    if changes.get("email"):
        valid_email(changes["email"], param="email")
    return changes
