"""The lines of a checkout session: prices, quantities, tax, and their sums.

Here: judging them and adding up. Not here: the session.
"""

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from app.sandbox.stripe import money
from app.sandbox.stripe.errors import invalid, missing
from app.sandbox.stripe.world import Document, World, new_id, nothing

Params = dict[str, Any]
MOST = 100
ONE = Decimal(1)
PLAYED = frozenset(["metadata", "price", "price_data", "quantity", "tax_rates"])


def build(world: World, given: list[Params]) -> list[Document]:
    """Return line items for the parameters; raises StripeError naming the line."""
    if len(given) > MOST:
        raise invalid(f"You can have at most {MOST} line items.", param="line_items")
    lines = [_line(world, each, f"line_items[{place}]") for place, each in enumerate(given)]
    if len({line["currency"] for line in lines}) > 1:
        raise invalid("All line items must be in the same currency.", param="line_items")
    return lines


def totals(lines: list[Document]) -> Document:
    """Return the sums the session carries."""
    return {
        "amount_subtotal": sum(line["amount_subtotal"] for line in lines),
        "amount_total": sum(line["amount_total"] for line in lines),
        "total_details": {
            "amount_discount": 0,
            "amount_shipping": 0,
            "amount_tax": sum(line["amount_tax"] for line in lines),
        },
    }


def taxes(world: World, line: Document) -> list[Document]:
    """Return the taxes of one line, which are told only when asked for."""
    found: list[Document] = world.backstage(line["id"]).get("taxes", [])
    return found


def breakdown(world: World, lines: list[Document]) -> Document:
    """Return what the taxes of a session consist of."""
    rows = [
        {k: tax[k] for k in ("amount", "rate", "taxability_reason", "taxable_amount")}
        for line in lines
        for tax in taxes(world, line)
    ]
    return {"discounts": [], "taxes": rows}


def _line(world: World, given: Params, at: str) -> Document:
    unplayed = sorted(given.keys() - PLAYED)
    if unplayed:
        raise invalid(f"The sandbox does not play {at}[{unplayed[0]}].", param=unplayed[0])
    if "quantity" not in given:
        raise _needed(f"{at}[quantity]")
    quantity: int = given["quantity"]
    if quantity < 1:
        raise invalid(
            "This value must be greater than or equal to 1.",
            param=f"{at}[quantity]",
            code="parameter_invalid_integer",
        )
    price, product = _price(world, given, at)
    each = Decimal(price["unit_amount_decimal"])
    gross = int((each * quantity).quantize(ONE, rounding=ROUND_HALF_UP))
    due = [_tax(world, key, gross, at) for key in given.get("tax_rates", [])]
    inclusive = sum(t["amount"] for t in due if t["rate"]["inclusive"])
    exclusive = sum(t["amount"] for t in due if not t["rate"]["inclusive"])
    line: Document = {
        "id": new_id("li"),
        "object": "item",
        "adjustable_quantity": None,
        "amount_discount": 0,
        "amount_subtotal": gross,
        "amount_tax": inclusive + exclusive,
        "amount_total": gross + exclusive,
        "currency": price["currency"],
        "description": product["name"],
        "metadata": given.get("metadata", {}),
        "price": price,
        "quantity": quantity,
    }
    world.note(line["id"], taxes=due)
    return line


def _price(world: World, given: Params, at: str) -> tuple[Document, Document]:
    if ("price" in given) == ("price_data" in given):
        raise invalid(
            f"You must specify either `price` or `price_data` when creating `{at}`.",
            param=f"{at}[price_data]",
        )
    if "price" in given:
        known = world.find("price", given["price"])
        if known is None:
            raise missing("price", given["price"], param=f"{at}[price]", status=400)
        raise invalid(
            "The price specified is inactive. This field only accepts active prices.",
            param=f"{at}[price]",
        )
    data = given["price_data"]
    at = f"{at}[price_data]"
    if "recurring" in data:
        raise invalid(
            "You specified `payment` mode but passed a recurring price.", param=f"{at}[recurring]"
        )
    currency = money.known_currency(data["currency"], param=f"{at}[currency]")
    amount = _unit_amount(data, currency, at)
    product = _product(world, data, at)
    return _made_price(world, data, currency, amount, product), product


def _unit_amount(data: Params, currency: str, at: str) -> Decimal:
    if ("unit_amount" in data) == ("unit_amount_decimal" in data):
        raise invalid(
            "You must specify exactly one of `unit_amount` and `unit_amount_decimal`.",
            param=f"{at}[unit_amount]",
            code="parameter_missing" if "unit_amount" not in data else "parameters_exclusive",
        )
    amount = Decimal(data["unit_amount"] if "unit_amount" in data else data["unit_amount_decimal"])
    if amount < 0:
        raise invalid(
            "Invalid non-negative integer",
            param=f"{at}[unit_amount]",
            code="parameter_invalid_integer",
        )
    if "unit_amount" in data:
        money.rounded(data["unit_amount"], currency, param=f"{at}[unit_amount]")
    return amount


def _product(world: World, data: Params, at: str) -> Document:
    if ("product" in data) == ("product_data" in data):
        raise invalid(
            "You must specify either `product` or `product_data`.", param=f"{at}[product_data]"
        )
    if "product" in data:
        return world.get("product", data["product"], param=f"{at}[product]", status=400)
    given = data["product_data"]
    if len(given.get("images", [])) > 8:
        raise invalid("At most 8 images are allowed.", param=f"{at}[product_data][images]")
    return world.keep(
        {
            "id": new_id("prod"),
            "object": "product",
            "active": False,
            "created": world.now(),
            "description": given.get("description"),
            "images": given.get("images", []),
            "livemode": False,
            "marketing_features": [],
            "metadata": given.get("metadata", {}),
            "name": given["name"],
            "tax_code": given.get("tax_code"),
            "type": "service",
            "unit_label": given.get("unit_label"),
            "updated": world.now(),
            **nothing("default_price", "package_dimensions", "shippable", "statement_descriptor",
                      "url"),
        }
    )  # fmt: skip


def _made_price(
    world: World, data: Params, currency: str, amount: Decimal, product: Document
) -> Document:
    return world.keep(
        {
            "id": new_id("price"),
            "object": "price",
            "active": False,
            "billing_scheme": "per_unit",
            "created": world.now(),
            "currency": currency,
            "livemode": False,
            "metadata": {},
            "product": product["id"],
            "tax_behavior": data.get("tax_behavior", "unspecified"),
            "type": "one_time",
            "unit_amount": int(amount) if amount == amount.to_integral_value() else None,
            "unit_amount_decimal": str(amount),
            **nothing("custom_unit_amount", "lookup_key", "nickname", "recurring", "tiers_mode",
                      "transform_quantity"),
        }
    )  # fmt: skip


def _tax(world: World, key: str, gross: int, at: str) -> Document:
    rate = world.find("tax_rate", key)
    if rate is None:
        raise missing("tax_rate", key, param=f"{at}[tax_rates]", status=400)
    share = Decimal(str(rate["percentage"])) / 100
    if rate["inclusive"]:
        share = share / (1 + share)
    amount = int((gross * share).quantize(ONE, rounding=ROUND_HALF_UP))
    return {
        "amount": amount,
        "rate": rate,
        "taxability_reason": None,
        "taxable_amount": gross - amount if rate["inclusive"] else gross,
    }


def _needed(param: str) -> Exception:
    return invalid(f"Missing required param: {param}.", param=param, code="parameter_missing")
