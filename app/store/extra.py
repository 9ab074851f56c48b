"""The extras of classes and how many of each are taken. Not here: what they cost an order.

As with seats: one conditional UPDATE takes them or none, and a CHECK stands behind. The lines of
the places that have a seat are the ledger: ``taken`` is the sum of their quantities. An extra's row
is touched only with its class's row locked, so nobody waits for it.
"""

from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    String,
    UniqueConstraint,
    bindparam,
    false,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.orm import Mapped, Session, mapped_column

from app.domain.bill import Bill, LineKind
from app.domain.extra import Extra, ExtraGone, TooFewExtras
from app.domain.tax import Tax, TaxMode
from app.store.database import Base, Executor, Json, rows_changed, table_of, word
from app.store.order_line import OrderLine
from app.store.registration import Registration


class ExtraRow(Base):
    """An extra of a class; ``amounts`` in minor units by currency, ``stock`` None without end.

    ``tax_rate`` in hundredths of a percent. One that is ``withdrawn`` is named yet by orders.
    """

    __tablename__ = "extra"
    __table_args__ = (
        UniqueConstraint("class_id", "code"),
        CheckConstraint("taken >= 0 AND (stock IS NULL OR taken <= stock)", name="stock"),
        CheckConstraint("most_per_place > 0", name="most"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("course_class.id"), index=True)
    code: Mapped[str] = mapped_column(String(64))
    label: Mapped[str] = mapped_column(String(120))
    amounts: Mapped[dict[str, int]] = mapped_column(Json)
    tax_mode: Mapped[TaxMode] = mapped_column(word(TaxMode))
    tax_rate: Mapped[int]
    tax_name: Mapped[str] = mapped_column(String(40))
    stock: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0, server_default="0")
    most_per_place: Mapped[int]
    position: Mapped[int]
    withdrawn: Mapped[bool] = mapped_column(default=False, server_default=false())

    def extra(self) -> Extra:
        """Return it as the rules take it."""
        return Extra(
            id=self.id,
            code=self.code,
            label=self.label,
            amounts=self.amounts,
            tax=Tax(self.tax_mode, self.tax_rate, self.tax_name),
            stock=self.stock,
            left=None if self.stock is None else self.stock - self.taken,
            most_per_place=self.most_per_place,
            withdrawn=self.withdrawn,
        )


_EXTRA, _LINE, _PLACE = table_of(ExtraRow), table_of(OrderLine), table_of(Registration)
_QUANTITY: ColumnElement[int] = bindparam("quantity", type_=_EXTRA.c.taken.type)
_EVERY = (
    select(*_EXTRA.c)
    .where(_EXTRA.c.class_id == bindparam("of_class"))
    .order_by(_EXTRA.c.position, _EXTRA.c.id)
)
_OFFERED = _EVERY.where(~_EXTRA.c.withdrawn)
_TAKE = (
    update(_EXTRA)
    .where(
        _EXTRA.c.id == bindparam("of_extra"),
        or_(_EXTRA.c.stock.is_(None), _EXTRA.c.taken + _QUANTITY <= _EXTRA.c.stock),
    )
    .values(taken=_EXTRA.c.taken + _QUANTITY)
)
_GIVE_BACK = (
    update(_EXTRA)
    .where(_EXTRA.c.id == bindparam("of_extra"))
    .values(taken=_EXTRA.c.taken - _QUANTITY)
)
_OF_PLACES = (
    select(_LINE.c.extra_id, func.sum(_LINE.c.quantity).label("quantity"))
    .where(
        _LINE.c.kind == LineKind.EXTRA,
        _LINE.c.registration_id.in_(bindparam("places", expanding=True)),
    )
    .group_by(_LINE.c.extra_id)
    .order_by(_LINE.c.extra_id)
)


def has_extras(class_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Return whether a class offers extras, as a column of a statement about classes."""
    offered = select(_EXTRA.c.id).where(_EXTRA.c.class_id == class_id, ~_EXTRA.c.withdrawn)
    return offered.exists()


def extras_of(executor: Executor, class_id: int) -> tuple[Extra, ...]:
    """Return what a class offers besides places, in its order; one statement."""
    rows = executor.execute(_OFFERED, {"of_class": class_id}).mappings()
    return tuple(ExtraRow(**row).extra() for row in rows)


def every_extra_of(executor: Executor, class_id: int) -> tuple[Extra, ...]:
    """Return those that are withdrawn besides: whoever has one has it still; one statement."""
    rows = executor.execute(_EVERY, {"of_class": class_id}).mappings()
    return tuple(ExtraRow(**row).extra() for row in rows)


def extra_labels(executor: Executor, class_id: int) -> dict[str, str]:
    """Return what a class's extras are called by code, withdrawn ones too; one statement."""
    named = select(_EXTRA.c.code, _EXTRA.c.label).where(_EXTRA.c.class_id == class_id)
    return {row.code: row.label for row in executor.execute(named)}


def put_extras(session: Session, class_id: int, wanted: Sequence[Extra]) -> None:
    """Match a locked class's extras by code; one that is gone is withdrawn: orders name it yet.

    Raises:
        TooFewExtras: more of one are taken than there would be; nothing was changed.
    """
    rows = {
        row.code: row
        for row in session.scalars(select(ExtraRow).where(ExtraRow.class_id == class_id))
    }
    for number, extra in enumerate(wanted):
        row = rows.get(extra.code)
        if row is not None and extra.stock is not None and extra.stock < row.taken:
            raise TooFewExtras(number, label=extra.label, taken=row.taken)
    for position, extra in enumerate(wanted):
        row = rows.pop(extra.code, None)
        if row is None:
            row = ExtraRow(class_id=class_id, code=extra.code, taken=0)
            session.add(row)
        row.label, row.amounts = extra.label, dict(extra.amounts)
        row.tax_mode, row.tax_rate, row.tax_name = extra.tax.mode, extra.tax.rate, extra.tax.name
        row.stock, row.most_per_place = extra.stock, extra.most_per_place
        row.position, row.withdrawn = position, False
    for row in rows.values():
        row.withdrawn = True


def take_extras(executor: Executor, bill: Bill, *, class_code: str) -> None:
    """Take what a bill has of extras, or not all of it; the class's row must be locked.

    Raises:
        ExtraGone: fewer are left; the transaction must end.
    """
    counted: dict[int, int] = {}
    labels: dict[int, str] = {}
    for line in bill.lines:
        if line.kind is LineKind.EXTRA:
            counted[line.extra_id] = counted.get(line.extra_id, 0) + line.quantity
            labels[line.extra_id] = line.label
    for number, quantity in sorted(counted.items()):
        taken = executor.execute(_TAKE, {"of_extra": number, "quantity": quantity})
        if rows_changed(taken) != 1:
            raise ExtraGone(class_code, label=labels[number])


def change_taken(executor: Executor, more: Mapping[int, int]) -> int | None:
    """Take so many more of each extra, by its number, and give back what is below zero.

    Their class's row must be locked. Returns None, or the number of one of which fewer are left:
    then the transaction must end.
    """
    # What is given back first may be what is taken.
    for number, quantity in sorted(more.items(), key=lambda each: (each[1] > 0, each[0])):
        wanted = {"of_extra": number, "quantity": abs(quantity)}
        if quantity < 0:
            executor.execute(_GIVE_BACK, wanted)
        elif quantity and rows_changed(executor.execute(_TAKE, wanted)) != 1:
            return int(number)
    return None


def take_extras_again(executor: Executor, registration_ids: Collection[int]) -> None:
    """Take again what places had that ended unpaid; their class's row must be locked.

    Raises:
        ExtraGone: somebody else has them; what was done here must be undone.
    """
    for number, quantity in _had(executor, registration_ids):
        taken = executor.execute(_TAKE, {"of_extra": number, "quantity": quantity})
        if rows_changed(taken) != 1:
            raise ExtraGone("", label=str(number))


def give_extras_back(executor: Executor, registration_ids: Collection[int]) -> None:
    """Give back what places had that give up their seats; their class's row must be locked."""
    for number, quantity in _had(executor, registration_ids):
        executor.execute(_GIVE_BACK, {"of_extra": number, "quantity": quantity})


def _had(executor: Executor, registration_ids: Collection[int]) -> Sequence[tuple[int, int]]:
    rows = executor.execute(_OF_PLACES, {"places": sorted(registration_ids)})
    return [(row.extra_id, int(row.quantity)) for row in rows]
