"""Tax rates: needed to put tax on the lines of a checkout session."""

from typing import Any

from app.sandbox.stripe.errors import invalid
from app.sandbox.stripe.world import Document, World, merged, new_id

Params = dict[str, Any]
TEXTS = ("country", "description", "jurisdiction", "state", "tax_type")


def create(world: World, params: Params) -> Document:
    """Make a tax rate; the percentage lies between 0 and 100."""
    if not 0 <= params["percentage"] <= 100:
        raise invalid("Percentage must be between 0 and 100.", param="percentage")
    return world.keep(
        {
            "id": new_id("txr"),
            "object": "tax_rate",
            "active": params.get("active", True),
            "created": world.now(),
            "display_name": params["display_name"],
            "effective_percentage": params["percentage"],
            "flat_amount": None,
            "inclusive": params["inclusive"],
            "jurisdiction_level": None,
            "livemode": False,
            "metadata": merged({}, params.get("metadata", {})),
            "percentage": params["percentage"],
            "rate_type": "percentage",
            **{name: params.get(name) for name in TEXTS},
        }
    )


def filtered(world: World, params: Params) -> list[Document]:
    """Return tax rates by activity and inclusiveness, oldest first."""
    found = world.all("tax_rate")
    for name in ("active", "inclusive"):
        if name in params:
            found = [r for r in found if r[name] == params[name]]
    return found
