"""A tax as a catalogue file says it."""

from typing import Any

from app.domain.tax import Tax, TaxMode
from app.domain.wording import say_rate


def tax_document(tax: Tax) -> dict[str, Any]:
    """Return the tax of a price or an extra that has one, with nothing that need not be said."""
    document: dict[str, Any] = {"mode": tax.mode.value, "name": tax.name}
    if tax.mode is not TaxMode.EXEMPT:
        document["rate"] = say_rate(tax)
    return document
