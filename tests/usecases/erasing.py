"""Erasing an order as tests do it, and what of it is left. Not here: any test."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select, update

from app.domain.erasing import Bar
from app.store.database import reading, transaction
from app.store.order import Order
from app.store.payment import Payment
from app.store.tables import METADATA
from app.usecases.erase_order import erase_order
from tests.worlds import Desk

PRIVATE = ("Ana Lind", "ana@example.org", "22123456", "Bo Berg", "bo@example.org", "22123457")
# Papers are kept as they are by law.
KEPT = {"paper", "paper_line"}


def erase(desk: Desk, reference: str) -> Bar | None:
    return erase_order(
        desk.sessions,
        reference=reference,
        partners=desk.partners,
        wake=desk.wake,
        now=desk.now,
    )


def everything(desk: Desk) -> Mapping[str, str]:
    """Return all that stands in the database, by table."""
    with reading(desk.sessions) as session:
        return {
            name: str([tuple(row) for row in session.execute(select(*table.c))])
            for name, table in METADATA.tables.items()
        }


def named(desk: Desk) -> list[tuple[str, str]]:
    found = everything(desk)
    return [
        (table, word)
        for table, rows in found.items()
        if table not in KEPT
        for word in (*PRIVATE, "Lind AS", "Lind Lane", "deaf", "nuts", "1990")
        if word.casefold() in rows.casefold()
    ]


def change(desk: Desk, row: type[Any], **columns: object) -> None:
    with transaction(desk.sessions) as session:
        session.execute(update(row).values(**columns))


def add_payment(desk: Desk, state: str) -> None:
    with transaction(desk.sessions) as session:
        session.add(
            Payment(
                uid="payment-1",
                order_id=session.scalars(select(Order.id)).one(),
                gateway="stripe",
                amount_minor=420_000,
                currency="NOK",
                state=state,
                created_at=desk.now,
                expires_at=desk.now,
                settled_at=desk.now,
            )
        )
