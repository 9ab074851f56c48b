"""What letters say of money that comes back. Not here: what is owed (messages.py)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain.coming_back import say_coming
from app.domain.ending import ENDS
from app.domain.event import Event, EventKind, OrderFacts
from app.domain.extra_changes import price_in
from app.domain.money import Money
from app.domain.money_of_end import ComesBack, Way, goes_back_whole, kept_of
from app.domain.money_sent import How, how_of, is_again, note_of, parts_of
from app.domain.said import all_of, marked, sentence, sentences
from app.domain.wording import say_money
from app.mail.people import remain

_WENT: Mapping[How, str] = {
    How.SAME_WAY: marked("It goes back the way it came. Your bank may take some days to show it."),
    How.TRANSFER: marked(
        "We sent it by bank transfer, as it came. Your bank may take some days to show it."
    ),
    How.CASH: marked("It was given back to you in cash, as it came."),
    How.TERMINAL: marked(
        "It was put back on the card that you paid with at the door. Your bank may take some days "
        "to show it."
    ),
    How.OTHERWISE: marked(
        "It could not go back the way it came, so we paid it back another way: {how}"
    ),
}
# By hand, so that it is there.
_PAID_BACK = frozenset({How.CASH, How.OTHERWISE})


@dataclass(frozen=True, slots=True)
class Back:
    """So much comes back: a sentence with the amount in it."""

    amount: str
    said: str


def money_of_end(event: Event, order: OrderFacts) -> dict[str, Any]:
    """Return what was paid, what of it comes back and how, and what is kept by which rule."""
    if event.kind not in ENDS:
        return {}
    said: dict[str, Any] = {}
    if (money := order.money) is not None and money.paid.minor:
        said["had_paid"] = say_money(money.paid)
        said["went_before"] = say_money(money.before) if money.before.minor else ""
        said["all_went_before"] = money.before == money.paid
        said["back"] = tuple(_back(each) for each in money.back)
        said["besides"] = tuple(_back(each) for each in money.besides)
        # Of the money of other places it is no news.
        whole = event.kind is not EventKind.ORDER_PLACE_CANCELLED and not remain(event, order)
        waits = money.back or money.besides or money.before == money.paid
        said["nothing_back"] = whole and not waits
    if kept := kept_of(event.facts, order.total.currency):
        said["stays"], said["of_price"] = say_money(kept.amount), say_money(kept.price)
        said["rule"] = kept.rule
    return said


def new_price(event: Event, order: OrderFacts) -> dict[str, Any]:
    """Return what an order costs since its answers were changed, and what comes back for that."""
    price = price_in(event.facts, order.total.currency)
    if price is None or event.kind is not EventKind.ORDER_ANSWERS_CHANGED:
        return {}
    back = order.money.back if order.money else ()
    return {
        "price_before": say_money(price.before),
        "price_after": say_money(price.after),
        "more": say_money(price.more) if price.more.minor else "",
        "forgiven": say_money(price.forgiven) if price.forgiven.minor else "",
        "back": tuple(map(_back, back)),
    }


def payment_going_back(event: Event) -> str:
    """Return how a payment that came goes back whole, "" where it does not: staff send it."""
    minor, currency = event.facts.get("amount_minor"), event.facts.get("currency")
    if not goes_back_whole(event.facts) or not isinstance(minor, int):
        return ""
    return say_coming(Money(minor, str(currency)), Way.BY_HAND)


def _back(comes: ComesBack) -> Back:
    return Back(say_money(comes.amount), say_coming(comes.amount, comes.way))


def money_sent(event: Event, order: OrderFacts) -> dict[str, Any]:
    """Return how money went back, in which parts, and that it had come back to us before."""
    if event.kind is not EventKind.ORDER_MONEY_RETURNED:
        return {}
    currency = str(event.facts.get("currency") or order.total.currency)
    how = how_of(event.facts)
    return {
        "paid_back": how in _PAID_BACK,
        "how_it_went": sentence(_WENT[how], how=note_of(event.facts)),
        "in_parts": _in_parts(parts_of(event.facts, currency)),
        "again": is_again(event.facts),
    }


def _in_parts(parts: Sequence[Money]) -> str:
    if not parts:
        return ""
    return sentences(
        "You had paid it in parts, so it goes back in {number}: {parts}.",
        "You had paid it in parts, so it goes back in {number}: {parts}.",
        number=len(parts),
        parts=all_of(say_money(each) for each in parts),
    )
