"""Reading the extras of a class: what each costs, is taxed, and how many there are."""

from collections.abc import Sequence

from app.domain.catalogue.amounts import read_money
from app.domain.catalogue.entries import PriceEntry
from app.domain.catalogue.node import Node
from app.domain.catalogue.taxes import read_tax
from app.domain.extra import Extra
from app.domain.tax import TaxMode

MOST_STOCK = 100_000
MOST_PER_PLACE = 20
_EXTRA = "code label prices tax stock most_per_place".split()
# "Exempt" is said of who buys, never of what is sold.
_MODES = (TaxMode.NONE, TaxMode.INCLUSIVE, TaxMode.EXCLUSIVE)


def read_extras(node: Node, prices: Sequence[PriceEntry]) -> tuple[Extra, ...]:
    """Read extras; those that cost something can be had in every currency of the class.

    In a class without prices they are all in one.
    """
    extras: list[Extra] = []
    for item in node.items():
        extra = _extra(item)
        if any(each.code == extra.code for each in extras):
            raise item.fields(_EXTRA)["code"].mistake("is there already")
        extras.append(extra)
        _refuse_currencies(item, extras, prices)
    return tuple(extras)


def _extra(node: Node) -> Extra:
    fields = node.fields(_EXTRA)
    stock, most = fields["stock"], fields["most_per_place"]
    return Extra(
        code=fields["code"].code(),
        label=fields["label"].text(limit=120),
        amounts=_amounts(fields["prices"]),
        tax=read_tax(fields["tax"], _MODES),
        stock=stock.whole(least=0, most=MOST_STOCK) if stock.given else None,
        most_per_place=most.whole(least=1, most=MOST_PER_PLACE) if most.given else 1,
    )


def _amounts(node: Node) -> dict[str, int]:
    amounts: dict[str, int] = {}
    for item in node.items():
        fields = item.fields(["amount", "currency"])
        money = read_money(fields["amount"], fields["currency"])
        if money.currency in amounts:
            raise fields["currency"].mistake("is there already")
        amounts[money.currency] = money.minor
    return amounts


def _refuse_currencies(node: Node, extras: Sequence[Extra], prices: Sequence[PriceEntry]) -> None:
    mine = set(extras[-1].amounts)
    needed = {each.money.currency for each in prices}
    path = node.fields(_EXTRA)["prices"]
    if not mine:
        return
    if needed and mine != needed:
        raise path.mistake(f"must be in the currencies of the class: {', '.join(sorted(needed))}")
    if not needed and len({code for each in extras for code in each.amounts}) > 1:
        raise path.mistake("must be in one currency, because the class itself is free")
