"""The extras of a class as a participant's fields, or as options of a question.

Not here: what counts as right (reading.py).
"""

from collections.abc import Mapping, Sequence

from app.domain.class_wording import FREE
from app.domain.extra import Extra
from app.domain.form.question import Question
from app.domain.money import Money
from app.domain.said import Said, one_of, sentence, sentences, together
from app.domain.wording import say_money, say_tax
from app.web.forms.field import Field, PricedOption
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


def priced_options(
    question: Question, field: str, extras: Sequence[Extra]
) -> tuple[PricedOption, ...]:
    """Return a choice's options with what they cost and whether they are gone.

    The first that can be chosen has the field's own id, to which what is wrong with it leads.
    """
    by_code = {each.code: each for each in extras}
    found = [(each, by_code.get(each.extra)) for each in question.options]
    first = next((number for number, (_, extra) in enumerate(found) if _can_be_had(extra)), 0)
    return tuple(
        PricedOption(
            id=field if number == first else f"{field}-{number + 1}",
            value=option.value,
            label=option.shown,
            costs=_hint(extra) if extra else "",
            gone=not _can_be_had(extra),
        )
        for number, (option, extra) in enumerate(found)
    )


def _can_be_had(extra: Extra | None) -> bool:
    return extra is None or not extra.sold_out


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
    return together(said, sentence(", "))


# So few are worth saying.
_FEW = 10
