"""Our payments beside what gateways' accounts say of them, some orders at a time, for comparing.

Rows, no objects: there may be any number of payments. Not here: what differs (domain/proof.py).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Row, and_, select

from app.domain.account import EntryKind
from app.domain.ending import RELEASED
from app.domain.money import Money
from app.domain.payment import LEFT_US, OURS, UNSETTLED, PaymentState
from app.domain.proof import Claim, OrderSeats, OurRefund, PaymentCase, SentBack
from app.domain.registration import OPEN, SEATED, RegistrationState
from app.store.account import BalanceEntry
from app.store.database import Executor, table_of
from app.store.dispute import DisputeRow
from app.store.order import Order
from app.store.payment import Payment, Refund
from app.store.payment_terms import PaymentTerms
from app.store.registration import Registration
from app.store.voucher import VoucherRow

_ORDER, _PLACE = table_of(Order), table_of(Registration)
_PAYMENT, _REFUND = table_of(Payment), table_of(Refund)
_ENTRY, _DISPUTE = table_of(BalanceEntry), table_of(DisputeRow)
_TERMS, _VOUCHER = table_of(PaymentTerms), table_of(VoucherRow)
_SURE = SEATED - {RegistrationState.HELD}
_WAITING = OPEN - {RegistrationState.CONFIRMED}


def orders_at(executor: Executor, gateway: str, *, after: int, limit: int) -> Sequence[int]:
    """Return the next orders, by number, of which a payment was begun at the gateway."""
    return executor.scalars(
        select(_PAYMENT.c.order_id)
        .where(_PAYMENT.c.gateway == gateway, _PAYMENT.c.order_id > after)
        .group_by(_PAYMENT.c.order_id)
        .order_by(_PAYMENT.c.order_id)
        .limit(limit)
    ).all()


@dataclass(slots=True)
class _Found:
    """The rows about some orders, each by whom it is about."""

    orders: dict[int, Any] = field(default_factory=dict)
    payments: dict[int, list[Row[Any]]] = field(default_factory=lambda: defaultdict(list))
    refunds: dict[int, list[Row[Any]]] = field(default_factory=lambda: defaultdict(list))
    places: dict[int, list[Row[Any]]] = field(default_factory=lambda: defaultdict(list))
    entries: dict[int, list[Row[Any]]] = field(default_factory=lambda: defaultdict(list))
    claims: dict[int, list[Row[Any]]] = field(default_factory=lambda: defaultdict(list))
    vouchers: dict[int, list[Row[Any]]] = field(default_factory=lambda: defaultdict(list))


def cases_of(executor: Executor, gateway: str, orders: Sequence[int]) -> Iterator[PaymentCase]:
    """Return every payment of the orders at the gateway; seven statements."""
    found = _read(executor, gateway, orders)
    for number in found.orders:
        seats = _with_vouchers(found, number, gateway=gateway)
        lost, decided = _went(found, number)
        for payment in found.payments[number]:
            if payment.gateway == gateway:
                yield _case(payment, seats, found, lost=lost, decided=decided)


@dataclass(frozen=True, slots=True)
class Seats:
    """An order's places and vouchers beside its money, and what of that went.

    ``decided`` is what we sent back, ``lost`` what went without us, in the order's minor units.
    """

    of_order: OrderSeats
    decided: int
    lost: int


def seats_of(executor: Executor, order_id: int) -> Seats:
    """Return one order's places and vouchers beside its money, as they are now."""
    found = _read(executor, "", [order_id])
    lost, decided = _went(found, order_id)
    return Seats(_with_vouchers(found, order_id, gateway=""), decided=decided, lost=lost)


def _with_vouchers(found: _Found, number: int, *, gateway: str) -> OrderSeats:
    return replace(
        _seats(found.orders[number], found.payments[number], found.places[number], gateway=gateway),
        vouchers=sum(map(_worth, found.vouchers[number])),
    )


def _went(found: _Found, number: int) -> tuple[int, int]:
    """Return how much of the order's own money went without us, and by our decision."""
    currency = found.orders[number].currency
    sent = [
        each
        for payment in found.payments[number]
        for each in found.refunds[payment.id]
        if each.currency == currency and each.state in LEFT_US
    ]
    decided = sum(each.amount_minor for each in sent if each.origin in OURS)
    return sum(each.amount_minor for each in sent) - decided, decided


def _read(executor: Executor, gateway: str, orders: Sequence[int]) -> _Found:
    found = _Found()
    whole = (
        select(_ORDER, _TERMS.c.order_id.label("pays_later"))
        .outerjoin(_TERMS, _TERMS.c.order_id == _ORDER.c.id)
        .where(_ORDER.c.id.in_(orders))
        .order_by(_ORDER.c.id)
    )
    found.orders.update((row.id, row) for row in executor.execute(whole))
    payments = select(_PAYMENT).where(_PAYMENT.c.order_id.in_(orders)).order_by(_PAYMENT.c.id)
    _sort(executor.execute(payments), found.payments, by="order_id")
    ours = _PAYMENT.c.order_id.in_(orders)
    refunds = select(_REFUND).join(_PAYMENT, _PAYMENT.c.id == _REFUND.c.payment_id).where(ours)
    _sort(executor.execute(refunds.order_by(_REFUND.c.id)), found.refunds, by="payment_id")
    places = select(
        *(_PLACE.c[name] for name in ("order_id", "position", "state", "price_minor")),
        *(_PLACE.c.forgiven_minor, _PLACE.c.state_reason),
    ).where(_PLACE.c.order_id.in_(orders))
    _sort(executor.execute(places), found.places, by="order_id")
    about = and_(ours, _PAYMENT.c.gateway == gateway)
    entries = select(
        *(_ENTRY.c[name] for name in ("payment_id", "kind", "payer_minor", "payer_currency")),
        *(_ENTRY.c[name] for name in ("source_id", "refund_uid", "occurred_at")),
    ).join(_PAYMENT, _PAYMENT.c.id == _ENTRY.c.payment_id)
    listed = entries.where(about, _ENTRY.c.listed_at.is_not(None))
    _sort(executor.execute(listed), found.entries, by="payment_id")
    claims = select(_DISPUTE).join(_PAYMENT, _PAYMENT.c.id == _DISPUTE.c.payment_id)
    _sort(executor.execute(claims.where(about)), found.claims, by="payment_id")
    vouchers = select(_VOUCHER).where(_VOUCHER.c.given_for_id.in_(orders))
    _sort(executor.execute(vouchers), found.vouchers, by="given_for_id")
    return found


def _worth(voucher: Row[Any]) -> int:
    """Return what the buyer has of a voucher, in minor units: of a stopped one what was used."""
    left = 0 if voucher.active else voucher.balance_minor
    return int(voucher.amount_minor - left)


def _sort(rows: Iterable[Row[Any]], into: dict[int, list[Row[Any]]], *, by: str) -> None:
    for row in rows:
        into[getattr(row, by)].append(row)


def _seats(
    order: Row[Any], payments: Sequence[Row[Any]], places: Sequence[Row[Any]], *, gateway: str
) -> OrderSeats:
    seated = {each.position for each in places if each.state in SEATED}
    # Of places that were handed over or moved the newest counts; of ended ones, one a position.
    ended = {
        each.position: each
        for each in places
        if each.state is RegistrationState.CANCELLED and each.position not in seated
    }
    forgiven = sum(each.forgiven_minor for each in ended.values())
    alive = (PaymentState.PAID, *UNSETTLED)
    return OrderSeats(
        reference=order.reference,
        currency=order.currency,
        total=order.total_minor,
        paid=order.paid_minor,
        received=sum(
            each.received_minor or 0
            for each in payments
            if each.state is PaymentState.PAID and each.received_currency == order.currency
        ),
        seated=sum(each.price_minor for each in places if each.state in _SURE),
        ended=sum(each.price_minor for each in ended.values()),
        released=sum(each.price_minor for each in ended.values() if each.state_reason in RELEASED),
        # Of an order that is paid at once nobody is asked for it: a place without money is wrong.
        owed=order.owed_minor if order.pays_later else 0,
        let_off=order.waived_minor + forgiven,
        open=any(each.state in _WAITING for each in places),
        elsewhere=any(each.gateway != gateway and each.state in alive for each in payments),
    )


def _case(
    payment: Row[Any], seats: OrderSeats, found: _Found, *, lost: int, decided: int
) -> PaymentCase:
    entries = found.entries[payment.id]
    came = [each for each in entries if each.kind is EntryKind.PAYMENT]
    received = None
    if payment.received_minor is not None:
        received = Money(payment.received_minor, payment.received_currency)
    return PaymentCase(
        uid=payment.uid,
        state=payment.state,
        asked=Money(payment.amount_minor, payment.currency),
        received=received,
        at=payment.settled_at or payment.created_at,
        order=seats,
        taken=_sum(came),
        taken_at=min((each.occurred_at for each in came), default=None),
        sent_back=tuple(_sent_back(entries)),
        refunds=tuple(_refund(each) for each in found.refunds[payment.id]),
        claims=tuple(
            Claim(each.dispute_id, Money(each.amount_minor, each.currency), each.state)
            for each in found.claims[payment.id]
        ),
        lost=lost,
        decided=decided,
    )


def _sum(entries: Sequence[Row[Any]]) -> Money | None:
    """Return what the entries come to; None where there are none, or they undo one another."""
    if not entries:
        return None
    total = sum(each.payer_minor for each in entries)
    return Money(total, entries[0].payer_currency) if total else None


def _sent_back(entries: Sequence[Row[Any]]) -> Iterator[SentBack]:
    by_refund: dict[str, list[Row[Any]]] = defaultdict(list)
    for each in entries:
        if each.kind is EntryKind.REFUND:
            by_refund[each.source_id].append(each)
    for refund_id, rows in by_refund.items():
        yield SentBack(
            refund_id=refund_id,
            refund_uid=rows[0].refund_uid,
            amount=Money(-sum(each.payer_minor for each in rows), rows[0].payer_currency),
            at=max(each.occurred_at for each in rows),
        )


def _refund(row: Row[Any]) -> OurRefund:
    return OurRefund(
        uid=row.uid,
        gateway_id=row.gateway_id or "",
        amount=Money(row.amount_minor, row.currency),
        state=row.state,
        origin=row.origin,
        at=row.made_at or row.created_at,
    )
