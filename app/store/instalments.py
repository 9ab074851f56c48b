"""Which part of an order a payment's receipt is for, where a deposit is paid first. Reads nothing.

Not here: what is agreed (payment_terms.py), the receipt itself (issuing.py).
"""

from collections.abc import Sequence
from datetime import date

from app.domain.billing import left_of, total_of
from app.domain.course_class import day_before
from app.domain.instalment import Instalment, Part
from app.domain.paper import EXCESS, PaperLine
from app.domain.payment_plan import Plan
from app.store.ordered import Ordered
from app.store.payment_terms import PaymentTerms


def due_on(terms: PaymentTerms, ordered: Ordered) -> date | None:
    """Return the last day to pay an order, where it is; None where there is none."""
    return day_before(terms.due_at, ordered.timezone) if terms.due_at else None


def instalment_of(
    lines: Sequence[PaperLine],
    billed: Sequence[PaperLine],
    *,
    ordered: Ordered,
    terms: PaymentTerms | None,
    owed: int,
) -> Instalment | None:
    """Return which part a receipt over the lines is for; None where it is for no part.

    ``billed`` are the lines of the papers before it, ``owed`` what was left to pay after it, in
    the order's minor units, 0 where that is not known.
    """
    mine = [line for line in lines if line.key != EXCESS]
    if terms is None or terms.plan is not Plan.DEPOSIT or not mine:
        return None
    first = total_of(billed) == 0
    if first and not left_of(ordered.alive, *billed, *mine):
        return None
    by = due_on(terms, ordered) if owed else None
    return Instalment(Part.DEPOSIT if first else Part.REST, owed, by)
