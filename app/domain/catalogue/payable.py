"""Whether what classes cost can be paid at all. Not here: reading prices, taking money."""

from collections.abc import Iterable, Mapping

from app.domain.catalogue.entries import CatalogueMistake, ClassEntry, PriceEntry
from app.domain.gateway import Gateway
from app.domain.money import Money
from app.domain.objection import Against, Objection, all_object


def require_payable(entries: Iterable[ClassEntry], gateways: Mapping[str, Gateway]) -> None:
    """Let classes pass whose every price, of extras too, somebody takes.

    What costs nothing needs nobody. Where no gateway is on there is nobody to ask, and nothing is
    refused. A price that is too small, too large or too fine may be asked for where it can also be
    paid by invoice or at the door; its currency may not, because the API and offers of seats know
    no other way than online. An extra may be as small as it likes: it is paid with its place.

    Raises:
        CatalogueMistake: the first price that no gateway takes, by its path.
    """
    for entry in entries:
        online = not (entry.ways.door or entry.ways.invoice)
        refused = frozenset(Against) if online else frozenset({Against.CURRENCY})
        for number, price in enumerate(entry.prices):
            if price.money.minor:
                _require(f"{entry.path}.prices[{number}]", _least(price), gateways, refused)
        refused &= {Against.CURRENCY, Against.TOO_FINE}
        for number, extra in enumerate(entry.extras or ()):
            for position, (code, minor) in enumerate(extra.amounts.items()):
                if minor:
                    path = f"{entry.path}.extras[{number}].prices[{position}]"
                    _require(path, Money(minor, code), gateways, refused)


def _least(price: PriceEntry) -> Money:
    """Return the least that an order at the price is over: of all who must come, tax included."""
    return Money(sum(price.tax.on(price.money.minor)) * price.least, price.money.currency)


def _require(
    path: str, money: Money, gateways: Mapping[str, Gateway], refused: frozenset[Against]
) -> None:
    objection = all_object(gateways.values(), money)
    if objection is None or objection.against not in refused:
        return
    ways = " or ".join(gateway.way for gateway in gateways.values())
    field = "currency" if objection.against is Against.CURRENCY else "amount"
    raise CatalogueMistake(f"{path}.{field}".lstrip("."), _words(money, objection, ways))


def _words(money: Money, objection: Objection, ways: str) -> str:
    match objection.against:
        case Against.CURRENCY:
            return f"is {money.currency}, which cannot be paid {ways}"
        case Against.TOO_LITTLE:
            return f"makes {money}, and the least that can be paid {ways} is {objection.bound}"
        case Against.TOO_MUCH:
            return f"makes {money}, and the most that can be paid {ways} is {objection.bound}"
    return f"makes {money}, and what is paid {ways} must be a multiple of {objection.bound}"
