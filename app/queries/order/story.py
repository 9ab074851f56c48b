"""What happened to an order, as its buyer reads it: its events, letters and money. Reads only.

Not here: the words of it (``domain.story``).
"""

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, select

from app.domain.contract import Sessions
from app.domain.money import NO_CURRENCY, Money
from app.domain.payment import LEFT_US, PaymentState
from app.domain.story import Happening, Moment, Telling, not_paid, paid, sent_back, story
from app.store.database import reading_rows, table_of
from app.store.delivery import Delivery
from app.store.event import EventRow
from app.store.order import Order
from app.store.payment import MISTAKEN, Payment, Refund

_ORDER, _EVENT, _DELIVERY = table_of(Order), table_of(EventRow), table_of(Delivery)
_PAYMENT, _REFUND = table_of(Payment), table_of(Refund)
_HAPPENED: Select[Any] = (
    select(
        _ORDER.c.created_at,
        _ORDER.c.currency,
        _EVENT.c.id,
        _EVENT.c.kind,
        _EVENT.c.at,
        _EVENT.c.facts,
        _DELIVERY.c.destination,
        _DELIVERY.c.state,
        _DELIVERY.c.words,
        _DELIVERY.c.answered_at,
    )
    .select_from(
        _ORDER.outerjoin(_EVENT, _EVENT.c.order_id == _ORDER.c.id).outerjoin(
            _DELIVERY, _DELIVERY.c.event_id == _EVENT.c.id
        )
    )
    .where(_ORDER.c.reference == bindparam("reference"))
    .order_by(_EVENT.c.id, _DELIVERY.c.id)
)
_MONEY: Select[Any] = (
    select(
        _PAYMENT.c.id,
        _PAYMENT.c.state,
        _PAYMENT.c.amount_minor,
        _PAYMENT.c.currency,
        _PAYMENT.c.settled_at,
        _REFUND.c.state.label("refund_state"),
        _REFUND.c.amount_minor.label("refund_minor"),
        _REFUND.c.currency.label("refund_currency"),
        _REFUND.c.made_at,
        _REFUND.c.closed_at,
        MISTAKEN.label("mistaken"),
    )
    .join(_ORDER, _ORDER.c.id == _PAYMENT.c.order_id)
    .outerjoin(_REFUND, _REFUND.c.payment_id == _PAYMENT.c.id)
    .where(_ORDER.c.reference == bindparam("reference"))
    .order_by(_PAYMENT.c.id, _REFUND.c.id)
)


def order_story(sessions: Sessions, reference: str) -> tuple[Moment, ...]:
    """Return what happened to the order, oldest first, none where it is not there.

    Two statements, one where it is free. Moments are in UTC.
    """
    with reading_rows(sessions) as connection:
        rows = connection.execute(_HAPPENED, {"reference": reference}).all()
        if not rows:
            return ()
        # Of what is free no money moves.
        free = rows[0].currency == NO_CURRENCY
        money = () if free else tuple(_money(connection, reference))
    return story(registered_at=rows[0].created_at, happenings=_happenings(rows), money=money)


def _happenings(rows: Sequence[Row[Any]]) -> Sequence[Happening]:
    events = {row.id: row for row in rows if row.id is not None}
    return [
        Happening(
            event.kind,
            event.at,
            event.facts,
            [
                Telling(row.destination, row.state, row.words, row.answered_at)
                for row in rows
                if row.id == number and row.destination is not None
            ],
        )
        for number, event in events.items()
    ]


def _money(connection: Connection, reference: str) -> Iterator[Moment]:
    """Return what came and went; no money moved where staff wrote a payment down by mistake."""
    rows = connection.execute(_MONEY, {"reference": reference}).all()
    mistaken = {row.id for row in rows if row.mistaken}
    for payment in {row.id: row for row in rows}.values():
        if payment.id in mistaken or payment.settled_at is None:
            continue
        amount = Money(payment.amount_minor, payment.currency)
        if payment.state is PaymentState.PAID:
            yield paid(amount, payment.settled_at)
        elif payment.state is PaymentState.FAILED:
            yield not_paid(amount, payment.settled_at)
    for row in rows:
        went = row.made_at or row.closed_at
        if row.refund_state in LEFT_US and went is not None and not row.mistaken:
            yield sent_back(Money(row.refund_minor, row.refund_currency), went)
