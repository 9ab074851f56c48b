"""Reading the prices of a class: who has them, until when, how many places, and their tax."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from app.domain.catalogue.amounts import read_money
from app.domain.catalogue.entries import PriceEntry
from app.domain.catalogue.node import Fields, Node
from app.domain.catalogue.taxes import read_exemptable_tax
from app.domain.course_class import PriceKind, end_of_day
from app.domain.order import MAX_PARTICIPANTS
from app.domain.tax import TaxMode

MOST_PLACES = 100_000
_PRICE = "label amount currency ends kind from_participants limit tax".split()
# The fourth, none, is said by giving no tax.
_MODES = (TaxMode.INCLUSIVE, TaxMode.EXCLUSIVE, TaxMode.EXEMPT)


def read_prices(node: Node, zone: ZoneInfo) -> tuple[PriceEntry, ...]:
    """Read the price options; none is a free class."""
    prices: list[PriceEntry] = []
    for item in node.items():
        fields = item.fields(_PRICE)
        price = _price(fields, zone)
        same = (price.label, price.money.currency)
        if any((each.label, each.money.currency) == same for each in prices):
            raise fields["label"].mistake(f"is there already in {price.money.currency}")
        prices.append(price)
    lasting = {price.money.currency for price in prices if _lasts(price)}
    for price in prices:
        if price.money.currency not in lasting:
            raise node.mistake(
                f"must have a standard price in {price.money.currency} that does not end"
                " and has no limit"
            )
    return tuple(prices)


def _lasts(price: PriceEntry) -> bool:
    """Say whether anybody can have it as long as there are seats."""
    return price.kind is PriceKind.STANDARD and price.ends_at is None and price.limit is None


def _price(fields: Fields, zone: ZoneInfo) -> PriceEntry:
    label = fields["label"].text(limit=120)
    money = read_money(fields["amount"], fields["currency"])
    kind = fields["kind"].word(PriceKind) if fields["kind"].given else PriceKind.STANDARD
    limit = fields["limit"]
    tax, exemptable = read_exemptable_tax(fields["tax"], _MODES)
    return PriceEntry(
        label=label,
        money=money,
        ends_at=_ends(fields["ends"], zone),
        kind=kind,
        least=_least(fields["from_participants"], kind),
        limit=limit.whole(least=1, most=MOST_PLACES) if limit.given else None,
        tax=tax,
        exemptable=exemptable,
    )


def _least(node: Node, kind: PriceKind) -> int:
    """Read how many must come together; only a group's price says so, and must."""
    if kind is PriceKind.GROUP:
        return node.whole(least=2, most=MAX_PARTICIPANTS)
    if node.given:
        raise node.mistake("can only be given for a price of kind group")
    return 1


def _ends(node: Node, zone: ZoneInfo) -> datetime | None:
    if not node.given:
        return None
    ends = node.day_or_local_time(zone)
    return ends if isinstance(ends, datetime) else end_of_day(ends, zone.key).astimezone(UTC)
