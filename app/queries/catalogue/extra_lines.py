"""The extras of a class as its page lists them. Not here: choosing any (registering)."""

from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Connection

from app.domain.class_wording import FREE
from app.domain.extra import Extra
from app.domain.money import Money
from app.domain.said import one_of, sentence
from app.domain.tax import TaxMode
from app.domain.wording import say_money, say_tax
from app.store.extra import extras_of


@dataclass(frozen=True, slots=True)
class ExtraLine:
    """An extra and what one costs; ``notes`` say how it stands to its tax, and that it is gone."""

    label: str
    amount: str
    notes: tuple[str, ...]


def extra_lines(connection: Connection, class_id: int) -> tuple[ExtraLine, ...]:
    """Return what can be had besides a place, and what one costs; one statement."""
    return tuple(
        ExtraLine(label=each.label, amount=_amount(each), notes=tuple(_notes(each)))
        for each in extras_of(connection, class_id)
    )


def _amount(extra: Extra) -> str:
    prices = [say_money(Money(minor, code)) for code, minor in extra.amounts.items() if minor]
    return one_of(prices) if prices else FREE


def _notes(extra: Extra) -> Iterator[str]:
    if any(extra.amounts.values()) and extra.tax.mode is not TaxMode.NONE:
        yield say_tax(extra.tax)
    if extra.sold_out:
        yield sentence("sold out")
