"""Reading an amount with its currency. Not here: what it is the price of."""

from app.domain.catalogue.node import Node
from app.domain.currency import CURRENCIES
from app.domain.money import Money, MoneyError, exponent, reads_two_ways

# Twenty places of this, taxed, still fit the database's whole numbers.
MOST_MINOR = 100_000_000


def read_money(amount: Node, currency: Node) -> Money:
    """Read an amount, "4200.00", of a currency of ISO 4217: 0 or more, and no fortune."""
    return read_amount(amount, read_currency(currency))


def read_some_money(amount: Node, currency: Node) -> Money:
    """Read an amount as ``read_money`` does, that is more than 0."""
    return read_amount(amount, read_currency(currency), least=1)


def read_currency(node: Node) -> str:
    """Read a currency of ISO 4217."""
    code = node.text(limit=40)
    if code not in CURRENCIES:
        raise node.mistake("must be a currency of ISO 4217, like NOK")
    return code


def read_amount(amount: Node, code: str, *, least: int = 0) -> Money:
    """Read an amount of a currency that is known: ``least`` minor units, 0 or 1, or more."""
    if not amount.given:
        raise amount.mistake("is missing")
    text = amount.value if isinstance(amount.value, str) else ""
    example = f"{Money(4200 * 10 ** exponent(code), code).major:f}"
    if reads_two_ways(text, code):
        raise amount.mistake(f'must be written without a mark for thousands, like "{example}"')
    try:
        money = Money.parse(text, code)
    except MoneyError as error:
        raise amount.mistake(f'must be an amount of {code}, like "{example}"') from error
    if money.minor < least:
        raise amount.mistake("must be more than 0" if least else "must be 0 or more")
    if money.minor > MOST_MINOR:
        raise amount.mistake(f"must be {Money(MOST_MINOR, code).major} or less")
    return money
