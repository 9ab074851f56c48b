"""How a filled-in form fits what a class offers now, and what it would cost."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Connection

from app.domain.bill import Bill
from app.domain.draft import Filled
from app.domain.extra import ExtraGone
from app.domain.voucher import VoucherRefused
from app.store.class_to_register import ClassToRegister
from app.store.quoting import price_now


@dataclass(frozen=True, slots=True)
class Fit:
    """How a filled-in form fits what is offered now.

    ``bill`` is None where it cannot be had like this; ``refused`` says that its voucher cannot be
    used, and the bill is then the one without. ``voucher`` is the code of the one that is applied,
    as it is shown.
    """

    bill: Bill | None
    refused: bool = False
    voucher: str = ""


def fit_to(
    connection: Connection, course_class: ClassToRegister, filled: Filled, *, now: datetime
) -> Fit:
    """Return how it fits the class as it was read."""
    try:
        priced = price_now(connection, course_class, filled, now=now)
    except ExtraGone:
        return Fit(None)
    except VoucherRefused:
        without = fit_to(connection, course_class, replace(filled, voucher=""), now=now)
        return replace(without, refused=True)
    if priced is None:
        return Fit(None)
    return Fit(priced.bill, voucher=priced.voucher.code if priced.voucher else "")
