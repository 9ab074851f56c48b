"""What letters say of money that comes back. Not here: sentences, what is owed (messages.py)."""

from dataclasses import dataclass
from typing import Any

from app.domain.coming_back import say_coming
from app.domain.ending import ENDS
from app.domain.event import Event, EventKind, OrderFacts
from app.domain.money import Money
from app.domain.money_of_end import ComesBack, Way, goes_back_whole, kept_of
from app.domain.money_sent import How, how_of, is_again, note_of, parts_of
from app.domain.wording import say_money
from app.mail.people import remain


@dataclass(frozen=True, slots=True)
class Back:
    """So much comes back: a sentence, which starts with the amount in all of them."""

    amount: str
    said: str

    @property
    def how(self) -> str:
        """What the sentence says after it."""
        return self.said.removeprefix(self.amount)


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


def payment_going_back(event: Event) -> str:
    """Return how a payment that came goes back whole, "" where it does not: staff send it."""
    minor, currency = event.facts.get("amount_minor"), event.facts.get("currency")
    if not goes_back_whole(event.facts) or not isinstance(minor, int):
        return ""
    return say_coming(Money(minor, str(currency)), Way.BY_HAND)


def _back(comes: ComesBack) -> Back:
    return Back(say_money(comes.amount), str(say_coming(comes.amount, comes.way)))


def money_sent(event: Event, order: OrderFacts) -> dict[str, Any]:
    """Return how money went back, in which parts, and that it had come back to us before."""
    if event.kind is not EventKind.ORDER_MONEY_RETURNED:
        return {}
    currency = str(event.facts.get("currency") or order.total.currency)
    how = how_of(event.facts)
    return {
        "how": how,
        "how_in_words": note_of(event.facts) if how is How.OTHERWISE else "",
        "parts": tuple(say_money(each) for each in parts_of(event.facts, currency)),
        "again": is_again(event.facts),
    }
