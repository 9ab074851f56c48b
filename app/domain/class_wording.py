"""What lists and pages say of a class: free, online or closed, who has a price, which extras.

Not here: money, days and times (wording.py).
"""

from app.domain.course_class import Closed, Price, PriceKind
from app.domain.said import Said, sentence, sentences

FREE = sentence("Free")
# Where a class without a venue is.
ONLINE_WORD = sentence("Online")
_CLOSED = {
    Closed.CANCELLED: sentence("This class has been cancelled"),
    Closed.WITHDRAWN: sentence("This class takes no registrations any more"),
    Closed.OVER: sentence("This class is over"),
    Closed.STARTED: sentence("This class has already started"),
    Closed.DEADLINE: sentence("The deadline for registering has passed"),
}


def say_closed(why: Closed) -> Said:
    """Return why a class takes no registrations, in words."""
    return _CLOSED[why]


def say_who(price: Price) -> Said:
    """Return who can have a price: ``Everybody``, ``Members``, ``Groups of 5 or more``."""
    if price.kind is PriceKind.STANDARD:
        return sentence("Everybody")
    if price.kind is PriceKind.MEMBER:
        return sentence("Members")
    if price.kind is PriceKind.GROUP:
        return sentences(
            "Groups of {number} or more", "Groups of {number} or more", number=price.least
        )
    return sentence("With a voucher")


def say_for_whom(price: Price) -> str:
    """Return the same as a note behind a price: ``for members``; empty where it is everybody's."""
    if price.kind is PriceKind.MEMBER:
        return sentence("for members")
    if price.kind is PriceKind.GROUP:
        return sentences(
            "for groups of {number} or more", "for groups of {number} or more", number=price.least
        )
    return sentence("with a voucher") if price.kind is PriceKind.VOUCHER_ONLY else ""


def say_times(label: str, quantity: int) -> str:
    """Say so many of something: ``Lunch × 2``, or ``Lunch`` where it is one."""
    return (
        sentence("{label} × {quantity}", label=label, quantity=quantity) if quantity > 1 else label
    )
