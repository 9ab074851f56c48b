"""How many places are had at each price option, and options read as rows.

The counter is to an option what ``taken`` is to a class (seat.py): one conditional UPDATE takes
places at a price or none. An option's row is locked after its class's, whose lock whoever takes or
gives back a seat has already, so nobody ever waits for it.

Not here: which option a place is had at (domain/price.py), the option's columns (course_class.py).
"""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Row, bindparam, or_, update

from app.domain.course_class import Price
from app.domain.money import Money
from app.domain.price import OptionFull
from app.domain.tax import Tax
from app.store.course_class import PriceOption
from app.store.database import Executor, rows_changed, table_of

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
