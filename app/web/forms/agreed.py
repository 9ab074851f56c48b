"""The total that a page showed, as it comes back with the form. Not here: what is charged."""

from collections.abc import Mapping

from app.domain.draft import FormChanged
from app.domain.money import Money, MoneyError


def agreed_total(form: Mapping[str, str]) -> Money | None:
    """Read the total that the page showed, or None where it showed none.

    Raises:
        FormChanged: it is no total that any page shows.
    """
    text = form.get("agreed", "")
    if not text:
        return None
    minor, _, currency = text.partition(" ")
    try:
        return Money(int(minor[:18]), currency)
    except (MoneyError, ValueError) as error:
        raise FormChanged(class_code="") from error
