"""How often a voucher is used by each person and in each class, and what keeps that within limits.

An upsert with a condition counts one more or none, and a CHECK stands behind. Both are touched only
with the voucher's row locked, so nobody ever waits for them. Not here: how often it is used in all,
and the uses themselves (voucher.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import CheckConstraint, ForeignKey, String, update
from sqlalchemy.orm import Mapped, mapped_column

from app.store.database import Base, Executor, dialect_of, insert_into

_WITHIN = "used >= 0 AND (most IS NULL OR used <= most)"


class VoucherPerson(Base):
    """How often one person uses a voucher; ``most`` is the limit that held then."""

    __tablename__ = "voucher_person"
    __table_args__ = (CheckConstraint(_WITHIN, name="used"),)

    voucher_id: Mapped[int] = mapped_column(ForeignKey("voucher.id"), primary_key=True)
    person_key: Mapped[str] = mapped_column(String(64), primary_key=True)
    used: Mapped[int]
    most: Mapped[int | None]


class VoucherClass(Base):
    """How often a voucher is used in one class; ``most`` is the limit that held then."""

    __tablename__ = "voucher_class"
    __table_args__ = (CheckConstraint(_WITHIN, name="used"),)

    voucher_id: Mapped[int] = mapped_column(ForeignKey("voucher.id"), primary_key=True)
    class_id: Mapped[int] = mapped_column(ForeignKey("course_class.id"), primary_key=True)
    used: Mapped[int]
    most: Mapped[int | None]


@dataclass(frozen=True, slots=True)
class Uses:
    """Uses of one voucher, by ``person_key`` and by the class's number."""

    by_person: Mapping[str, int]
    by_class: Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Most:
    """How often one person may use a voucher, and how often it may be used in one class."""

    per_person: int | None
    per_class: int | None


def count_uses(executor: Executor, voucher_id: int, uses: Uses, most: Most) -> bool:
    """Count uses, one after the other; False where a person or a class would have too many.

    Then the transaction, or its savepoint, must end. They count whether there is a limit or not, so
    that one set later is right at once.
    """
    people = all(
        _count(executor, VoucherPerson, voucher_id, {"person_key": key}, more, most.per_person)
        for key, more in sorted(uses.by_person.items())
        if more
    )
    return people and all(
        _count(executor, VoucherClass, voucher_id, {"class_id": number}, more, most.per_class)
        for number, more in sorted(uses.by_class.items())
        if more
    )


def _count(
    executor: Executor,
    counter: type[VoucherPerson | VoucherClass],
    voucher_id: int,
    of: Mapping[str, str | int],
    uses: int,
    most: int | None,
) -> bool:
    if most is not None and uses > most:
        return False
    row = {"voucher_id": voucher_id, **of, "used": uses, "most": most}
    counted = (
        insert_into(dialect_of(executor), counter)
        .values(row)
        .on_conflict_do_update(
            index_elements=["voucher_id", *of],
            set_={"used": counter.used + uses, "most": most},
            where=None if most is None else counter.used + uses <= most,
        )
        .returning(counter.used)
    )
    return executor.execute(counted).scalar() is not None


def count_back(executor: Executor, voucher_id: int, uses: Uses) -> None:
    """Count uses no more."""
    for key, fewer in sorted(uses.by_person.items()):
        executor.execute(
            update(VoucherPerson)
            .where(VoucherPerson.voucher_id == voucher_id, VoucherPerson.person_key == key)
            .values(used=VoucherPerson.used - fewer)
            .execution_options(synchronize_session=False)
        )
    for number, fewer in sorted(uses.by_class.items()):
        executor.execute(
            update(VoucherClass)
            .where(VoucherClass.voucher_id == voucher_id, VoucherClass.class_id == number)
            .values(used=VoucherClass.used - fewer)
            .execution_options(synchronize_session=False)
        )
