"""How a form that is not kept yet fits what a class offers now. Reads only."""

from datetime import datetime

from app.domain.contract import Sessions
from app.domain.draft import Filled
from app.store.class_to_register import find_class_to_register
from app.store.database import reading_rows
from app.store.fit import Fit, fit_to


def fit_of(sessions: Sessions, *, code: str, filled: Filled, now: datetime) -> Fit:
    """Return how a form that is not kept yet fits; one statement, and one for its voucher."""
    with reading_rows(sessions) as connection:
        course_class = find_class_to_register(connection, code)
        return (
            Fit(None) if course_class is None else fit_to(connection, course_class, filled, now=now)
        )
