"""Offering seats to those whose turn it is: many at once, in one transaction, as rows.

An offer *is* the seats: they are taken here, and the registrations are held until the offer ends.
So no seat can be offered twice, and nothing but the seats' own guard has to be trusted. Orders are
locked first and in the order of their numbers, those that are passed over among them, the class's
row last.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, bindparam, case, update

from app.domain.bill import Bill
from app.domain.event import EventKind
from app.domain.left_out import fact_of
from app.domain.objection import Taker as MoneyTaker
from app.domain.priced import Priced
from app.domain.registration import Channel, RegistrationState
from app.domain.seat import Taker
from app.domain.waiting import GATHERING_LASTS, By, EntryState
from app.store.announcer import Announcer
from app.store.class_to_register import ClassToRegister
from app.store.database import UtcDateTime, table_of
from app.store.extra import take_extras
from app.store.offer_price import lock_offers
from app.store.order import Order
from app.store.order_line import add_lines
from app.store.order_rows import Made
from app.store.price_option import take_options
from app.store.registration import Registration
from app.store.seat import Taking, take_seats_of_many
from app.store.standing_line import Line
from app.store.voucher import redeem_voucher
from app.store.waiting import WaitingEntry, count_offered

_ENTRY, _ORDER = table_of(WaitingEntry), table_of(Order)
_PLACE = table_of(Registration)


@dataclass(frozen=True, slots=True)
class Offered:
    """What came of it: how many orders were offered seats, and the entries that have no price."""

    orders: int = 0
    unpriced: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class _Priced:
    """An offer that has a price; ``order`` is as ``Offer`` has it, the rest as its quote has it."""

    order: Row[Any]
    places: tuple[Made, ...]
    numbers: Mapping[int, int]
    priced: Priced
    left_out: tuple[str, ...]


def offer_seats_to(
    connection: Connection,
    announcer: Announcer,
    line: Line,
    entries: Sequence[int],
    *,
    takers: Collection[MoneyTaker],
    until: datetime,
    now: datetime,
    by: By = By.TURN,
    note: str = "",
) -> Offered:
    """Offer seats to the entries of these numbers that still wait; return what came of it.

    What a place costs is what it costs now, and frozen. Who can have it at no price, or at none
    that ``takers`` take, is passed over, and marked for staff. ``note`` is kept in the ledger.

    Raises:
        ClassFull: seats were taken meanwhile; the transaction must end.
        LineClosed: nobody may be offered a seat any more; the transaction must end.
        OptionFull, ExtraGone, VoucherGone: a price, an extra or a voucher went meanwhile, or to
            one of the others that are offered seats; the transaction must end.
    """
    course_class = line.course_class
    passed = line.turn.passed_over(entries) if by is By.TURN else {}
    found = lock_offers(connection, course_class, entries, passed=passed, takers=takers, now=now)
    unpriced = frozenset(each.entry for each in found if each.quote is None)
    offers = [
        _Priced(each.order, each.places, each.numbers, each.quote.priced, each.quote.left_out)
        for each in found
        if each.quote is not None
    ]
    _mark_unpriced(connection, unpriced)
    if not offers:
        return Offered(unpriced=unpriced)
    orders = [each.order for each in offers]
    _write(connection, line, offers, until=until, now=now)
    if by is By.TURN:
        _pass_over(connection, line.turn.passed_over(each.id for each in orders), now=now)
    _announce(announcer, course_class, offers, until=until)
    channels = [each.channel for each in orders]
    count_offered(connection, course_class, channels, until=until, now=now, by=by)
    _take(connection, course_class, orders, by=by, note=note, now=now)
    _take_with_them(connection, course_class, [each.priced.bill for each in offers])
    return Offered(len(orders), unpriced)


def _take_with_them(
    connection: Connection, course_class: ClassToRegister, bills: Sequence[Bill]
) -> None:
    """Take what the seats are had with: places at a price, and extras."""
    take_options(connection, [each for bill in bills for each in bill.options])
    for bill in bills:
        take_extras(connection, bill, class_code=course_class.code)


def _announce(
    announcer: Announcer,
    course_class: ClassToRegister,
    offers: Sequence[_Priced],
    *,
    until: datetime,
) -> None:
    facts = {"offered_until": until.isoformat()}
    for offer in offers:
        whole = Made(offer.order.order_id, offer.order.reference)
        for place in offer.places:
            announcer.announce(
                EventKind.REGISTRATION_HELD,
                course_class,
                order=whole,
                registration=place,
                facts=facts,
            )
        announcer.announce(
            EventKind.ORDER_OFFERED, course_class, order=whole, facts=fact_of(offer.left_out)
        )
    announcer.announce(EventKind.CLASS_SEATS_CHANGED, course_class)
    announcer.write()


_OFFERED = (
    update(_ENTRY)
    .where(_ENTRY.c.id.in_(bindparam("entries", expanding=True)))
    .values(
        state=EntryState.OFFERED,
        unpriced=False,
        # What was filled in is on the registrations; nobody prices it again.
        filled={},
        offered_at=bindparam("at", type_=UtcDateTime),
        offered_until=bindparam("until", type_=UtcDateTime),
    )
)
_DOES_WITHOUT = (
    update(_ENTRY)
    .where(_ENTRY.c.id == bindparam("entry"))
    .values(left_out=bindparam("what", type_=_ENTRY.c.left_out.type))
)
_UNPRICED = (
    update(_ENTRY)
    .where(_ENTRY.c.id.in_(bindparam("entries", expanding=True)), ~_ENTRY.c.unpriced)
    .values(unpriced=True)
)
_HOLD_PLACE = (
    update(_PLACE)
    .where(_PLACE.c.id == bindparam("place"))
    .values(
        state=RegistrationState.HELD,
        price_option_id=bindparam("option"),
        price_minor=bindparam("minor", type_=_PLACE.c.price_minor.type),
    )
)
_HOLD_ORDER = (
    update(_ORDER)
    .where(_ORDER.c.id == bindparam("of_order"))
    .values(
        hold_until=bindparam("until", type_=UtcDateTime),
        currency=bindparam("in_currency"),
        total_minor=bindparam("total", type_=_ORDER.c.total_minor.type),
        owed_minor=bindparam("total", type_=_ORDER.c.total_minor.type),
    )
)
_OVER = _ENTRY.c.gathers_since <= bindparam("gathers_before", type_=UtcDateTime)
_PASS_OVER = (
    update(_ENTRY)
    .where(_ENTRY.c.id == bindparam("entry"), _ENTRY.c.state == EntryState.WAITING)
    .values(
        # Whoever seats were gathered for long enough, in vain, begins anew.
        passed=case((_OVER, 0), else_=_ENTRY.c.passed)
        + bindparam("times", type_=_ENTRY.c.passed.type),
        gathers_since=case((_OVER, None), else_=_ENTRY.c.gathers_since),
    )
)


def _write(
    connection: Connection,
    line: Line,
    offers: Sequence[_Priced],
    *,
    until: datetime,
    now: datetime,
) -> None:
    entries = [each.order.id for each in offers]
    connection.execute(_OFFERED, {"entries": entries, "at": now, "until": until})
    without = [{"entry": each.order.id, "what": each.left_out} for each in offers if each.left_out]
    if without:
        connection.execute(_DOES_WITHOUT, without)
    held: list[dict[str, object]] = []
    places: list[dict[str, object]] = []
    for offer in offers:
        bill = offer.priced.bill
        held.append(
            {
                "of_order": offer.order.order_id,
                "until": until,
                "in_currency": bill.currency if bill.lines else offer.order.currency,
                "total": bill.total.minor,
            }
        )
        places.extend(
            {
                "place": each.id,
                "option": bill.option_of_place(position),
                "minor": bill.of_place(position).minor,
            }
            for position, each in enumerate(offer.places)
        )
        add_lines(connection, bill.lines, places=offer.numbers)
    connection.execute(_HOLD_ORDER, held)
    if places:
        connection.execute(_HOLD_PLACE, places)
    _use_vouchers(connection, line, offers, now=now)


def _use_vouchers(
    connection: Connection, line: Line, offers: Sequence[_Priced], *, now: datetime
) -> None:
    """Use the vouchers that offers have, in the order of their numbers.

    Raises:
        VoucherGone: one cannot be used any more; the transaction must end.
    """
    used = [(each.priced.voucher, each) for each in offers if each.priced.voucher is not None]
    for voucher, offer in sorted(used, key=lambda pair: pair[0].id):
        redeem_voucher(
            connection,
            voucher,
            offer.priced.shares,
            class_id=line.course_class.id,
            class_code=line.course_class.code,
            order_id=offer.order.order_id,
            places=offer.numbers,
            now=now,
        )


def _mark_unpriced(connection: Connection, entries: Iterable[int]) -> None:
    """Mark those that can have a place at no price now, until they are offered one."""
    marked = sorted(entries)
    if marked:
        connection.execute(_UNPRICED, {"entries": marked})


def _pass_over(connection: Connection, times: Mapping[int, int], *, now: datetime) -> None:
    """Count those that were passed over."""
    if times:
        before = now - GATHERING_LASTS
        counted = [
            {"entry": entry, "times": behind, "gathers_before": before}
            for entry, behind in times.items()
        ]
        connection.execute(_PASS_OVER, counted)


def _take(
    connection: Connection,
    course_class: ClassToRegister,
    orders: Sequence[Row[Any]],
    *,
    by: By,
    note: str,
    now: datetime,
) -> None:
    """Take the seats, the orders of each channel together."""
    takings: dict[Channel, list[Taking]] = defaultdict(list)
    for order in orders:
        takings[order.channel].append(Taking(order_id=order.order_id, seats=order.size, at=now))
    for channel, each in takings.items():
        take_seats_of_many(
            connection,
            course_class,
            each,
            reason="offered by staff" if by is By.HAND else "offered",
            channel=channel,
            taker=Taker.IN_TURN,
            note=note,
        )
