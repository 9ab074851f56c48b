"""The extras of a class as a participant's fields. Not here: what counts as right (reading.py)."""

from collections.abc import Mapping

from app.domain.class_wording import FREE
from app.domain.extra import Extra
from app.domain.money import Money
from app.domain.said import Said, one_of, sentence, sentences, together
from app.domain.wording import say_money, say_tax
from app.web.forms.field import Field
from app.web.forms.given import Given, extra_field


def extra_drawn(given: Given, errors: Mapping[str, str], number: int, extra: Extra) -> Field:
    """Return a box to tick for what one can have once, a number to choose, or that it is gone."""
    field = extra_field(number, extra.code)
    kind = "gone" if extra.sold_out else "tick" if extra.most_per_place == 1 else "quantity"
    return Field(
        id=field,
        kind=kind,
        label=extra.label,
        texts=given.shown(field),
        error=errors.get(field, ""),
        hint=_hint(extra),
        options=[(str(each), str(each)) for each in range(extra.most_per_place + 1)],
    )


def _hint(extra: Extra) -> str:
    if extra.sold_out:
        return sentence("Sold out")
    prices = [say_money(Money(minor, code)) for code, minor in extra.amounts.items() if minor]
    costs: Said = one_of(prices) if prices else FREE
    if prices and extra.most_per_place > 1:
        costs = sentence("{amount} each", amount=costs)
    said: list[str] = [costs]
    if prices and say_tax(extra.tax):
        said.append(say_tax(extra.tax))
    if extra.left is not None and extra.left <= _FEW:
        said.append(sentences("{number} left", "{number} left", number=extra.left))
    return together(said, ", ")


# So few are worth saying.
_FEW = 10
