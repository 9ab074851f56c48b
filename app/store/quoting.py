"""What a filled-in form costs as things stand now, its voucher looked up. Not here: the rules."""

from datetime import datetime

from sqlalchemy import Connection

from app.domain.draft import Filled
from app.domain.priced import Priced, people_of, price
from app.store.class_to_register import ClassToRegister
from app.store.voucher import find_voucher


def price_now(
    connection: Connection, course_class: ClassToRegister, filled: Filled, *, now: datetime
) -> Priced | None:
    """Return what it costs, or None where it cannot be had at any price.

    One statement where the form names a voucher, else none.

    Raises:
        ExtraGone: an extra that was chosen is not to be had.
        VoucherRefused: the voucher cannot be used here.
    """
    held = None
    if filled.voucher:
        held = find_voucher(
            connection, filled.voucher, people=people_of(filled), class_id=course_class.id
        )
    return price(filled, course_class.for_sale, held=held, now=now)
