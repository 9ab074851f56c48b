"""What an order's page says once, besides where the order stands, and when it looks again."""

from enum import StrEnum

from app.domain.order import OrderState
from app.queries.order.shown import OrderPage


class News(StrEnum):
    """The word for it, in the page's address."""

    UNAVAILABLE = "unavailable"
    FAILED = "failed"
    CHECKED = "checked"
    KEPT = "kept"
    CANCELLED = "cancelled"
    STAYS = "stays"
    TOO_LATE = "too_late"
    FORGED = "forged"
    ANSWERED = "answered"
    ANSWERS_STAY = "answers_stay"
    PASSED_ON = "passed_on"
    RENAMED = "renamed"
    PLACE_STAYS = "place_stays"
    MOVED = "moved"
    FEWER = "fewer"


# What came of what the buyer wanted to change.
_OF_CHANGES = frozenset(
    {
        News.ANSWERED,
        News.ANSWERS_STAY,
        News.PASSED_ON,
        News.RENAMED,
        News.PLACE_STAYS,
        News.MOVED,
        News.FEWER,
    }
)


def news_of(order: OrderPage, word: str) -> str:
    """Return the word of the address if it is one, and still of interest."""
    told = {News.KEPT, News.TOO_LATE, News.STAYS, *_OF_CHANGES}
    if any(each.state is OrderState.CANCELLED for each in order.places):
        told.add(News.CANCELLED)
    if order.payable or order.owes:
        told |= {News.UNAVAILABLE, News.FAILED}
    # What was checked stays in the address: it is news only while a payment is begun and unknown.
    if order.unsettled and not order.declined:
        told.add(News.CHECKED)
    return word if word in told else ""


def looks_again(order: OrderPage, news: str) -> int:
    """Return after how many seconds the page looks again, 0 for never."""
    if order.processing:
        return 60
    return 5 if order.lapsed or news == News.CHECKED else 0
