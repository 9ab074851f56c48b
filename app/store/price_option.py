"""Price options of classes: how many places are had at each, and options read as rows.

The counter is to an option what ``taken`` is to a class (seat.py): one conditional UPDATE takes
places at a price or none. An option's row is locked after its class's, whose lock whoever takes or
gives back a seat has already, so nobody ever waits for it.

Not here: which option a place is had at (domain/price.py).
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Integer,
    Row,
    String,
    bindparam,
    false,
    or_,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column

from app.domain.course_class import Price, PriceKind
from app.domain.money import Money
from app.domain.price import OptionFull
from app.domain.tax import Tax, TaxMode
from app.store.database import (
    Base,
    Executor,
    Minor,
    UtcDateTime,
    rows_changed,
    table_of,
    word,
)


class PriceOption(Base):
    """Who pays how much, and until when (UTC) where it is an early bird.

    ``place_limit``: how many places may be had at it, None for no limit; ``taken`` counts those
    (price_option.py). ``least``: how many must come together. ``tax_rate``: hundredths of percent.
    """

    __tablename__ = "price_option"
    __table_args__ = (
        CheckConstraint("amount_minor >= 0", name="not_negative"),
        CheckConstraint(
            "taken >= 0 AND (place_limit IS NULL OR taken <= place_limit)", name="taken"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    # Its type is said here: it is selected before the class's own column is known.
    class_id: Mapped[int] = mapped_column(Integer, ForeignKey("course_class.id"), index=True)
    label: Mapped[str] = mapped_column(String(120))
    amount_minor: Mapped[int] = mapped_column(Minor)
    currency: Mapped[str] = mapped_column(String(3))
    ends_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    withdrawn: Mapped[bool] = mapped_column(default=False)
    kind: Mapped[PriceKind] = mapped_column(
        word(PriceKind), default=PriceKind.STANDARD, server_default=PriceKind.STANDARD.value
    )
    least: Mapped[int] = mapped_column(default=1, server_default="1")
    place_limit: Mapped[int | None]
    taken: Mapped[int] = mapped_column(default=0, server_default="0")
    tax_mode: Mapped[TaxMode] = mapped_column(
        word(TaxMode), default=TaxMode.NONE, server_default=TaxMode.NONE.value
    )
    tax_rate: Mapped[int] = mapped_column(default=0, server_default="0")
    tax_name: Mapped[str] = mapped_column(String(40), default="", server_default="")
    exemptable: Mapped[bool] = mapped_column(default=False, server_default=false())

    def price(self) -> Price:
        """Return the option as the rules take it."""
        return Price(
            label=self.label,
            money=Money(self.amount_minor, self.currency),
            ends_at=self.ends_at,
            id=self.id,
            kind=self.kind,
            least=self.least,
            limit=self.place_limit,
            taken=self.taken,
            tax=Tax(self.tax_mode, self.tax_rate, self.tax_name),
            exemptable=self.exemptable,
        )

    def put(self, price: Price) -> None:
        """Be as the price says; how many are taken is not touched."""
        self.amount_minor, self.ends_at = price.money.minor, price.ends_at
        self.kind, self.least, self.place_limit = price.kind, price.least, price.limit
        tax = price.tax
        self.tax_mode, self.tax_rate, self.tax_name = tax.mode, tax.rate, tax.name
        self.exemptable, self.withdrawn = price.exemptable, False


_OPTION = table_of(PriceOption)
_PLACES: ColumnElement[int] = bindparam("places", type_=_OPTION.c.taken.type)
_OF_THE_OPTION = update(_OPTION).where(_OPTION.c.id == bindparam("of_option"))
_TAKE = _OF_THE_OPTION.where(
    or_(_OPTION.c.place_limit.is_(None), _OPTION.c.taken + _PLACES <= _OPTION.c.place_limit)
).values({_OPTION.c.taken: _OPTION.c.taken + _PLACES})
_RELEASE = _OF_THE_OPTION.values({_OPTION.c.taken: _OPTION.c.taken - _PLACES})

PRICE_COLUMNS = tuple(column.label(f"price_{column.name}") for column in _OPTION.c)


def price_from(row: Row[Any]) -> Price:
    """Return the price of a row that has ``PRICE_COLUMNS``."""
    return Price(
        label=row.price_label,
        money=Money(row.price_amount_minor, row.price_currency),
        ends_at=row.price_ends_at,
        id=row.price_id,
        kind=row.price_kind,
        least=row.price_least,
        limit=row.price_place_limit,
        taken=row.price_taken,
        tax=Tax(row.price_tax_mode, row.price_tax_rate, row.price_tax_name),
        exemptable=row.price_exemptable,
    )


def take_options(executor: Executor, options: Iterable[int | None]) -> None:
    """Count places at the options they are had at, one of each number given; None is no option.

    To be called with the class's row locked, which taking its seats does.

    Raises:
        OptionFull: fewer can be had at one of them; the transaction must end.
    """
    for option, places in _counted(options):
        taken = executor.execute(_TAKE, {"of_option": option, "places": places})
        if rows_changed(taken) != 1:
            raise OptionFull(option)


def release_options(executor: Executor, options: Iterable[int | None]) -> None:
    """Give back places at options, wherever the seats of those places are given back."""
    for option, places in _counted(options):
        executor.execute(_RELEASE, {"of_option": option, "places": places})


def _counted(options: Iterable[int | None]) -> list[tuple[int, int]]:
    """Return how many places each option has, the one that was made first at first."""
    return sorted(Counter(option for option in options if option).items())
