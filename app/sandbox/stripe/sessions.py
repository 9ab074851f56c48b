"""Checkout sessions: create, change, expire, list. Not here: being paid, see checkout.py."""

from typing import Any
from urllib.parse import urlsplit

from app.sandbox.stripe import agenda, lines, money, paying
from app.sandbox.stripe.errors import invalid, unplayed
from app.sandbox.stripe.events import emit
from app.sandbox.stripe.methods import valid_email
from app.sandbox.stripe.world import Document, World, merged, new_id, nothing

Params = dict[str, Any]
SHORTEST = 30 * 60
LONGEST = 24 * 60 * 60
KINDS = ("card", "sepa_debit")
PLAYED = frozenset(
    "allowed_payment_method_types cancel_url client_reference_id customer customer_creation "
    "customer_email excluded_payment_method_types expand expires_at line_items locale metadata "
    "mode payment_intent_data submit_type success_url ui_mode currency".split()
)
KEPT = ("allowed_payment_method_types", "cancel_url", "client_reference_id", "customer",
        "customer_creation", "customer_email", "excluded_payment_method_types", "locale",
        "submit_type", "success_url")  # fmt: skip
INTENT_PLAYED = frozenset(
    "description metadata receipt_email statement_descriptor statement_descriptor_suffix".split()
)


def create(world: World, params: Params) -> Document:
    """Open a session for a hosted page; raises StripeError for what Stripe refuses."""
    _judge(world, params)
    now = world.now()
    built = lines.build(world, params["line_items"])
    currency = built[0]["currency"]
    if "currency" in params and params["currency"].lower() != currency:
        raise invalid("The currency does not match the line items'.", param="currency")
    sums = lines.totals(built)
    if sums["amount_total"] > 0:
        money.chargeable(sums["amount_total"], currency, param="line_items")
    key = new_id("cs_test")
    session = _blank(world, key) | sums
    session |= {
        "created": now,
        "currency": currency,
        "expires_at": params.get("expires_at", now + LONGEST),
        "payment_method_types": _kinds(params),
        "metadata": merged({}, params.get("metadata", {})),
        "payment_status": "unpaid" if sums["amount_total"] else "no_payment_required",
    }
    session |= {name: params[name] for name in KEPT if name in params}
    session["customer_details"] = _known_customer(world, session)
    world.note(key, lines=built, intent_data=params.get("payment_intent_data", {}))
    given = "expires_at" in params
    ends = params["expires_at"] + world.clock.ahead if given else session["expires_at"]
    agenda.plan(world, "expire", key, at=ends)
    return world.keep(session)


def update(world: World, key: str, params: Params) -> Document:
    """Change the metadata."""
    session = world.get("checkout.session", key, param="session")
    metadata = merged(session["metadata"], params.get("metadata", {}))
    return world.keep(session | {"metadata": metadata})


def expire(world: World, key: str, _params: Params) -> Document:
    """Expire an open session; raises StripeError for one that is not open."""
    session = world.get("checkout.session", key, param="session")
    if session["status"] != "open":
        raise invalid(
            f'Only Checkout Sessions with a status in ["open"] can be expired. This Checkout '
            f"Session has a status of {session['status']}.",
        )
    return lapse(world, session)


def lapse(world: World, session: Document) -> Document:
    """Let an open session expire; a payment begun in it is cancelled."""
    agenda.drop(world, "expire", session["id"])
    begun = world.find("payment_intent", world.backstage(session["id"]).get("intent", ""))
    if begun is not None:
        paying.cancel(world, begun, reason="expired")
    expired = world.keep(session | {"status": "expired", "url": None})
    emit(world, "checkout.session.expired", expired)
    return expired


def line_items(world: World, key: str) -> list[Document]:
    """Return the session's lines as they were given."""
    world.get("checkout.session", key, param="session")
    found: list[Document] = world.backstage(key)["lines"]
    return found


def filtered(world: World, params: Params) -> list[Document]:
    """Return sessions by payment intent, customer, e-mail and status, oldest first."""
    found = world.all("checkout.session")
    for name in ("payment_intent", "customer", "status"):
        if name in params:
            found = [s for s in found if s[name] == params[name]]
    if "customer_details" in params:
        email = params["customer_details"]["email"]
        found = [s for s in found if (s["customer_details"] or {}).get("email") == email]
    return found


def _judge(world: World, params: Params) -> None:
    for name in ("mode", "success_url", "line_items"):
        if not params.get(name):
            raise invalid(f"Missing required param: {name}.", param=name, code="parameter_missing")
    if params["mode"] != "payment":
        raise unplayed("mode")
    if params.get("ui_mode", "hosted_page") != "hosted_page":
        raise unplayed("ui_mode")
    for name in params.get("payment_intent_data", {}):
        if name not in INTENT_PLAYED:
            raise unplayed(f"payment_intent_data[{name}]")
    for name in ("success_url", "cancel_url"):
        if name in params:
            _judge_url(params[name], name)
    if len(params.get("client_reference_id", "")) > 200:
        raise invalid(
            "client_reference_id must be at most 200 characters.", param="client_reference_id"
        )
    _judge_customer(world, params)
    _judge_expiry(world, params)


def _judge_url(url: str, name: str) -> None:
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise invalid("Not a valid URL", param=name, code="url_invalid")


def _judge_customer(world: World, params: Params) -> None:
    if "customer" in params and "customer_email" in params:
        raise invalid(
            "You may only specify one of these parameters: customer, customer_email.",
            code="parameters_exclusive",
        )
    if "customer" in params:
        world.get("customer", params["customer"], param="customer", status=400)
    if "customer_email" in params:
        valid_email(params["customer_email"], param="customer_email")


def _shop_time(world: World) -> int:
    """Return the time the shop goes by: winding our clock on does not move the shop's.

    Else every page ordered after a winding would be refused for ending too soon.
    """
    return world.now() - world.clock.ahead


def _judge_expiry(world: World, params: Params) -> None:
    if "expires_at" not in params:
        return
    lives = params["expires_at"] - _shop_time(world)
    if lives < SHORTEST:
        raise invalid(
            "The `expires_at` timestamp must be at least 30 minutes from Checkout Session "
            "creation.",
            param="expires_at",
        )
    if lives > LONGEST:
        raise invalid(
            "The `expires_at` timestamp must be less than 24 hours from Checkout Session creation.",
            param="expires_at",
        )


def _kinds(params: Params) -> list[str]:
    kinds = [k for k in KINDS if k in params.get("allowed_payment_method_types", KINDS)]
    kinds = [k for k in kinds if k not in params.get("excluded_payment_method_types", [])]
    if not kinds:
        raise invalid(
            "No payment method is left that the sandbox plays (card, sepa_debit).",
            param="allowed_payment_method_types",
        )
    return kinds


def _known_customer(world: World, session: Document) -> Document | None:
    customer = world.find("customer", session["customer"] or "")
    email = customer["email"] if customer else session["customer_email"]
    if email is None:
        return None
    return nothing("address", "business_name", "individual_name", "name", "phone", "tax_ids") | {
        "email": email,
        "tax_exempt": "none",
    }


def _blank(world: World, key: str) -> Document:
    return {
        "id": key,
        "object": "checkout.session",
        "adaptive_pricing": {"enabled": False},
        "automatic_tax": {"enabled": False, **nothing("liability", "provider", "status")},
        "custom_fields": [],
        "custom_text": nothing(
            "after_submit", "shipping_address", "submit", "terms_of_service_acceptance"
        ),
        "customer_creation": "if_required",
        "invoice_creation": {
            "enabled": False,
            "invoice_data": nothing("account_tax_ids", "custom_fields", "description", "footer",
                                    "issuer", "rendering_options") | {"metadata": {}},
        },
        "livemode": False,
        "metadata": {},
        "mode": "payment",
        "payment_method_collection": "if_required",
        "payment_method_options": {"card": {"request_three_d_secure": "automatic"}},
        "phone_number_collection": {"enabled": False},
        "shipping_options": [],
        "status": "open",
        "ui_mode": "hosted_page",
        "url": f"{world.base_url}/pay/{key}",
        **nothing("after_expiration", "allow_promotion_codes", "billing_address_collection",
                  "branding_settings", "cancel_url", "client_reference_id", "client_secret",
                  "collected_information", "consent", "consent_collection",
                  "currency_conversion", "customer", "customer_account", "customer_details",
                  "customer_email", "discounts", "integration_identifier", "invoice", "locale",
                  "origin_context", "payment_intent", "payment_link",
                  "payment_method_configuration_details", "permissions", "recovered_from",
                  "saved_payment_method_options", "setup_intent", "shipping_address_collection",
                  "shipping_cost", "submit_type", "subscription", "success_url",
                  "wallet_options", "allowed_payment_method_types",
                  "excluded_payment_method_types"),
    }  # fmt: skip
