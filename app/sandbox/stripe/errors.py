"""Stripe's errors as they go over the wire. Not here: when each is raised."""

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class StripeError(Exception):
    """An answer that is an error: HTTP status and the fields of ``error``.

    ``rehearsed`` is False for errors found before the call began to take effect; Stripe keeps
    no idempotent answer for those.
    """

    status: int
    message: str
    type: str = "invalid_request_error"
    code: str | None = None
    param: str | None = None
    more: dict[str, Any] = field(default_factory=dict)
    rehearsed: bool = True

    def body(self) -> dict[str, Any]:
        """Return the JSON body; absent facts are left out, as Stripe does."""
        error: dict[str, Any] = {"type": self.type, "message": self.message}
        if self.code is not None:
            error["code"] = self.code
            error["doc_url"] = "https://stripe.com/docs/error-codes/" + self.code.replace("_", "-")
        if self.param is not None:
            error["param"] = self.param
        return {"error": error | self.more}


def invalid(message: str, *, param: str | None = None, code: str | None = None) -> StripeError:
    """Return a 400 about the meaning of a call."""
    return StripeError(400, message, code=code, param=param)


def malformed(message: str, *, param: str | None = None, code: str | None = None) -> StripeError:
    """Return a 400 about the form of a call: found before anything took effect."""
    return StripeError(400, message, code=code, param=param, rehearsed=False)


def missing(kind: str, key: str, *, param: str = "id", status: int = 404) -> StripeError:
    """Return the error for an object that is not there; 400 where it was named in a parameter."""
    noun = NOUNS.get(kind, kind)
    return StripeError(status, f"No such {noun}: '{key}'", code="resource_missing", param=param)


def unplayed(name: str) -> StripeError:
    """Return the 400 for what Stripe knows and this sandbox does not play."""
    return malformed(
        f"The sandbox does not play this parameter, though Stripe knows it: {name}", param=name
    )


NOUNS = {
    "checkout.session": "checkout.session",
    "payment_intent": "payment_intent",
    "payment_method": "PaymentMethod",
    "balance_transaction": "balance transaction",
    "webhook_endpoint": "webhook endpoint",
    "tax_rate": "tax rate",
}
