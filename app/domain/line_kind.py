"""What a line of a bill is for. Apart from bills, so that letters know it without them."""

from enum import StrEnum


class LineKind(StrEnum):
    """What a line is for."""

    PLACE = "place"
    EXTRA = "extra"
    DISCOUNT = "discount"
