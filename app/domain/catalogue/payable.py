"""Whether what classes cost can be paid at all. Not here: reading prices, taking money."""

from collections.abc import Iterable, Mapping

from app.domain.catalogue.entries import CatalogueMistake, ClassEntry
from app.domain.gateway import Gateway


def require_payable(entries: Iterable[ClassEntry], gateways: Mapping[str, Gateway]) -> None:
    """Let classes pass whose every price, of extras too, somebody takes.

    What costs nothing needs nobody. Where no gateway is on there is nobody to ask, and nothing is
    refused.

    Raises:
        CatalogueMistake: the first price in a currency that no gateway takes, by its path.
    """
    if not gateways:
        return
    for entry in entries:
        for number, price in enumerate(entry.prices):
            if price.money.minor:
                _require(f"{entry.path}.prices[{number}]", price.money.currency, gateways)
        for number, extra in enumerate(entry.extras or ()):
            for position, (code, minor) in enumerate(extra.amounts.items()):
                if minor:
                    _require(f"{entry.path}.extras[{number}].prices[{position}]", code, gateways)


def _require(path: str, code: str, gateways: Mapping[str, Gateway]) -> None:
    if any(each.takes(code) for each in gateways.values()):
        return
    ways = " or ".join(gateway.way for gateway in gateways.values())
    where = f"{path}.currency".lstrip(".")
    raise CatalogueMistake(where, f"is {code}, which cannot be paid {ways}")
