"""The extras of a class as staff see them: how many are ordered and by whom, and as a document."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from app.domain.bill import LineKind
from app.domain.extra import Extra
from app.domain.money import Money
from app.domain.registration import SEATED
from app.domain.tax import TaxMode
from app.queries.staff.tax_document import tax_document
from app.store.extra import ExtraRow
from app.store.order_line import OrderLine
from app.store.registration import Registration


@dataclass(frozen=True, slots=True)
class Having:
    """Somebody who has so many of an extra."""

    reference: str
    name: str
    quantity: int


@dataclass(frozen=True, slots=True)
class Ordered:
    """An extra, how many of it are taken, of how many (None: nobody counts), and who has them."""

    label: str
    taken: int
    stock: int | None
    withdrawn: bool
    who: tuple[Having, ...]


def ordered_extras(session: Session, class_id: int) -> tuple[Ordered, ...]:
    """Return what a class offers besides places, and who has it; one statement."""
    rows = session.execute(
        select(
            ExtraRow,
            Registration.reference,
            Registration.name,
            OrderLine.quantity,
        )
        .outerjoin(
            OrderLine, and_(OrderLine.extra_id == ExtraRow.id, OrderLine.kind == LineKind.EXTRA)
        )
        .outerjoin(
            Registration,
            and_(Registration.id == OrderLine.registration_id, Registration.state.in_(SEATED)),
        )
        .where(ExtraRow.class_id == class_id)
        .order_by(ExtraRow.position, ExtraRow.id, Registration.name, Registration.id)
    ).all()
    extras = dict.fromkeys(row[0] for row in rows)
    return tuple(
        Ordered(
            label=extra.label,
            taken=extra.taken,
            stock=extra.stock,
            withdrawn=extra.withdrawn,
            who=tuple(_who([row[1:] for row in rows if row[0] is extra])),
        )
        for extra in extras
        if extra.taken or not extra.withdrawn
    )


def _who(rows: Sequence[Sequence[Any]]) -> Iterator[Having]:
    """Yield who has how many; what was given up since is off that."""
    had = Counter[tuple[str, str]]()
    for reference, name, quantity in rows:
        if reference is not None:
            had[reference, name] += quantity
    for (reference, name), quantity in had.items():
        if quantity:
            yield Having(reference, name, quantity)


def extra_document(extra: Extra) -> dict[str, Any]:
    """Return an extra as a catalogue file says it."""
    document: dict[str, Any] = {
        "code": extra.code,
        "label": extra.label,
        "prices": [
            {"amount": f"{Money(minor, currency).major:f}", "currency": currency}
            for currency, minor in extra.amounts.items()
        ],
        "most_per_place": extra.most_per_place,
    }
    if extra.stock is not None:
        document["stock"] = extra.stock
    if extra.tax.mode is not TaxMode.NONE:
        document["tax"] = tax_document(extra.tax)
    return document
