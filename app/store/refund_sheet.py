"""What a paper says of money that goes back, or came back. Not here: which lines, and when."""

from collections.abc import Sequence
from datetime import datetime

from app.domain.billing import total_of
from app.domain.paper import PaperKind, PaperLine, Sheet
from app.domain.payment import RefundOrigin
from app.store.paper import PaperRow
from app.store.payment import Refund


def refund_sheet(
    other: PaperRow,
    lines: tuple[PaperLine, ...],
    refund: Refund,
    kind: PaperKind,
    *,
    gateway: str,
    refunds: Sequence[Refund],
    now: datetime,
) -> Sheet:
    """Return a paper of that kind about another one, for a refund by a gateway.

    ``refunds`` are all of the order: a credit note over less than goes back together says so.
    """
    noted = kind is PaperKind.CREDIT_NOTE
    whole = _whole_of(refund, refunds) if noted else 0
    return Sheet(
        kind,
        lines,
        refund.currency,
        # What went past the gateway has no name for how it went.
        gateway="" if refund.origin is RefundOrigin.HAND else gateway,
        moved_at=refund.made_at if noted or refund.is_mistake else now,
        reason=refund.reason,
        own_reason=refund.own_reason,
        supplied=other.paper().supplied,
        part_of=whole if whole > -total_of(lines) else 0,
    )


def _whole_of(refund: Refund, refunds: Sequence[Refund]) -> int:
    """Return the sum that went back together with a refund, in minor units, itself included.

    What is to go back of several payments is a refund of each, made at once and for one reason.
    """
    return sum(each.amount_minor for each in refunds if _together(each) == _together(refund))


def _together(refund: Refund) -> tuple[object, ...]:
    asked_key = (refund.asked_key or "").rpartition(":")[0]
    about = (refund.registration_id, refund.currency, refund.origin)
    return (refund.created_at, refund.reason, asked_key, *about)
