"""What a bookkeeper takes away: papers, payments and refunds of a period, and what they add up to.

Here: the period. Every sheet is read page by page, so that a long year needs no more memory than a
short one. Not here: writing files.
"""

from app.queries.bookkeeping.period import Period, find_period, sellers_of
from app.queries.bookkeeping.sheets import SHEETS, tables_of
from app.queries.bookkeeping.totals import Total, totals_of, totals_table

__all__ = [
    "SHEETS",
    "Period",
    "Total",
    "find_period",
    "sellers_of",
    "tables_of",
    "totals_of",
    "totals_table",
]
