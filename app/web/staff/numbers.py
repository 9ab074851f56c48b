"""Numbers and amounts as staff write them in forms. Not here: whether they may be so large."""

import re

from flask import request

from app.domain.money import THREE_DECIMALS, Money, MoneyError, exponent, reads_two_ways
from app.web.staff.words import written

# More are no number of anything here; whoever reads what is fewer says how many there may be.
_MOST_DIGITS = 18
_ROOM = 40
# As domain/wording.py says amounts: commas part the thousands, a point the decimals.
_AS_PRINTED = re.compile(r"-?[1-9][0-9]{0,2}(,[0-9]{3})+(\.[0-9]+)?")
_COMMA_FOR_POINT = re.compile(r"-?[0-9]+,[0-9]+")


# What is said of money that looks like it was sent from another form before.
AGAIN = "If this is another one, send the form once more"
# By how many decimals the currency has.
_FEWER_DECIMALS = {
    0: "Write it without decimals, like 1000",
    2: "Write it with two decimals at most, like 0.50",
}


class TwoWays(MoneyError):
    """An amount with three digits after a mark, thousands or decimals; its text is a sentence."""


def alike_known() -> int:
    """Return of how much money just like it whoever sent the form was told."""
    known = whole_number(request.form.get("alike", ""))
    return known if isinstance(known, int) else 0


def whole_number(text: str) -> int | str:
    """Return the whole number that was written, or what else was: the reader says what is wrong."""
    number = text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS
    return int(text) if number else text


def decimal_text(text: str, currency: str) -> str:
    """Return an amount of a currency as catalogue files have it: with a point, and nothing else.

    What pages say is read as they say it (``1,000``, ``18,102.50``); else a comma is a point. What
    is neither, or may be thousands or decimals, stays as it is: the reader says what is wrong.
    """
    plain = text.replace(" ", "")
    in_three = reads_two_ways(plain, currency) and exponent(currency) >= THREE_DECIMALS
    if _AS_PRINTED.fullmatch(plain) and not in_three:
        return plain.replace(",", "")
    if _COMMA_FOR_POINT.fullmatch(plain) and not reads_two_ways(plain, currency):
        return plain.replace(",", ".")
    return plain


def amount_of(text: str, currency: str) -> Money:
    """Read an amount of a currency, as ``decimal_text`` does; nothing is 0.

    Raises:
        TwoWays: it may be thousands or decimals.
        MoneyError: it is none.
    """
    amount = decimal_text(written(text, limit=_ROOM), currency) or "0"
    if reads_two_ways(amount, currency):
        fewer = _FEWER_DECIMALS.get(exponent(currency))
        if fewer and amount.lstrip("-").startswith("0"):
            # No thousands begin so: they are decimals, and too many of them.
            raise TwoWays(fewer)
        raise TwoWays("Write it without a mark for thousands, like 1000 or 1000.50")
    return Money.parse(amount, currency)
