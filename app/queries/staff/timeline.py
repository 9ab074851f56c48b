"""What happened to a registration, in order and in words: events, answers, money, seats.

Pure: of rows already read. Not here: reading them (registration.py).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.domain.delivery import DeliveryState
from app.domain.left_behind import left_behind
from app.domain.naming import (
    name_delivery,
    name_destination,
    name_event,
    name_held,
    name_seats,
    name_sum,
)
from app.domain.payment import PaymentState, RefundState
from app.domain.staff_act import say_act
from app.domain.wording import say_money
from app.queries.staff.lamps import Sent
from app.store.event import EventRow
from app.store.payment import Payment, Refund
from app.store.seat import SeatChange

_ANSWERED = frozenset(DeliveryState) - {DeliveryState.DUE, DeliveryState.IN_FLIGHT}


class About(StrEnum):
    """What sort of thing an entry is."""

    EVENT = "event"
    DELIVERY = "delivery"
    MONEY = "money"
    SEATS = "seats"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened; ``detail`` is whoever's words, or empty."""

    at: datetime
    about: About
    text: str
    detail: str = ""


def timeline(
    *,
    events: Sequence[EventRow],
    sent: Sequence[Sent],
    payments: Sequence[Payment],
    refunds: Sequence[Refund],
    seats: Sequence[SeatChange],
) -> tuple[Entry, ...]:
    """Return everything that happened, oldest first."""
    entries = [
        *_of_seats(seats),
        *_of_events(events),
        *_of_payments(payments),
        *_of_refunds(refunds),
        *_of_deliveries(sent),
    ]
    # Sorting keeps the order above for what happened in one transaction.
    return tuple(sorted(entries, key=lambda entry: entry.at))


def _of_seats(seats: Sequence[SeatChange]) -> Iterator[Entry]:
    for each in seats:
        text = name_seats(each.kind, each.change)
        detail = each.note or f"{each.reason}, by way of {each.channel}"
        yield Entry(each.at, About.SEATS, text, detail)


def _of_events(events: Sequence[EventRow]) -> Iterator[Entry]:
    for each in events:
        reason, left = str(each.facts.get("reason") or ""), ", ".join(left_behind(each.facts))
        detail = f"{reason}; did not go along: {left}" if left else reason
        if why := say_act(each.facts):
            detail = f"{detail}: {why}" if detail else why
        yield Entry(each.at, About.EVENT, name_event(each.kind), detail)


def _of_payments(payments: Sequence[Payment]) -> Iterator[Entry]:
    for each in payments:
        amount = say_money(each.amount)
        yield Entry(each.created_at, About.MONEY, f"Payment of {amount} begun at {each.gateway}")
        if each.settled_at is not None and each.state is not PaymentState.OPEN:
            text = f"Payment of {amount}: {name_sum(each.state)}"
            yield Entry(each.settled_at, About.MONEY, text, each.reason)


def _of_refunds(refunds: Sequence[Refund]) -> Iterator[Entry]:
    for each in refunds:
        amount = say_money(each.amount)
        by = f", asked for by {each.asked_by}" if each.asked_by else ""
        detail = f"{each.reason}{by}"
        yield Entry(each.created_at, About.MONEY, f"Refund of {amount} wanted", detail)
        if each.closed_at is not None:
            how = "withdrawn" if each.state is RefundState.WITHDRAWN else "paid back otherwise"
            detail = f"{each.note}, by {each.closed_by}"
            yield Entry(each.closed_at, About.MONEY, f"Refund of {amount} {how}", detail)
        elif each.made_at is not None and each.state is RefundState.MADE:
            yield Entry(each.made_at, About.MONEY, f"Refund of {amount} made", each.words)


def _of_deliveries(sent: Sequence[Sent]) -> Iterator[Entry]:
    for each in sent:
        if each.answered_at is None:
            continue
        told = f"{name_destination(each.destination)}, {name_held(each.kind, each.destination)}"
        state = name_delivery(each.state) if each.state in _ANSWERED else "not reached"
        yield Entry(each.answered_at, About.DELIVERY, f"{told}: {state}", each.words)
