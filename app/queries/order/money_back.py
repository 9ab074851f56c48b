"""What an order's page shows of money that goes back. Not here: reading its rows (page.py)."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row

from app.domain.coming_back import OwedBack, way_of
from app.domain.money import Money
from app.domain.money_of_end import UNDECIDED
from app.domain.payment import RefundState
from app.domain.reason import OF_EXTRAS
from app.queries.order.kept import End
from app.queries.order.shown import MoneyBack

# Of what staff withdrew nothing goes back, and where there is no refund there is nothing to tell.
_NOT_TOLD = (None, RefundState.WITHDRAWN)


def money_back_of(rows: Sequence[Row[Any]], ends: Sequence[End]) -> list[MoneyBack]:
    """Return it from the page's rows; ``ends`` are those of the order's places."""
    found = {row.refund_id: row for row in rows if _is_told(row)}
    names = {row.place_id: row.name for row in rows}
    open_ = {each.at for each in ends if UNDECIDED in each.facts}
    return [
        MoneyBack(
            Money(row.refund_minor, row.refund_currency),
            row.refund_reason,
            row.refund_state,
            way_of(
                OwedBack(
                    row.refund_state,
                    row.paid_by,
                    row.refund_own,
                    by_staff=bool(row.refund_asked_by),
                    undecided=row.refund_at in open_,
                    claimed=row.disputed,
                )
            ),
            names=_whose(row, names),
        )
        for row in found.values()
    ]


def _whose(row: Row[Any], names: Mapping[int, str]) -> tuple[str, ...]:
    """Return whose place it is for; nobody's where it is for extras that were given up."""
    known = row.refund_place in names and row.refund_own not in OF_EXTRAS
    return (names[row.refund_place],) if known else ()


def _is_told(row: Row[Any]) -> bool:
    """Say whether the buyer is told; no money moved where a payment was written down by mistake."""
    return row.refund_state not in _NOT_TOLD and not row.refund_mistaken
