"""An order as it is made of a filled-in form: people, order, places and lines, written as rows.

Works inside the caller's transaction. Not here: what it costs (domain/bill.py), seats (seat.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import Connection

from app.domain.bill import Bill
from app.domain.draft import Filled
from app.domain.event import EventKind
from app.domain.payment_plan import ONLINE, Agreement, InvoiceTo
from app.domain.priced import Priced
from app.domain.registration import Channel, RegistrationState
from app.store.announcer import Announcer
from app.store.class_to_register import ClassToRegister
from app.store.order_line import add_lines
from app.store.order_rows import Made, OrderToWrite, attending, write_order, write_places
from app.store.payment_terms import add_terms
from app.store.person import know_people
from app.store.upload import Files, keep_files
from app.store.voucher import redeem_voucher


@dataclass(frozen=True, slots=True)
class Sale:
    """What an order is made of; ``token`` is its draft's, ``hold`` how long unpaid seats are held.

    Where nothing is to be paid, or not before it is confirmed, its places are confirmed at once.
    """

    token: str
    filled: Filled
    priced: Priced
    channel: Channel
    hold: timedelta
    now: datetime
    agreement: Agreement = ONLINE
    invoice_to: InvoiceTo | None = None
    files: Files = field(default_factory=dict)

    @property
    def bill(self) -> Bill:
        """What it costs."""
        return self.priced.bill

    @property
    def state(self) -> RegistrationState:
        """How its places begin."""
        confirmed = self.agreement.confirms(self.bill.total)
        return RegistrationState.CONFIRMED if confirmed else RegistrationState.HELD

    @property
    def hold_until(self) -> datetime | None:
        """Until when its places are held (UTC); None: confirmed, or held until staff decide."""
        return self.agreement.hold_until(self.bill.total, now=self.now, hold=self.hold)


@dataclass(frozen=True, slots=True)
class MadeOrder:
    """An order as it was written, with its places in their order."""

    id: int
    reference: str
    state: RegistrationState
    places: tuple[Made, ...]


def make_order(connection: Connection, course_class: ClassToRegister, sale: Sale) -> MadeOrder:
    """Write the order with its people, places, lines and files, and use its voucher.

    Its seats, and then its extras (``take_extras``), are the caller's to take.

    Raises:
        VoucherGone, FormChanged: the voucher cannot be used any more, or a file is gone; the
            transaction must end.
    """
    wanted = OrderToWrite(
        class_id=course_class.id,
        filled=sale.filled,
        bill=sale.bill,
        channel=sale.channel,
        state=sale.state,
        now=sale.now,
        token=sale.token,
        hold_until=sale.hold_until,
    )
    everybody = attending(sale.filled)
    members = everybody if sale.state is RegistrationState.CONFIRMED else ()
    people = know_people(connection, [sale.filled.buyer, *everybody], now=sale.now, members=members)
    order = write_order(connection, wanted, people)
    keep_files(connection, sale.files, reference=order.reference)
    add_terms(connection, order.id, sale.agreement, sale.invoice_to, now=sale.now)
    places = write_places(connection, order.id, wanted, people)
    numbers = {position: each.id for position, each in enumerate(places)}
    add_lines(connection, sale.bill.lines, places=numbers)
    _use_voucher(connection, course_class, sale, order_id=order.id, places=numbers)
    return MadeOrder(order.id, order.reference, sale.state, places)


def announce_order(announcer: Announcer, course_class: ClassToRegister, made: MadeOrder) -> None:
    """Tell of an order that was just made."""
    kinds = [EventKind.REGISTRATION_HELD]
    if made.state is RegistrationState.CONFIRMED:
        kinds.append(EventKind.REGISTRATION_CONFIRMED)
    order = Made(made.id, made.reference)
    for place in made.places:
        for kind in kinds:
            announcer.announce(kind, course_class, order=order, registration=place)
    held = made.state is RegistrationState.HELD
    whole = EventKind.ORDER_HELD if held else EventKind.ORDER_CONFIRMED
    announcer.announce(whole, course_class, order=order)
    announcer.announce(EventKind.CLASS_SEATS_CHANGED, course_class)


def _use_voucher(
    connection: Connection,
    course_class: ClassToRegister,
    sale: Sale,
    *,
    order_id: int,
    places: Mapping[int, int],
) -> None:
    """Use the voucher that the sale has, if any, for the places that it covers.

    Raises:
        VoucherGone: it cannot be used any more; the transaction must end.
    """
    if sale.priced.voucher is not None:
        redeem_voucher(
            connection,
            sale.priced.voucher,
            sale.priced.shares,
            class_id=course_class.id,
            class_code=course_class.code,
            order_id=order_id,
            places=places,
            now=sale.now,
        )
