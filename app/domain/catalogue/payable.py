"""Whether what classes cost can be paid at all. Not here: reading prices, taking money."""

from collections.abc import Iterable, Mapping

from app.domain.catalogue.entries import CatalogueMistake, ClassEntry
from app.domain.gateway import Gateway


def require_payable(entries: Iterable[ClassEntry], gateways: Mapping[str, Gateway]) -> None:
    """Let classes pass whose every price somebody takes; what costs nothing needs nobody.

    Where no gateway is on there is nobody to ask, and nothing is refused.

    Raises:
        CatalogueMistake: the first price in a currency that no gateway takes, by its path.
    """
    if not gateways:
        return
    ways = " or ".join(gateway.way for gateway in gateways.values())
    for entry in entries:
        for number, price in enumerate(entry.prices):
            code = price.money.currency
            if price.money.minor and not any(each.takes(code) for each in gateways.values()):
                path = f"{entry.path}.prices[{number}].currency".lstrip(".")
                raise CatalogueMistake(path, f"is {code}, which cannot be paid {ways}")
