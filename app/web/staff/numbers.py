"""Numbers and amounts as staff write them in forms. Not here: whether they may be so large."""

from app.domain.money import Money
from app.web.staff.words import written

# More are no number of anything here, and would not fit a column.
_MOST_DIGITS = 9
_ROOM = 40


def whole_number(text: str) -> int | str:
    """Return the whole number that was written, or what else was: the reader says what is wrong."""
    number = text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS
    return int(text) if number else text


def decimal_text(text: str) -> str:
    """Return an amount as catalogue files have it: with a point for a comma, and no spaces."""
    return text.replace(",", ".").replace(" ", "")


def amount_of(text: str, currency: str) -> Money:
    """Read an amount of a currency, with a point or a comma; nothing is 0.

    Raises:
        MoneyError: it is none.
    """
    return Money.parse(decimal_text(written(text, limit=_ROOM)) or "0", currency)
