"""The table of the API's calls: address, parameters Stripe knows, those played here, what to do."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from werkzeug.routing import Map, Rule

from app.sandbox.stripe import (
    charges,
    customers,
    disputes,
    events,
    intents,
    ledger,
    listing,
    methods,
    payouts,
    refunds,
    sessions,
    tax_rates,
    webhook_endpoints,
)
from app.sandbox.stripe.world import Document, World

Params = dict[str, Any]
Make = Callable[[World, Params], Document]
Change = Callable[[World, str, Params], Document]
Find = Callable[[World, Params], list[Document]]


@dataclass(frozen=True, slots=True)
class Route:
    """One call: ``shape`` names the SDK's parameter type; ``played`` None plays all of it."""

    shape: str
    run: Change
    played: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Resource:
    """The calls on one kind of object that every kind has."""

    path: str
    kind: str
    shapes: str
    filtered: Find
    filters: str = ""

    def rules(self) -> list[Rule]:
        """Return retrieve and list."""
        return [
            _rule("GET", f"{self.path}/<key>", f"{self.shapes}RetrieveParams", self._retrieve),
            _rule("GET", self.path, f"{self.shapes}ListParams", self._list,
                  listing.COMMON | set(self.filters.split())),
        ]  # fmt: skip

    def _retrieve(self, world: World, key: str, _params: Params) -> Document:
        if self.kind == "balance_transaction":
            return ledger.get(world, key)
        return world.get(self.kind, key, param=self.kind.rpartition(".")[2])

    def _list(self, world: World, _key: str, params: Params) -> Document:
        found = self.filtered(world, params)
        return listing.page(found, params, url=self.path, noun=self.kind)


def _rule(
    method: str, path: str, shape: str, run: Change, played: frozenset[str] | None = None
) -> Rule:
    return Rule(path, methods=[method], endpoint=Route(shape, run, played))


def _made(path: str, shape: str, make: Make, played: frozenset[str] | None = None) -> Rule:
    def run(world: World, _key: str, params: Params) -> Document:
        return make(world, params)

    return _rule("POST", path, shape, run, played)


def _plain(kind: str) -> Find:
    def found(world: World, _params: Params) -> list[Document]:
        return world.all(kind)

    return found


def _lines(world: World, key: str, params: Params) -> Document:
    rows = sessions.line_items(world, key)
    url = f"/v1/checkout/sessions/{key}/line_items"
    return listing.page(rows[::-1], params, url=url, noun="item")


def _customer_methods(world: World, key: str, params: Params) -> Document:
    world.get("customer", key, param="customer")
    found = methods.filtered(world, params | {"customer": key})
    return listing.page(found, params, url=f"/v1/customers/{key}/payment_methods")


RESOURCES = [
    Resource("/v1/balance_transactions", "balance_transaction", "BalanceTransaction",
             ledger.filtered, "currency payout source type"),
    Resource("/v1/charges", "charge", "Charge", charges.filtered, "customer payment_intent"),
    Resource("/v1/checkout/sessions", "checkout.session", "checkout.Session", sessions.filtered,
             "customer customer_details payment_intent status"),
    Resource("/v1/customers", "customer", "Customer", customers.filtered, "email"),
    Resource("/v1/disputes", "dispute", "Dispute", disputes.filtered, "charge payment_intent"),
    Resource("/v1/events", "event", "Event", events.filtered, "delivery_success type types"),
    Resource("/v1/payment_intents", "payment_intent", "PaymentIntent", intents.filtered,
             "customer"),
    Resource("/v1/payment_methods", "payment_method", "PaymentMethod", methods.filtered,
             "customer type"),
    Resource("/v1/payouts", "payout", "Payout", payouts.filtered, "status"),
    Resource("/v1/refunds", "refund", "Refund", refunds.filtered, "charge payment_intent"),
    Resource("/v1/tax_rates", "tax_rate", "TaxRate", tax_rates.filtered, "active inclusive"),
    Resource("/v1/webhook_endpoints", "webhook_endpoint", "WebhookEndpoint",
             _plain("webhook_endpoint")),
]  # fmt: skip
METADATA = frozenset(["expand", "metadata"])

CALLS = [
    _rule("GET", "/v1/balance", "BalanceRetrieveParams", lambda w, _k, p: ledger.balance(w, p)),
    _rule("POST", "/v1/charges/<key>", "ChargeUpdateParams", charges.update,
          METADATA | {"description", "receipt_email"}),
    _made("/v1/checkout/sessions", "checkout.SessionCreateParams", sessions.create,
          sessions.PLAYED),
    _rule("POST", "/v1/checkout/sessions/<key>", "checkout.SessionUpdateParams", sessions.update,
          METADATA),
    _rule("POST", "/v1/checkout/sessions/<key>/expire", "checkout.SessionExpireParams",
          sessions.expire),
    _rule("GET", "/v1/checkout/sessions/<key>/line_items", "checkout.SessionLineItemListParams",
          _lines),
    _made("/v1/customers", "CustomerCreateParams", customers.create, customers.PLAYED),
    _rule("POST", "/v1/customers/<key>", "CustomerUpdateParams", customers.update,
          customers.PLAYED),
    _rule("DELETE", "/v1/customers/<key>", "CustomerDeleteParams", customers.delete),
    _rule("GET", "/v1/customers/<key>/payment_methods", "CustomerPaymentMethodListParams",
          _customer_methods, listing.COMMON | {"type"}),
    _rule("POST", "/v1/disputes/<key>", "DisputeUpdateParams", disputes.update,
          METADATA | {"evidence", "submit"}),
    _rule("POST", "/v1/disputes/<key>/close", "DisputeCloseParams", disputes.close),
    _made("/v1/payment_intents", "PaymentIntentCreateParams", intents.create, intents.PLAYED),
    _rule("POST", "/v1/payment_intents/<key>", "PaymentIntentUpdateParams", intents.update,
          intents.UPDATE_PLAYED),
    _rule("POST", "/v1/payment_intents/<key>/confirm", "PaymentIntentConfirmParams",
          intents.confirm, intents.CONFIRM_PLAYED),
    _rule("POST", "/v1/payment_intents/<key>/cancel", "PaymentIntentCancelParams",
          intents.cancel),
    _made("/v1/payment_methods", "PaymentMethodCreateParams", methods.create,
          METADATA | {"billing_details", "card", "sepa_debit", "type"}),
    _rule("POST", "/v1/payment_methods/<key>", "PaymentMethodUpdateParams", methods.update,
          METADATA | {"allow_redisplay", "billing_details"}),
    _rule("POST", "/v1/payment_methods/<key>/attach", "PaymentMethodAttachParams",
          methods.attach, frozenset(["customer", "expand"])),
    _rule("POST", "/v1/payment_methods/<key>/detach", "PaymentMethodDetachParams",
          methods.detach),
    _made("/v1/payouts", "PayoutCreateParams", payouts.create, payouts.PLAYED),
    _made("/v1/refunds", "RefundCreateParams", refunds.create, refunds.PLAYED),
    _rule("POST", "/v1/refunds/<key>", "RefundUpdateParams", refunds.update),
    _rule("POST", "/v1/refunds/<key>/cancel", "RefundCancelParams", refunds.cancel),
    _made("/v1/tax_rates", "TaxRateCreateParams", tax_rates.create),
    _made("/v1/webhook_endpoints", "WebhookEndpointCreateParams", webhook_endpoints.create,
          webhook_endpoints.PLAYED),
    _rule("POST", "/v1/webhook_endpoints/<key>", "WebhookEndpointUpdateParams",
          webhook_endpoints.update),
    _rule("DELETE", "/v1/webhook_endpoints/<key>", "WebhookEndpointDeleteParams",
          webhook_endpoints.delete),
]  # fmt: skip


TABLE = Map([*CALLS, *(rule for r in RESOURCES for rule in r.rules())])
