"""Issue papers: receipts of what was paid, credit notes of what went back, as an order's rows say.

Nothing that takes money or gives it back has to think of papers: what lacks one gets it here,
before the letter that brings it is written, or by the sweep. Each once, in the order in which it
happened, and dated the day on which it is issued.
"""

from datetime import datetime

from app.domain.contract import Sessions
from app.domain.paper import Seller
from app.store.database import transaction
from app.store.issuing import Issuer
from app.store.order import find_order, lock_order


def issue_papers(sessions: Sessions, *, order_reference: str, seller: Seller, now: datetime) -> int:
    """Issue what an order lacks, and return how many papers that were.

    ``seller`` sells what belongs to no legal entity of its own. What a partner took has none: the
    partner gives papers for it.
    """
    with transaction(sessions) as session:
        order = find_order(session, order_reference)
        if order is None:
            return 0
        order = lock_order(session, order.id)
        return Issuer(session, order, seller=seller, now=now).catch_up()
