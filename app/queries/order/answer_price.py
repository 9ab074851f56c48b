"""What an order costs once it is answered otherwise, as its buyer is shown it. Reads only."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.domain.coming_back import say_coming, say_unless_sent, ways_of
from app.domain.contract import Sessions
from app.domain.event import Answer
from app.domain.extra_changes import NewPrice
from app.domain.money_of_end import Way
from app.domain.said import Said
from app.store.answer_price import new_price
from app.store.database import reading
from app.store.order import find_order
from app.store.own_answers import own_answers
from app.store.paid_money import paid_money
from app.store.registration import registrations_of


@dataclass(frozen=True, slots=True)
class PriceShown:
    """The price; ``said`` is how what is too much comes back, where not simply as it was paid."""

    price: NewPrice
    said: tuple[Said, ...]


def price_of_answers(
    sessions: Sessions, reference: str, after: Mapping[int, Mapping[str, Answer]], *, now: datetime
) -> PriceShown | None:
    """Return it, with what each place is answered ``after``, by position; None: no money moves.

    Raises:
        AnswersRefused: something cannot be had, or given up.
    """
    with reading(sessions) as session:
        order = find_order(session, reference)
        if order is None:
            return None
        own = own_answers(session, order, registrations_of(session, order.id), now=now)
        price = new_price(session, own, after, now=now).price
        if not price.mark:
            return None
        if price.undecided:
            return PriceShown(price, (say_coming(price.back, Way.UNDECIDED),))
        left = paid_money(session, order).by_gateway
        ways = ways_of(left, price.back.minor, currency=price.back.currency)
        return PriceShown(price, say_unless_sent(ways))
