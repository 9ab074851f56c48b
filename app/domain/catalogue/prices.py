"""Reading the prices of a class: who has them, until when, how many places, and their tax."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from app.domain.catalogue.entries import PriceEntry
from app.domain.catalogue.node import Fields, Node
from app.domain.course_class import PriceKind, end_of_day
from app.domain.currency import CURRENCIES
from app.domain.money import Money, MoneyError, exponent
from app.domain.order import MAX_PARTICIPANTS
from app.domain.tax import FULL_RATE, UNTAXED, Tax, TaxMode

# Twenty places of this, taxed, still fit the database's whole numbers.
MOST_MINOR = 100_000_000
MOST_PLACES = 100_000
_PRICE = "label amount currency ends kind from_participants limit tax".split()
# The fourth, none, is said by giving no tax.
_MODES = (TaxMode.INCLUSIVE, TaxMode.EXCLUSIVE, TaxMode.EXEMPT)
_RATE = re.compile(r"(\d{1,3})(?:\.(\d{1,2}))?", re.ASCII)


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
    money = _money(fields["amount"], fields["currency"])
    kind = fields["kind"].word(PriceKind) if fields["kind"].given else PriceKind.STANDARD
    limit = fields["limit"]
    tax, exemptable = _tax(fields["tax"])
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


def _tax(node: Node) -> tuple[Tax, bool]:
    """Read a tax, and whether whoever has a VAT number pays none."""
    if not node.given:
        return UNTAXED, False
    fields = node.fields(["mode", "rate", "name", "exempt_with_vat_number"])
    mode = fields["mode"].word(_MODES)
    name = fields["name"].text(limit=40) if fields["name"].given else "VAT"
    exemptable = fields["exempt_with_vat_number"].flag(default=False)
    if mode is TaxMode.EXEMPT:
        for each in ("rate", "exempt_with_vat_number"):
            if fields[each].given:
                raise fields[each].mistake("cannot be given for what is exempt anyway")
        return Tax(mode, name=name), False
    return Tax(mode, rate=_rate(fields["rate"]), name=name), exemptable


def _rate(node: Node) -> int:
    """Read a rate in percent, as text or a whole number; return hundredths of a percent."""
    reason = 'must be a rate in percent, like "25" or "12.5"'
    value = node.value
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    found = _RATE.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise node.mistake(reason if node.given else "is missing")
    rate = int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    if rate > FULL_RATE:
        raise node.mistake("must be 100 or less")
    return rate


def _ends(node: Node, zone: ZoneInfo) -> datetime | None:
    if not node.given:
        return None
    ends = node.day_or_local_time(zone)
    return ends if isinstance(ends, datetime) else end_of_day(ends, zone.key).astimezone(UTC)


def _money(amount: Node, currency: Node) -> Money:
    code = currency.text(limit=40)
    if code not in CURRENCIES:
        raise currency.mistake("must be a currency of ISO 4217, like NOK")
    if not amount.given:
        raise amount.mistake("is missing")
    try:
        money = Money.parse(amount.value if isinstance(amount.value, str) else "", code)
    except MoneyError as error:
        example = Money(4200 * 10 ** exponent(code), code).major
        raise amount.mistake(f'must be an amount of {code}, like "{example:f}"') from error
    if money.minor < 0:
        raise amount.mistake("must be 0 or more")
    if money.minor > MOST_MINOR:
        raise amount.mistake(f"must be {Money(MOST_MINOR, code).major} or less")
    return money
