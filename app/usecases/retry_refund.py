"""Retry refund: staff have money sent back that waited for them, or that was refused."""

from datetime import datetime
from uuid import uuid4

from sqlalchemy import select

from app.domain.contract import Sessions
from app.domain.naming import is_partner
from app.domain.payment import SENDABLE, RefundState
from app.domain.payment_plan import is_by_hand
from app.store.database import transaction
from app.store.payment import Payment, Refund

_TAKEN_BY = select(Payment.gateway)


def retry_refund(sessions: Sessions, *, refund_uid: str, now: datetime) -> bool:
    """Make a refund that waits for staff, or was refused, due now; say whether there was one.

    What a partner took, only the partner can send back, and what came by hand goes back by hand:
    that stays as it is.

    It gets a new uid, which is its key at the gateway: what was said no to under the old one may be
    remembered there. One that is on its way or made is left alone, so money never goes back twice.
    """
    with transaction(sessions) as session:
        refund = session.scalars(
            select(Refund).where(Refund.uid == refund_uid).with_for_update()
        ).one_or_none()
        if refund is None or refund.state not in SENDABLE:
            return False
        taken_by = session.scalars(_TAKEN_BY.where(Payment.id == refund.payment_id)).one()
        if is_partner(taken_by) or is_by_hand(taken_by):
            return False
        refund.uid = str(uuid4())
        refund.state = RefundState.DUE
        refund.gateway_id = None
        # Why it was refused is not so of the new try.
        refund.words = ""
        refund.attempt = 0
        refund.due_at = now
        return True
