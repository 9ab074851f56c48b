"""What tests of mending money share. Not here: any claim."""

import pytest
from sqlalchemy import update

from app.domain.proof import Mend
from app.store.database import transaction
from app.store.order import Order
from app.store.proof import MoneyDifferenceRow
from app.usecases.repair_money import Mended, NotMended
from tests.usecases.accounting import Books

DONE = Mended("stripe", again=False)
ALREADY = Mended("stripe", again=True)


def refused(books: Books, row: MoneyDifferenceRow, mend: Mend, reason: str = "") -> str:
    """Try to mend it and return why it was not done; it stays open."""
    with pytest.raises(NotMended) as refusal:
        books.mend(row, mend, reason)
    assert row.id in [each.id for each in books.differ()]
    return str(refusal.value)


def set_order(books: Books, **values: object) -> None:
    with transaction(books.sessions) as session:
        session.execute(update(Order).values(**values))
